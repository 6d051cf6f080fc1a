import { type Static, Type } from '@sinclair/typebox';
import { CASE_PURPOSES } from '#shared/domain/casework/consent.ts';
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
import { fixtures } from './fixtures/index.ts';
import { CASE_STATES, caseWorkflow, guardCase } from './workflow.ts';

export { CASE_STATES, type CaseState } from './workflow.ts';

/** Kinds of cases. A file of violence lives in the protected space alone. */
export const CASE_KINDS = [
  'violence',
  'unemployed',
  'vulnerable_family',
  'disability',
  'elderly_alone',
  'youth',
  'child_without_care',
] as const;
/** A kind of case, also the end of its i18n key. */
export type CaseKind = (typeof CASE_KINDS)[number];

/** How somebody came to the office. */
export const CASE_SOURCES = ['self', 'family', 'neighbour', 'visit', 'agency', 'police', 'health', 'school'] as const;
export const URGENCIES = ['immediate', 'soon', 'ordinary'] as const;
/** How a goal ended. */
export const GOAL_OUTCOMES = ['met', 'partly', 'not_met', 'dropped'] as const;
/** How a case ended. */
export const CASE_OUTCOMES = [
  'goals_met',
  'goals_partly_met',
  'own_wish',
  'moved',
  'died',
  'lost_contact',
  'elsewhere',
  'opened_by_mistake',
] as const;
/** What somebody does in a case. */
export const WORKER_ROLES = ['worker', 'supervisor'] as const;

const closed = { additionalProperties: false };

const schema = Type.Object(
  {
    kind: choice(CASE_KINDS),
    state: choice(CASE_STATES),
    number: text(40),
    /** Whom it is about, where the office's base has them. */
    personId: reference(),
    householdId: reference(),
    /** Name and how to reach, for whoever is not in the base: a survivor of violence never needs to be. */
    clientName: text(200),
    clientBirthDate: day(),
    clientSex: Type.Optional(choice(['female', 'male'])),
    clientPhone: text(40),
    clientAddress: text(300),
    /** How and when it is safe to be in touch. */
    safeContact: text(1000),
    source: Type.Optional(choice(CASE_SOURCES)),
    urgency: Type.Optional(choice(URGENCIES)),
    openedOn: day(),
    /** What somebody came with, in their own words. */
    request: text(10_000),
    safetyPlan: text(10_000),
    /** Incident facts of a violence file, by the columns that were agreed for figures: see `incidents.ts`. */
    incident: Type.Optional(
      Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 120 }), { maxProperties: 30 }),
    ),
    /** Who works on it: the assignment, in a violence file, is the right to read. */
    workers: entryLog({
      userId: requiredId(),
      role: choice(WORKER_ROLES),
      note: text(1000),
    }),
    workerEndings: entryLog({ workerEntryId: requiredId(), note: text(1000) }),
    consents: entryLog({
      purpose: choice(CASE_PURPOSES),
      on: day(),
      until: day(),
      /** To whom it may be told, where only to one. */
      toWhom: text(300),
      /** Spoken, in writing, by a guardian: in words. */
      how: text(300),
      /** What it covers, in the words of whoever consents, and in their language. */
      words: text(4000),
    }),
    withdrawals: entryLog({ consentId: requiredId(), on: day(), note: text(1000) }),
    /** Versions of the plan; the last approved one holds. */
    plans: entryLog(
      {
        reviewOn: day(),
        note: text(4000),
        goals: Type.Array(
          Type.Object(
            {
              /** Stays the same from version to version. */
              id: requiredId(),
              need: requiredText(1000),
              goal: requiredText(1000),
              responsible: text(200),
              due: day(),
            },
            closed,
          ),
          { maxItems: 50 },
        ),
      },
      100,
    ),
    planDecisions: entryLog({
      planId: requiredId(),
      decision: choice(['approved', 'returned']),
      note: text(4000),
    }),
    goalOutcomes: entryLog({
      goalId: requiredId(),
      outcome: choice(GOAL_OUTCOMES),
      on: day(),
      note: text(4000),
    }),
    /** To which office it is offered, and how that stands. */
    transfer: Type.Optional(
      Type.Object(
        {
          toOfficeId: requiredId(),
          toOfficeName: text(300),
          reason: requiredText(2000),
          consentId: text(64),
          offeredOn: day(),
        },
        closed,
      ),
    ),
    /** Where it came from, as the server wrote it down, and who those are that the case names from there. */
    arrivedFrom: Type.Optional(
      Type.Object(
        {
          officeId: requiredId(),
          officeName: text(300),
          reason: text(2000),
          offeredOn: day(),
          /** Its number there. */
          number: text(40),
          people: Type.Optional(
            Type.Array(Type.Object({ id: requiredId(), name: Type.String({ maxLength: 200 }) }, closed), {
              maxItems: 200,
            }),
          ),
        },
        closed,
      ),
    ),
    /**
     * What was written in the office that gave the case away before it heard of that, as the server carried it on. In
     * the case of that office every such change; in the one of the office that has it now those alone that could not
     * be applied, with their values.
     */
    lateEdits: entryLog({
      /** The case itself, or one of its events. */
      docId: requiredId(),
      collection: text(32),
      /** Name of the step, where it was one. */
      step: text(32),
      result: choice(['applied', 'merged', 'kept']),
      /** Why it could not be applied: a code of the error catalogue. */
      code: text(64),
      values: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 100 })),
    }),
    /** What the other office said, where it did not take the case. */
    declinedNote: text(2000),
    closedOn: day(),
    outcome: Type.Optional(choice(CASE_OUTCOMES)),
    closingNote: text(4000),
    reopenReason: text(2000),
    importId: reference(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  closed,
);

/** Body of a case. */
export type CaseBody = Static<typeof schema>;

/** Cases of the people whom the office helps. Those of violence lie in the protected space. */
export const cases = defineCollection({
  name: 'cases',
  context: 'casework',
  version: 0,
  schema,
  sharing: 'office',
  merge: {
    incident: 'map',
    workers: 'log',
    workerEndings: 'log',
    consents: 'log',
    withdrawals: 'log',
    plans: 'log',
    planDecisions: 'log',
    goalOutcomes: 'log',
    lateEdits: 'log',
    history: 'log',
  },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['chair'],
  },
  workflow: caseWorkflow,
  readonlyFields: [
    'kind',
    'createdBy',
    'createdAt',
    'arrivedFrom',
    'lateEdits',
    'transfer',
    'outcome',
    'closedOn',
    'declinedNote',
  ],
  stamps: ['createdBy'],
  guard: guardCase,
  sortKey: (body) => `${String(body.state)}.${reverseDay(body.openedOn as string | undefined)}`,
  migrations: {},
  fixtures,
});
