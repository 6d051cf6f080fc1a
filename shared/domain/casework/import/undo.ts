import type { CaseBody } from '../collections/cases/index.ts';
import type { HouseholdBody } from '../collections/households/index.ts';
import type { PersonBody } from '../collections/people/index.ts';
import type { ProgrammeEntryBody } from '../collections/programme-entries/index.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { entryPrefix, type ImportChange } from './changes.ts';

interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
  readonly conflicts?: number;
}

/** What the office has, as an undoing looks at it. */
export interface UndoBase {
  readonly people: readonly Entry<PersonBody>[];
  readonly households: readonly Entry<HouseholdBody>[];
  readonly entries: readonly Entry<ProgrammeEntryBody>[];
  readonly cases: readonly Entry<CaseBody>[];
  /** Ids of people whom a paper names. */
  readonly inPapers: ReadonlySet<string>;
  hasEvents(caseId: string): boolean;
}

/** Why something that an import made stays; also the end of an i18n key. */
export type StayReason =
  /** Somebody has written in it since. */
  | 'changed'
  /** A paper, a case or a programme names it. */
  | 'in_paper'
  | 'in_case'
  | 'in_programme'
  /** It belongs together with something else that stays. */
  | 'in_family'
  /** Two devices have written different things, and nobody has said which holds. */
  | 'conflict'
  /** What stood there before an import is not known any more. */
  | 'value_changed';

/** A record of an import that stays. */
export interface Stay {
  readonly collection: 'people' | 'households' | 'programmeEntries' | 'cases';
  readonly id: string;
  readonly reason: StayReason;
}

/** What an undoing does. */
export interface UndoPlan {
  /** Each list is done together. What names others goes first. */
  readonly units: readonly (readonly ImportChange[])[];
  readonly removed: {
    readonly people: number;
    readonly households: number;
    readonly entries: number;
    readonly cases: number;
  };
  /** Entries of programmes and cases that can't be removed and are ended with the reason. */
  readonly ended: number;
  /** Known people whose filled fields are empty again. */
  readonly givenBack: number;
  readonly stays: readonly Stay[];
}

/** Who undoes, and when. */
export interface UndoContext {
  readonly importId: string;
  readonly actor: { readonly id: string; readonly role: Role };
  readonly at: string;
  readonly today: Day;
  newId(): string;
  /** What is written beside an entry or a case that can only be ended: which list was undone. */
  readonly note?: string | undefined;
}

/** The reason by which entries end that an import had enrolled: every programme has it, and it counts as never having been. */
export const UNDONE_REASON = 'entered_twice';

interface Logged {
  readonly history?: readonly { readonly id: string }[] | undefined;
}

const PERSON_LOGS = ['consents', 'withdrawals', 'merges', 'unmerges', 'notSame'] as const;
const ENTRY_LOGS = ['evidence', 'plan', 'planResults', 'aid', 'visits', 'monitoring'] as const;
const CASE_LOGS = [
  'workers',
  'workerEndings',
  'consents',
  'withdrawals',
  'plans',
  'planDecisions',
  'goalOutcomes',
] as const;

function isUntouched(body: Logged, prefix: string, logs: readonly string[]): boolean {
  const of = (log: string) => ((body as Record<string, unknown>)[log] ?? []) as readonly unknown[];
  return (body.history ?? []).every((one) => one.id.startsWith(prefix)) && logs.every((log) => of(log).length === 0);
}

/** Whether anybody may undo an import at all, and whether all of it: people and families are removed by the secretary alone. */
export function mayUndo(role: Role): boolean {
  return role === 'secretary';
}

/**
 * Works out what an undoing does: whatever the import made and nobody has used or written in since is removed; entries of
 * programmes and cases that the rules let nobody remove are ended with the reason; fields that it filled and nobody has
 * changed are empty again; all else stays, with the reason. The same again after a part of it was done. Pauses after
 * each record, so that whoever runs it can rest.
 */
export function* planUndoSteps(base: UndoBase, context: UndoContext): Generator<void, UndoPlan> {
  const { importId, actor, at, today } = context;
  const prefix = entryPrefix(importId);
  const history = (event: string): Json => [{ id: context.newId(), event, at, actor: actor.id }];
  const stays: Stay[] = [];
  const units: ImportChange[][] = [];
  const removed = { people: 0, households: 0, entries: 0, cases: 0 };
  let ended = 0;
  let givenBack = 0;
  const made = <Body extends { readonly importId?: string | undefined }>(list: readonly Entry<Body>[]) =>
    list.filter(({ body }) => body.importId === importId);
  const remove = (collection: Stay['collection'], id: string): ImportChange => ({
    collection,
    docId: id,
    kind: 'remove',
    patch: {},
  });

  const goneEntries = new Set<string>();
  for (const { id, body, conflicts } of made(base.entries)) {
    yield;
    if (conflicts) stays.push({ collection: 'programmeEntries', id, reason: 'conflict' });
    else if (body.state === 'exited') continue;
    else if (!isUntouched(body, prefix, ENTRY_LOGS))
      stays.push({ collection: 'programmeEntries', id, reason: 'changed' });
    else if (body.state === 'draft') {
      units.push([remove('programmeEntries', id)]);
      goneEntries.add(id);
      removed.entries += 1;
    } else if (body.state === 'enrolled') {
      units.push([
        {
          collection: 'programmeEntries',
          docId: id,
          kind: 'transition',
          transition: 'exit',
          patch: {
            exitReason: UNDONE_REASON,
            exitOn: today,
            ...(context.note ? { exitNote: context.note } : {}),
            history: history('import_undone'),
          },
        },
      ]);
      ended += 1;
    } else stays.push({ collection: 'programmeEntries', id, reason: 'changed' });
  }

  const goneCases = new Set<string>();
  for (const { id, body, conflicts } of made(base.cases)) {
    yield;
    if (conflicts) stays.push({ collection: 'cases', id, reason: 'conflict' });
    else if (body.outcome === 'opened_by_mistake' && (body.history ?? []).some((one) => one.event === 'import_undone'))
      continue;
    else if (!isUntouched(body, prefix, CASE_LOGS) || base.hasEvents(id))
      stays.push({ collection: 'cases', id, reason: 'changed' });
    else if (body.state !== 'intake') stays.push({ collection: 'cases', id, reason: 'changed' });
    else if (actor.role === 'chair') {
      units.push([remove('cases', id)]);
      goneCases.add(id);
      removed.cases += 1;
    } else {
      // Only the head of the office removes a case: from the secretary it is closed as opened by mistake.
      units.push([
        {
          collection: 'cases',
          docId: id,
          kind: 'transition',
          transition: 'close',
          patch: {
            outcome: 'opened_by_mistake',
            closedOn: today,
            ...(context.note ? { closingNote: context.note } : {}),
            history: history('import_undone'),
          },
        },
      ]);
      ended += 1;
    }
  }

  // Who is named by what stays.
  const named = new Map<string, StayReason>();
  for (const id of base.inPapers) named.set(id, 'in_paper');
  for (const { id, body } of base.cases) {
    yield;
    if (goneCases.has(id)) continue;
    for (const one of [body.personId, body.householdId]) if (one) named.set(one, 'in_case');
  }
  for (const { id, body } of base.entries) {
    yield;
    if (goneEntries.has(id)) continue;
    for (const one of [body.personId, body.householdId]) if (one) named.set(one, 'in_programme');
  }
  for (const { body } of base.people) {
    yield;
    for (const one of body.merges ?? []) named.set(one.otherId, 'changed');
  }

  const people = new Map(made(base.people).map((one) => [one.id, one]));
  const families = new Map(made(base.households).map((one) => [one.id, one]));
  const kept = new Map<string, StayReason>();
  for (const [id, { body, conflicts }] of people) {
    yield;
    const foreign = (body.facts ?? []).some((fact) => !fact.id.startsWith(prefix));
    if (conflicts) kept.set(id, 'conflict');
    else if (foreign || !isUntouched(body, prefix, PERSON_LOGS)) kept.set(id, 'changed');
    else if (named.has(id)) kept.set(id, named.get(id) as StayReason);
  }
  for (const [id, { body, conflicts }] of families) {
    yield;
    const foreign = (body.members ?? []).some((one) => !one.id.startsWith(importId));
    if (conflicts) kept.set(id, 'conflict');
    else if (foreign || !isUntouched(body, prefix, ['leavings'])) kept.set(id, 'changed');
    else if (named.has(id)) kept.set(id, named.get(id) as StayReason);
  }
  // Whoever is in a family that stays, stays; and a family stays with any one of its own people.
  for (let more = true; more;) {
    more = false;
    for (const { id, body } of base.households) {
      yield;
      const stands = !families.has(id) || kept.has(id);
      const ours = (body.members ?? []).filter((one) => people.has(one.personId));
      // In a family that was there before, a member whom the import brought leaves with it.
      const bound = ours.filter((one) => families.has(id) || !one.id.startsWith(importId));
      if (stands) {
        for (const one of bound) {
          if (kept.has(one.personId)) continue;
          kept.set(one.personId, 'in_family');
          more = true;
        }
      } else if (ours.some((one) => kept.has(one.personId))) {
        kept.set(id, 'in_family');
        more = true;
      }
    }
  }

  const leaving = (family: Entry<HouseholdBody>, memberIds: readonly string[]): ImportChange => ({
    collection: 'households',
    docId: family.id,
    kind: 'patch',
    patch: {
      leavings: memberIds.map((memberId) => ({
        id: context.newId(),
        memberId,
        why: 'by_mistake',
        actor: actor.id,
        at,
      })),
      history: history('member_left'),
    },
  });
  // Families that were there before give back whom the import had put into them.
  for (const family of base.households) {
    yield;
    if (families.has(family.id)) continue;
    const left = new Set((family.body.leavings ?? []).map((one) => one.memberId));
    const ours = (family.body.members ?? []).filter(
      (one) => one.id.startsWith(`${importId}-`) && !left.has(one.id) && !kept.has(one.personId),
    );
    if (ours.length > 0)
      units.push([
        leaving(
          family,
          ours.map((one) => one.id),
        ),
      ]);
  }
  // A family goes together with its people, in one act.
  const going = new Set<string>();
  for (const [id, { body }] of families) {
    yield;
    const reason = kept.get(id);
    if (reason) {
      stays.push({ collection: 'households', id, reason });
      continue;
    }
    const own = [...new Set((body.members ?? []).map((one) => one.personId))].filter(
      (one) => people.has(one) && !going.has(one),
    );
    for (const one of own) going.add(one);
    units.push([remove('households', id), ...own.map((one) => remove('people', one))]);
    removed.households += 1;
    removed.people += own.length;
  }
  for (const id of people.keys()) {
    yield;
    const reason = kept.get(id);
    if (reason) stays.push({ collection: 'people', id, reason });
    else if (!going.has(id)) {
      units.push([remove('people', id)]);
      removed.people += 1;
    }
  }

  // Fields of known people that were empty before.
  for (const { id, body } of base.people) {
    yield;
    if (people.has(id)) continue;
    const last = new Map((body.facts ?? []).map((fact) => [fact.field, fact]));
    const ours = [...last.values()].filter((fact) => fact.id.startsWith(prefix));
    if (!(body.facts ?? []).some((fact) => fact.id.startsWith(prefix))) continue;
    const held = (field: string) => (body as unknown as Record<string, unknown>)[field];
    const back = ours.filter((fact) => held(fact.field) !== undefined && String(held(fact.field)) === fact.value);
    if (back.length < ours.length) stays.push({ collection: 'people', id, reason: 'value_changed' });
    if (back.length === 0) continue;
    units.push([
      {
        collection: 'people',
        docId: id,
        kind: 'patch',
        patch: {
          ...(Object.fromEntries(back.map((fact) => [fact.field, null])) as JsonObject),
          facts: back.map((fact) => ({
            id: context.newId(),
            field: fact.field,
            value: '',
            source: 'imported',
            actor: actor.id,
            at,
          })),
          history: history('import_undone'),
        },
      },
    ]);
    givenBack += 1;
  }
  return { units, removed, ended, givenBack, stays };
}

/** Runs {@link planUndoSteps} to its end at once. */
export function planUndo(base: UndoBase, context: UndoContext): UndoPlan {
  const steps = planUndoSteps(base, context);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
