import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { calculateJwkThumbprint, importJWK } from 'jose';
import { EnrolRequestSchema, type EnrolRequest, type EnrolResponse } from '#shared/sync/protocol.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { appendAudit } from '../../storage/audit.ts';
import { SERVER } from '../../storage/database.ts';
import { insertDevice, takeCode } from '../../storage/devices.ts';
import { findOffice } from '../../storage/offices.ts';
import { hashCode } from './codes.ts';

/** Enrolment of a laptop by a one-time code. */
export function registerDevices(app: FastifyInstance, deps: AppDeps): void {
  app.post<{ Body: EnrolRequest }>(
    '/api/v1/devices/enrol',
    { config: { policy: { kind: 'open' } }, schema: { body: EnrolRequestSchema } },
    async (request): Promise<EnrolResponse> => {
      await deps.limits.codes.check(request.ip);
      const { code, name, publicKey } = request.body;
      await importJWK(publicKey, 'ES256').catch(() => {
        throw new HttpError(400, 'invalid_input', { params: { field: 'publicKey' } });
      });
      const jkt = await calculateJwkThumbprint(publicKey);
      const deviceId = randomBytes(12).toString('hex');
      const now = new Date(deps.now());
      const outcome = await deps.database.transaction(
        SERVER,
        async (tx): Promise<EnrolResponse | 'wrong' | 'expired'> => {
          const taken = await takeCode(tx, hashCode(code), now);
          if (taken === 'wrong' || taken === 'expired') return taken;
          const office = await findOffice(tx, taken.officeId);
          if (!office) throw new HttpError(404, 'not_found');
          const lane = await insertDevice(tx, {
            id: deviceId,
            office: taken,
            name,
            publicKey,
            jkt,
            share: randomBytes(32),
          });
          await appendAudit(tx, { kind: 'device_enrolled', officeId: office.id, deviceId, detail: { lane, jkt } }, now);
          const { kind: _kind, ...info } = office;
          const { serverId, name: serverName, epoch } = deps.meta;
          return { deviceId, lane, office: info, serverId, serverName, epoch };
        },
        { retryUnique: true },
      );
      if (typeof outcome === 'string') {
        await deps.limits.codes.count(request.ip);
        throw new HttpError(403, outcome === 'wrong' ? 'code_wrong' : 'code_expired');
      }
      return outcome;
    },
  );
}
