import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import { readCertificate, type RevocationReason } from '#shared/pki/certificate.ts';
import { toPem } from '#shared/pki/pem.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf } from '../../plugins/policy.ts';
import { listCertificates } from '../../storage/certificates.ts';
import { listOffices } from '../../storage/offices.ts';
import { createDuty, keeping, reading } from '../console/duty.ts';
import { goRound, readAuthority, revoke } from './service.ts';

/** How often the authority's round is gone, milliseconds. */
const ROUND_MS = 12 * 3_600_000;
/** How long a timestamp service may take, milliseconds. */
const TIMESTAMP_MS = 15_000;
/** No token of a service is larger. */
const MAX_TIMESTAMP_BYTES = 65_536;

const serial = Type.Object({ serial: Type.String({ pattern: '^[0-9a-f]{2,40}$' }) });
const RevokeRequest = Type.Object(
  {
    reason: Type.Union([
      Type.Literal('keyCompromise'),
      Type.Literal('superseded'),
      Type.Literal('cessationOfOperation'),
      Type.Literal('unspecified'),
    ]),
  },
  { additionalProperties: false },
);
const TimestampRequest = Type.Object(
  { request: Type.String({ minLength: 40, maxLength: 2_000, pattern: '^[A-Za-z0-9_-]+$' }) },
  { additionalProperties: false },
);

async function askTimestamp(url: string, request: Uint8Array): Promise<Uint8Array> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Buffer.from(request),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMESTAMP_MS),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (!answer.ok || bytes.length === 0 || bytes.length > MAX_TIMESTAMP_BYTES)
      throw new HttpError(502, 'timestamp_refused');
    return bytes;
  } catch (error) {
    throw error instanceof HttpError ? error : new HttpError(502, 'timestamp_refused');
  }
}

/** Certificates of office keys: who has which, revoking, what outside tools need, and timestamps for laptops. */
export function registerCertificates(
  app: FastifyInstance,
  deps: AppDeps,
  options: { readonly timestampUrl: string | undefined },
): void {
  const duty = createDuty(deps);

  app.get('/api/v1/console/certificates', reading(), (request) =>
    duty.within(
      request,
      async (tx, principal) => {
        const offices = new Map((await listOffices(tx, principal.area)).map((office) => [office.id, office.name]));
        return {
          certificates: (await listCertificates(tx)).map((one) => {
            const { subjectName } = readCertificate(one.certificate);
            return {
              serial: one.serial,
              userId: one.userId,
              officeId: one.officeId,
              office: offices.get(one.officeId) ?? { latn: one.officeId, cyrl: one.officeId },
              name: subjectName.commonName ?? '',
              position: subjectName.title ?? '',
              notBefore: one.notBefore.toISOString(),
              notAfter: one.notAfter.toISOString(),
              revokedAt: one.revokedAt?.toISOString() ?? null,
              revokedWhy: one.revokedWhy,
            };
          }),
        };
      },
      { readOnly: true },
    ),
  );

  app.post<{ Params: Static<typeof serial>; Body: { reason: RevocationReason } }>(
    '/api/v1/console/certificates/:serial/revoke',
    keeping({ params: serial, body: RevokeRequest }),
    async (request, reply) => {
      const principal = principalOf(request);
      // A foreign certificate and one that never was are equally missing.
      const known = await duty.within(request, (tx) => listCertificates(tx), { readOnly: true });
      if (!known.some((one) => one.serial === request.params.serial)) throw new HttpError(404, 'not_found');
      await revoke(deps, { serial: request.params.serial }, request.body.reason, principal.userId);
      return reply.code(204).send();
    },
  );

  // Public by its nature: whoever checks a paper needs it, and it says nothing of anybody but serial numbers.
  app.get('/api/v1/authority.pem', { config: { policy: { kind: 'open' } } }, async (_request, reply) => {
    const { roots, intermediates, lists } = await readAuthority(deps);
    if (roots.length === 0) throw new HttpError(404, 'ca_missing');
    const text = [
      ...[...roots, ...intermediates].map((one) => toPem(one)),
      ...lists.map((one) => toPem(one, 'X509 CRL')),
    ].join('');
    return reply.type('application/x-pem-file').send(text);
  });

  app.post<{ Body: Static<typeof TimestampRequest> }>(
    '/api/v1/timestamp',
    { config: { policy: { kind: 'device' } }, schema: { body: TimestampRequest } },
    async (request) => {
      if (!options.timestampUrl) throw new HttpError(404, 'timestamp_not_set');
      const response = await askTimestamp(options.timestampUrl, fromBase64Url(request.body.request));
      return { response: toBase64Url(response) };
    },
  );

  const round = () => {
    void goRound(deps).catch((error: unknown) => app.log.error({ err: error }, 'round of the certificate authority'));
  };
  const timer = setInterval(round, ROUND_MS);
  timer.unref();
  app.addHook('onListen', async () => round());
  app.addHook('onClose', async () => clearInterval(timer));
}
