import { type Static, Type } from '@sinclair/typebox';
import {
  choice,
  day,
  entryLog,
  historyLog,
  moment,
  reference,
  requiredId,
  requiredText,
  text,
} from '#shared/domain/fields.ts';
import { defineCollection, reverseDay } from '#shared/kernel/define-collection.ts';
import { defineWorkflow, type GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { fixtures } from './fixtures/index.ts';

/** States of an entry in a programme. */
export const ENTRY_STATES = ['draft', 'proposed', 'returned', 'enrolled', 'refused', 'exited'] as const;
/** A state of an entry, also the end of its i18n key. */
export type EntryState = (typeof ENTRY_STATES)[number];

/** What aid is given as. */
export const AID_TYPES = ['cash', 'food', 'goods', 'housing', 'medical', 'training', 'loan', 'job', 'other'] as const;

const EVERYONE = ['chair', 'secretary', 'specialist'] as const;
const DECIDERS = ['chair', 'secretary'] as const;

const schema = Type.Object(
  {
    state: choice(ENTRY_STATES),
    /** Code of the programme, and the version of its criteria by which this was proposed. */
    programme: requiredText(40),
    versionId: requiredId(),
    category: requiredText(40),
    /** Whom it is about: one of the two, as the programme says. */
    personId: reference(),
    householdId: reference(),
    number: text(40),
    /** What the criteria said at the proposal, and on what: kept, because what is known of people changes. */
    checked: Type.Optional(
      Type.Object(
        {
          on: day(),
          outcome: choice(['meets', 'fails', 'unknown']),
          facts: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), { maxProperties: 80 }),
        },
        { additionalProperties: false },
      ),
    ),
    evidence: entryLog({ what: requiredText(300), paper: text(300), on: day() }),
    proposedOn: day(),
    proposedBy: reference(),
    /** In the proposer's words, and why it is proposed although the criteria are not all met. */
    reason: text(4000),
    minutesNumber: text(60),
    minutesDate: day(),
    decisionNumber: text(60),
    decisionDate: day(),
    enrolledOn: day(),
    plan: entryLog({ need: requiredText(1000), help: text(1000), responsible: text(200), due: day() }),
    planResults: entryLog({ itemId: requiredId(), result: requiredText(2000), on: day() }),
    aid: entryLog({
      type: choice(AID_TYPES),
      what: text(300),
      /** Whole soʻm. */
      amount: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000_000 })),
      source: text(200),
      on: day(),
    }),
    visits: entryLog({ on: day(), found: requiredText(4000) }),
    /** Monthly monitoring: one entry a month, `YYYY-MM`. */
    monitoring: entryLog({
      month: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }),
      situation: choice(['better', 'same', 'worse']),
      note: text(2000),
    }),
    contractNumber: text(60),
    contractDate: day(),
    /** What the family takes upon itself by the social contract. */
    contractDuties: text(4000),
    refusedReason: text(2000),
    exitReason: text(40),
    exitOn: day(),
    exitNote: text(2000),
    importId: reference(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  { additionalProperties: false },
);

/** Body of an entry in a programme. */
export type ProgrammeEntryBody = Static<typeof schema>;

/**
 * Whether minutes or a decision are named with number and day. Which of the two a programme asks for its version says;
 * the form asks for those.
 */
function isDecided(body: JsonObject): boolean {
  return Boolean((body.minutesNumber && body.minutesDate) || (body.decisionNumber && body.decisionDate));
}

/** A draft is proposed, returned or decided upon; whoever is enrolled leaves with a reason. */
export const entryWorkflow = defineWorkflow({
  states: ENTRY_STATES,
  initial: ['draft', 'proposed'],
  transitions: {
    propose: {
      from: ['draft', 'returned'],
      to: 'proposed',
      roles: EVERYONE,
      requires: ['proposedOn'],
      sets: ['proposedOn', 'reason', 'checked', 'versionId', 'category', 'history'],
      stamps: ['proposedBy'],
    },
    return: { from: ['proposed'], to: 'returned', roles: DECIDERS, requires: ['reason'], sets: ['reason', 'history'] },
    enrol: {
      from: ['proposed'],
      to: 'enrolled',
      roles: DECIDERS,
      requires: ['enrolledOn'],
      sets: ['number', 'minutesNumber', 'minutesDate', 'decisionNumber', 'decisionDate', 'enrolledOn', 'history'],
      guard: ({ body }) => (isDecided(body) ? null : 'field_required'),
    },
    refuse: {
      from: ['proposed'],
      to: 'refused',
      roles: DECIDERS,
      requires: ['refusedReason'],
      sets: ['refusedReason', 'minutesNumber', 'minutesDate', 'decisionNumber', 'decisionDate', 'history'],
    },
    exit: {
      from: ['enrolled'],
      to: 'exited',
      roles: EVERYONE,
      requires: ['exitReason', 'exitOn'],
      sets: ['exitReason', 'exitOn', 'exitNote', 'decisionNumber', 'decisionDate', 'history'],
    },
  },
});

function guard(input: GuardInput & { readonly kind: string }): ErrorCode | null {
  const { body, before } = input;
  if (input.kind === 'remove') return before.state === 'draft' ? null : 'transition_not_allowed';
  // A person or a family: never both, never neither.
  if ((body.personId === undefined) === (body.householdId === undefined)) return 'body_invalid';
  return null;
}

/** Entries of people and families in programmes: dated, with evidence, never a mark on the person. */
export const programmeEntries = defineCollection({
  name: 'programmeEntries',
  context: 'casework',
  version: 0,
  schema,
  sharing: 'office',
  merge: {
    evidence: 'log',
    plan: 'log',
    planResults: 'log',
    aid: 'log',
    visits: 'log',
    monitoring: 'log',
    history: 'log',
  },
  policy: { create: EVERYONE, patch: EVERYONE, remove: EVERYONE },
  workflow: entryWorkflow,
  readonlyFields: [
    'programme',
    'personId',
    'householdId',
    'createdBy',
    'createdAt',
    'proposedBy',
    'enrolledOn',
    'exitReason',
    'exitOn',
    'refusedReason',
  ],
  stamps: ['createdBy'],
  guard,
  sortKey: (body) => `${String(body.state)}.${reverseDay(body.proposedOn as string | undefined)}`,
  migrations: {},
  fixtures,
});
