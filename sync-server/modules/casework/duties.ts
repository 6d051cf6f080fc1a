import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Role } from '#shared/domain/access/roles.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { endCaseworkDuty, giveCaseworkDuty, listCaseworkDuties } from '../../storage/casework-lists.ts';
import { findUser, listUsers } from '../../storage/people.ts';
import { createDuty } from '../console/duty.ts';

/** Roles that give a district's officers the duty of casework. Nobody gives it to themselves: they are above the district. */
const GIVERS = ['region_officer', 'ministry_officer', 'ministry_admin'] as const satisfies readonly Role[];

const params = Type.Object({ id: Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' }) });
const Duty = Type.Object(
  {
    /** The order by which it is given. */
    ground: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
  },
  { additionalProperties: false },
);

interface ById {
  Params: { id: string };
}

/** Who reads what cases say: officers of districts, each given the duty by name and ground. */
export function registerCaseworkDuties(app: FastifyInstance, deps: AppDeps): void {
  const { within, audit } = createDuty(deps);
  const config = { policy: { kind: 'console', roles: GIVERS } } as const;

  app.get('/api/v1/console/casework-duties', { config }, (request) =>
    within(request, async (tx) => {
      const duties = new Map((await listCaseworkDuties(tx)).map((duty) => [duty.userId, duty]));
      const officers = (await listUsers(tx)).filter((user) => user.role === 'district_officer');
      return {
        officers: officers.map(({ id, name, login, area, active }) => {
          const duty = duties.get(id);
          return { id, name, login, area, active, duty: duty ? { ground: duty.ground, givenAt: duty.givenAt } : null };
        }),
      };
    }),
  );

  app.post<ById & { Body: { ground: string } }>(
    '/api/v1/console/users/:id/casework-duty',
    { config, schema: { params, body: Duty } },
    (request, reply) =>
      within(request, async (tx, principal) => {
        const user = await findUser(tx, request.params.id);
        if (!user) throw new HttpError(404, 'not_found');
        if (user.role !== 'district_officer') throw new HttpError(400, 'role_forbidden');
        await giveCaseworkDuty(tx, {
          userId: user.id,
          area: user.area,
          ground: request.body.ground.trim(),
          by: principal.userId,
          at: new Date(deps.now()),
        });
        await audit(tx, principal, 'casework_duty_given', null, { user: user.id });
        void reply.code(204);
        return undefined;
      }),
  );

  app.post<ById>('/api/v1/console/users/:id/casework-duty/end', { config, schema: { params } }, (request, reply) =>
    within(request, async (tx, principal) => {
      const user = await findUser(tx, request.params.id);
      const ended = user && (await endCaseworkDuty(tx, user.id, principal.userId, new Date(deps.now())));
      if (!ended) throw new HttpError(404, 'not_found');
      await audit(tx, principal, 'casework_duty_ended', null, { user: request.params.id });
      void reply.code(204);
      return undefined;
    }),
  );
}
