import { type Static, Type } from '@sinclair/typebox';
import { choice, day, historyLog, moment, reference, requiredId, text } from '#shared/domain/fields.ts';
import { defineCollection, reverseDay } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';
import { CASE_EVENT_STATES, caseEventWorkflow, guardCaseEvent } from './workflow.ts';

export { CASE_EVENT_STATES, type CaseEventState } from './workflow.ts';

/** What happens in a case. */
export const CASE_EVENT_KINDS = ['assessment', 'service', 'referral', 'visit', 'note'] as const;
/** A kind of event, also the end of its i18n key. */
export type CaseEventKind = (typeof CASE_EVENT_KINDS)[number];

/** Services that an office gives, or refers to. */
export const SERVICES = [
  'counselling',
  'psychological',
  'medical',
  'legal',
  'police',
  'shelter',
  'employment',
  'training',
  'cash',
  'food',
  'housing',
  'education',
  'disability_aids',
  'documents',
  'other',
] as const;

const schema = Type.Object(
  {
    caseId: requiredId(),
    kind: choice(CASE_EVENT_KINDS),
    state: choice(CASE_EVENT_STATES),
    /** The day on which it was or is to be. */
    on: day(),
    /** By when an answer, or the event, is due. */
    due: day(),
    service: Type.Optional(choice(SERVICES)),
    /** Who gives the service, or to whom the referral goes. */
    provider: text(300),
    providerContact: text(300),
    /** The consent that a referral rests on. */
    consentId: reference(),
    /** The referral letter: in the words and the language of whoever it is about. */
    letter: text(10_000),
    letterLanguage: Type.Optional(choice(['uz-Latn', 'uz-Cyrl', 'ru', 'en', 'kaa', 'tg', 'other'])),
    /** The goal of the plan that it serves. */
    goalId: reference(),
    text: text(10_000),
    result: text(10_000),
    /** The other side's receipt: who took it, when, under which number. */
    receipt: Type.Optional(
      Type.Object({ name: text(200), on: day(), number: text(60), note: text(1000) }, { additionalProperties: false }),
    ),
    escalatedTo: text(300),
    /** The form of an assessment: a draft keeps the version that it was begun with. */
    formId: reference(),
    formVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_999 })),
    answers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$' }), Type.Unknown(), { maxProperties: 200 }),
    ),
    workerId: reference(),
    importId: reference(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  { additionalProperties: false },
);

/** Body of an event of a case. */
export type CaseEventBody = Static<typeof schema>;

/** Assessments, services, referrals, visits and notes: whatever happens in a case. */
export const caseEvents = defineCollection({
  name: 'caseEvents',
  context: 'casework',
  version: 0,
  schema,
  sharing: 'office',
  merge: { answers: 'map', history: 'log' },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['chair', 'secretary', 'specialist'],
  },
  workflow: caseEventWorkflow,
  // `caseId` is read-only too: see the guard. A step brings it along, and what steps set no creation may come with.
  readonlyFields: ['kind', 'formId', 'formVersion', 'createdBy', 'createdAt'],
  stamps: ['createdBy'],
  guard: guardCaseEvent,
  // Every rule of an event asks for its case; what a patch does not name is in the event itself.
  related: (op) => (typeof op.patch.caseId === 'string' ? [['cases', op.patch.caseId]] : []),
  sortKey: (body) => `${String(body.caseId).slice(0, 52)}.${reverseDay(body.on as string | undefined)}`,
  migrations: {},
  fixtures,
});
