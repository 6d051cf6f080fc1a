import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Fit } from '#shared/domain/casework/programmes/evaluate.ts';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { type ActContext, compact } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';

/** An entry as acts on it need it. */
export interface EntryRecord {
  readonly id: string;
  readonly body: ProgrammeEntryBody;
}

/** Whom a proposal is about. */
export interface ProposalSubject {
  readonly kind: 'person' | 'family';
  readonly id: string;
}

/** A proposal as it is filled in. */
export interface Proposal {
  readonly category: string;
  readonly reason: string;
  readonly on: Day;
  /** Papers that were brought, each with its number and day in the office's words. */
  readonly evidence: readonly { readonly what: string; readonly paper: string }[];
}

/** Logs of an entry that screens add to. */
export type EntryLog = 'evidence' | 'plan' | 'planResults' | 'aid' | 'visits' | 'monitoring';
/** Steps of an entry that are taken by a form of their own. */
export type EntryStep = 'return' | 'enrol' | 'refuse' | 'exit';

const history = (context: ActContext, event: string, note?: string): Json => [
  { id: context.newId(), event, at: context.at, actor: context.actor.id, ...(note ? { note } : {}) },
];

const stamped = (fields: Readonly<Record<string, unknown>>, context: ActContext): JsonObject => ({
  id: context.newId(),
  ...compact(fields),
  actor: context.actor.id,
  at: context.at,
});

/** What the criteria said, to be kept in the entry. */
export function checkedOf(fit: Fit, on: Day): JsonObject {
  return { on, outcome: fit.outcome, facts: fit.facts as unknown as JsonObject };
}

function change(entry: EntryRecord, more: Pick<Change, 'kind' | 'patch'> & { readonly transition?: string }): Change {
  return { collection: 'programmeEntries', docId: entry.id, ...more };
}

function proposeStep(id: string, version: ProgrammeVersion, fit: Fit, proposal: Proposal, context: ActContext): Change {
  return {
    collection: 'programmeEntries',
    docId: id,
    kind: 'transition',
    transition: 'propose',
    patch: {
      proposedOn: proposal.on,
      versionId: version.id,
      category: proposal.category,
      checked: checkedOf(fit, context.today),
      reason: proposal.reason.trim() || null,
      history: history(context, 'proposed'),
    },
  };
}

/** Writes down an entry: as a draft, or proposed at once in the same act. */
export function createEntry(
  id: string,
  subject: ProposalSubject,
  version: ProgrammeVersion,
  fit: Fit,
  proposal: Proposal,
  as: 'draft' | 'proposed',
  context: ActContext,
): readonly Change[] {
  const evidence = proposal.evidence.map((one) =>
    stamped({ what: one.what.trim(), paper: one.paper.trim(), on: proposal.on }, context),
  );
  return [
    {
      collection: 'programmeEntries',
      docId: id,
      kind: 'create',
      patch: {
        state: 'draft',
        programme: version.programme.code,
        versionId: version.id,
        category: proposal.category,
        ...(subject.kind === 'person' ? { personId: subject.id } : { householdId: subject.id }),
        checked: checkedOf(fit, context.today),
        ...compact({ reason: proposal.reason.trim() }),
        ...(evidence.length > 0 ? { evidence } : {}),
        createdBy: context.actor.id,
        createdAt: context.at,
        history: history(context, 'created'),
      },
    },
    ...(as === 'proposed' ? [proposeStep(id, version, fit, proposal, context)] : []),
  ];
}

/** Proposes a draft, or what was returned, by the criteria as they are now. */
export function proposeEntry(
  entry: EntryRecord,
  version: ProgrammeVersion,
  fit: Fit,
  proposal: Proposal,
  context: ActContext,
): readonly Change[] {
  const evidence = proposal.evidence.map((one) =>
    stamped({ what: one.what.trim(), paper: one.paper.trim(), on: proposal.on }, context),
  );
  return [
    ...(evidence.length > 0 ? [change(entry, { kind: 'patch', patch: { evidence } })] : []),
    proposeStep(entry.id, version, fit, proposal, context),
  ];
}

const EVENTS: Readonly<Record<EntryStep, string>> = {
  return: 'returned',
  enrol: 'enrolled',
  refuse: 'refused',
  exit: 'exited',
};

/** Takes a step with the values of its form. */
export function stepEntry(
  entry: EntryRecord,
  step: EntryStep,
  values: Readonly<Record<string, unknown>>,
  context: ActContext,
): readonly Change[] {
  const note = step === 'return' ? String(values.reason ?? '') : undefined;
  return [
    change(entry, {
      kind: 'transition',
      transition: step,
      patch: { ...compact(values), history: history(context, EVENTS[step], note) },
    }),
  ];
}

const LOG_EVENTS: Readonly<Record<EntryLog, string>> = {
  evidence: 'evidence',
  plan: 'plan',
  planResults: 'planResult',
  aid: 'aid',
  visits: 'visit',
  monitoring: 'monitoring',
};

/** Adds one line to a log of an entry: a paper, an item of the plan, aid, a visit. */
export function addToEntry(
  entry: EntryRecord,
  log: EntryLog,
  values: Readonly<Record<string, unknown>>,
  context: ActContext,
): readonly Change[] {
  return [
    change(entry, {
      kind: 'patch',
      patch: { [log]: [stamped(values, context)], history: history(context, LOG_EVENTS[log]) },
    }),
  ];
}

/** Writes down the social contract. */
export function writeContract(
  entry: EntryRecord,
  values: Readonly<Record<string, unknown>>,
  context: ActContext,
): readonly Change[] {
  return [change(entry, { kind: 'patch', patch: { ...compact(values), history: history(context, 'contract') } })];
}

/** Removes a draft. */
export function removeEntry(entry: EntryRecord): readonly Change[] {
  return [change(entry, { kind: 'remove', patch: {} })];
}
