import { type Static, Type } from '@sinclair/typebox';
import {
  choice,
  codes,
  day,
  entryLog,
  historyLog,
  moment,
  reference,
  requiredId,
  requiredText,
  text,
} from '#shared/domain/fields.ts';
import { factsLog } from '#shared/domain/casework/facts.ts';
import { isPhoto } from '#shared/domain/casework/photo.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

export { FACT_SOURCES, type FactSource } from '#shared/domain/casework/facts.ts';

/** What somebody lives by. */
export const WORK = [
  'employed',
  'self_employed',
  'unemployed',
  'homemaker',
  'pupil',
  'student',
  'pensioner',
  'unable',
  'soldier',
] as const;
/** The highest schooling that was finished. */
export const EDUCATION = ['none', 'primary', 'secondary', 'vocational', 'higher'] as const;
export const MARITAL_STATUS = ['single', 'married', 'divorced', 'widowed'] as const;
/** Groups of disability by the medical board; `child` is a disabled child under 18. */
export const DISABILITY = ['none', 'group_1', 'group_2', 'group_3', 'child'] as const;
export const HEALTH = ['chronic', 'urgent_treatment', 'bedridden', 'mental', 'needs_carer'] as const;
/** Why somebody who belongs to a family is not there. */
export const ABSENCE = ['none', 'abroad', 'imprisoned', 'missing'] as const;
/** Circumstances that programmes ask for. */
export const CIRCUMSTANCES = [
  'orphan',
  'no_parental_care',
  'breadwinner_lost',
  'wants_business',
  'wants_training',
  'hard_situation',
] as const;
/** What a person agrees to: to be in the base at all, and to what else an office may do with it. */
export const PERSON_CONSENTS = ['base', 'photo', 'sharing'] as const;

const schema = Type.Object(
  {
    familyName: requiredText(80),
    givenName: requiredText(80),
    patronymic: text(80),
    /** PINFL, 14 digits. What is typed is checked; what is imported may be wrong and is kept with a warning. */
    pinfl: text(14),
    birthDate: day(),
    sex: Type.Optional(choice(['female', 'male'])),
    document: text(20),
    address: text(300),
    phone: text(40),
    note: text(4000),
    diedOn: day(),
    facts: factsLog(),
    /** Day on which they moved to another mahalla, and where to, in words; absent for whoever lives here. */
    departedOn: day(),
    departedTo: text(300),
    /** The mahalla or place that they came from, in words, and the day. */
    cameFrom: text(300),
    cameOn: day(),
    maritalStatus: Type.Optional(choice(MARITAL_STATUS)),
    education: Type.Optional(choice(EDUCATION)),
    work: Type.Optional(choice(WORK)),
    workplace: text(200),
    profession: text(120),
    disability: Type.Optional(choice(DISABILITY)),
    /** Last day of the medical board's term; absent for one without a term. */
    disabilityUntil: day(),
    health: codes(HEALTH),
    absence: Type.Optional(choice(ABSENCE)),
    circumstances: codes(CIRCUMSTANCES),
    /** Own monthly income, whole soʻm. */
    income: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    /** A small JPEG, base64, drawn anew so that nothing but the picture is in it. */
    photo: text(24_000),
    consents: entryLog({ purpose: choice(PERSON_CONSENTS), on: day(), until: day(), how: text(300) }),
    withdrawals: entryLog({ consentId: requiredId(), on: day(), note: text(1000) }),
    /** Other records that are of this same person: see `merging.ts`. The other record itself stays as it is. */
    merges: entryLog({
      otherId: requiredId(),
      /** Values that this record had in the fields that were taken from the other one; absent means none. */
      before: Type.Record(Type.String({ maxLength: 32 }), Type.Unknown(), { maxProperties: 40 }),
      taken: Type.Record(Type.String({ maxLength: 32 }), Type.Unknown(), { maxProperties: 40 }),
    }),
    unmerges: entryLog({ mergeId: requiredId(), note: text(1000) }),
    /** Records that look alike and were said to be of somebody else. */
    notSame: entryLog({ otherId: requiredId() }),
    /** The import that brought it in. */
    importId: reference(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  { additionalProperties: false },
);

/** Body of a person. */
export type PersonBody = Static<typeof schema>;

/** People whom the office deals with. */
export const people = defineCollection({
  name: 'people',
  context: 'casework',
  version: 2,
  schema,
  sharing: 'office',
  merge: {
    history: 'log',
    facts: 'log',
    consents: 'log',
    withdrawals: 'log',
    merges: 'log',
    unmerges: 'log',
    notSame: 'log',
    health: 'set',
    circumstances: 'set',
  },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['secretary'],
  },
  // Whatever program writes it: a photograph comes in without the place where it was taken, or not at all.
  guard: ({ patch }) => (typeof patch.photo === 'string' && !isPhoto(patch.photo) ? 'invalid_input' : null),
  readonlyFields: ['createdBy', 'createdAt'],
  stamps: ['createdBy'],
  // Names are encrypted, so people have no order in the replica; lists are sorted in the index that lives in memory.
  sortKey: () => '',
  // Both versions only add fields that may be absent.
  migrations: { 1: (body) => body, 2: (body) => body },
  fixtures,
});
