import type { FastifyRequest } from 'fastify';
import { areaCovers, isArea, type Area } from '#shared/domain/access/area.ts';
import {
  type ConsoleRole,
  type FieldGroup,
  hiddenOf,
  isAboveDistrict,
  type ReadingLevel,
  readingLevel,
} from '#shared/domain/access/fields.ts';
import { type Cell, toCell } from '#shared/domain/casework/small-cells.ts';
import { dayOfMoment, type Day } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf, type Principal } from '../../plugins/policy.ts';
import { catchUpCasework } from '../../storage/casework.ts';
import { hasCaseworkDuty, officeStates, readListState } from '../../storage/casework-lists.ts';
import type { Transaction } from '../../storage/database.ts';
import { findOffice } from '../../storage/offices.ts';
import { createDuty, officeOf } from '../console/duty.ts';
import { caseworkKeys } from './keys.ts';

/** An officer who reads the central base. */
export interface Reader {
  readonly principal: Principal;
  readonly level: ReadingLevel;
  readonly today: Day;
}

/** What every reading of the central base does: it is up to date, in the duty's scope, by its level, and in the audit. */
export function createReading(deps: AppDeps) {
  const { within, audit } = createDuty(deps);
  return {
    /** Reads in one transaction; what `work` returns is the answer. */
    async read<T>(request: FastifyRequest, work: (tx: Transaction, reader: Reader) => Promise<T>): Promise<T> {
      const today = dayOfMoment(deps.now());
      await catchUpCasework(deps.database, caseworkKeys(today), today);
      const { userId, role } = principalOf(request);
      return within(request, async (tx, principal) => {
        const level = readingLevel(role as ConsoleRole, await hasCaseworkDuty(tx, userId));
        return work(tx, { principal, level, today });
      });
    },
    /** The audit says who read what: ids and counts, never what was looked for. */
    note(tx: Transaction, reader: Reader, kind: string, officeId: string | null, detail: JsonObject) {
      return audit(tx, reader.principal, kind, officeId, { ...detail, level: reader.level });
    },
    /** What a list rests on: how fresh its offices are and what is not in it. */
    async basis(
      tx: Transaction,
      reader: Reader,
      of: { readonly area: Area; readonly office?: string | undefined },
      officeIds: readonly string[],
    ) {
      const shown = [...new Set(of.office ? [...officeIds, of.office] : officeIds)];
      const states = await officeStates(tx, shown);
      const state = await readListState(tx, of, new Date(deps.now()));
      return {
        time: deps.now(),
        today: reader.today,
        level: reader.level,
        offices: Object.fromEntries(states),
        state: {
          ...state,
          withdrawn: toCell(state.withdrawn, isAboveDistrict(reader.level)) satisfies Cell,
        },
      };
    },
  };
}

/** The area that a list is asked for: within the duty's own, or as missing as one that never was. */
export async function areaOf(
  tx: Transaction,
  principal: Principal,
  asked: { readonly area?: string | undefined; readonly office?: string | undefined },
): Promise<Area> {
  if (asked.office) await officeOf(tx, principal, asked.office);
  if (asked.area === undefined) return principal.area;
  if (!isArea(asked.area) || !areaCovers(principal.area, asked.area)) throw new HttpError(404, 'not_found');
  return asked.area;
}

/** The groups of an answer that its reader is not shown, with the reasons. */
export function hiddenFrom(reader: Reader, groups: readonly FieldGroup[]) {
  return hiddenOf(reader.level, groups);
}

/** An office's name for a record's head. */
export async function officeHead(tx: Transaction, principal: Principal, officeId: string) {
  const office = await findOffice(tx, officeId);
  if (!office || !areaCovers(principal.area, office.area)) throw new HttpError(404, 'not_found');
  const states = await officeStates(tx, [officeId]);
  return { id: office.id, name: office.name, district: office.district, ...states.get(officeId) };
}
