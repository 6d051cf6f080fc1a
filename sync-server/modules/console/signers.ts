import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf } from '../../plugins/policy.ts';
import { findUser, listUsers } from '../../storage/people.ts';
import { appointDeputy, endDeputy, enterPinfl, type Who } from '../signers.ts';
import { createDuty, keeping, officeOf, reading } from './duty.ts';

const params = Type.Object({ id: Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' }) });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Term = Type.Object(
  { from: day, to: day, order: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) },
  { additionalProperties: false },
);
const Pinfl = Type.Object({ pinfl: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false });

interface ById {
  Params: { id: string };
}

/** Who signs in an office: its people, deputies by date, the PINFL that a national certificate is compared with. */
export function registerSigners(app: FastifyInstance, deps: AppDeps): void {
  const duty = createDuty(deps);
  // Somebody of another area and somebody who never was are equally missing.
  const whoOf = async (request: FastifyRequest<ById>): Promise<Who> => {
    const user = await duty.within(request, (tx) => findUser(tx, request.params.id), { readOnly: true });
    if (!user || !isOfficeRole(user.role)) throw new HttpError(404, 'not_found');
    return { id: user.id, actor: principalOf(request).userId };
  };

  app.get<ById>('/api/v1/console/offices/:id/signers', reading({ params }), (request) =>
    duty.within(
      request,
      async (tx, principal) => {
        const office = await officeOf(tx, principal, request.params.id);
        const people = (await listUsers(tx)).filter((user) => user.officeId === office.id && user.active);
        return {
          signers: people.map(({ id, name, role, position, acting, pinflMark }) => ({
            id,
            name,
            role,
            position,
            acting,
            pinfl: pinflMark !== null,
          })),
        };
      },
      { readOnly: true },
    ),
  );

  app.post<ById & { Body: { from: string; to: string; order?: string } }>(
    '/api/v1/console/users/:id/deputy',
    keeping({ params, body: Term }),
    async (request, reply) => {
      await appointDeputy(deps, await whoOf(request), request.body);
      return reply.code(204).send();
    },
  );

  app.post<ById>('/api/v1/console/users/:id/deputy/end', keeping({ params }), async (request, reply) => {
    await endDeputy(deps, await whoOf(request));
    return reply.code(204).send();
  });

  app.post<ById & { Body: { pinfl: string } }>(
    '/api/v1/console/users/:id/pinfl',
    keeping({ params, body: Pinfl }),
    async (request, reply) => {
      await enterPinfl(deps, await whoOf(request), request.body.pinfl);
      return reply.code(204).send();
    },
  );
}
