import type { FastifyRequest, RouteShorthandOptions } from 'fastify';
import { areaCovers } from '#shared/domain/access/area.ts';
import { CONSOLE_ROLES, type Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { dutyScope, principalOf, type Principal } from '../../plugins/policy.ts';
import { appendAudit } from '../../storage/audit.ts';
import type { Transaction } from '../../storage/database.ts';
import { findOffice, type StoredOffice } from '../../storage/offices.ts';
import { toOfficeInfo } from '../offices.ts';

/** Roles that keep the laptops and the users of their area. */
const KEEPERS = ['ministry_admin', 'region_officer', 'district_officer'] as const satisfies readonly Role[];

/** Options of a route that every role of the console may call. */
export const reading = (schema: Record<string, unknown> = {}): RouteShorthandOptions => ({
  config: { policy: { kind: 'console', roles: CONSOLE_ROLES } },
  schema,
});

/** Options of a route for those who keep laptops and users. */
export const keeping = (schema: Record<string, unknown> = {}): RouteShorthandOptions => ({
  config: { policy: { kind: 'console', roles: KEEPERS } },
  schema,
});

/** An office as the console shows it. */
export function officeView(office: StoredOffice) {
  return { ...toOfficeInfo(office), kind: office.kind };
}

/** Finds an office within the duty's area; a foreign one is as missing as one that never was. */
export async function officeOf(tx: Transaction, principal: Principal, officeId: string): Promise<StoredOffice> {
  const office = await findOffice(tx, officeId);
  if (!office || !areaCovers(principal.area, office.area)) throw new HttpError(404, 'not_found');
  return office;
}

/** How the console's routes work: in one transaction each, in the duty's scope, their acts in the audit. */
export function createDuty(deps: AppDeps) {
  return {
    /**
     * Does a route's work in one transaction. What it returns is the answer, sent when the transaction is committed: a
     * `reply.send` in here would say that something is done before it is.
     */
    within<T>(
      request: FastifyRequest,
      work: (tx: Transaction, principal: Principal) => Promise<T>,
      options?: { readonly readOnly?: boolean; readonly retryUnique?: boolean },
    ): Promise<T> {
      const principal = principalOf(request);
      return deps.database.transaction(dutyScope(principal), (tx) => work(tx, principal), options);
    },
    audit(tx: Transaction, principal: Principal, kind: string, officeId: string | null, detail: JsonObject) {
      return appendAudit(tx, { kind, actor: principal.userId, officeId, detail }, new Date(deps.now()));
    },
  };
}
