import { type Static, Type } from '@sinclair/typebox';
import { choice, day, historyLog, moment, reference, requiredText, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

/** From where a value is known. */
export const FACT_SOURCES = ['said', 'paper', 'register', 'seen', 'imported'] as const;
/** A source, also the end of its i18n key. */
export type FactSource = (typeof FACT_SOURCES)[number];

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
    /**
     * Where a value is known from: who said it, when, from which paper. One entry for each value that was entered or
     * changed, so that it is the field's history as well.
     */
    facts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String({ minLength: 3, maxLength: 64 }),
            field: Type.String({ maxLength: 32 }),
            /** The value as it was entered; empty where it was taken out. */
            value: Type.String({ maxLength: 4000 }),
            source: choice(FACT_SOURCES),
            /** Name, number and day of a paper; who said it. */
            detail: text(300),
            actor: Type.String({ maxLength: 64 }),
            at: Type.String({ maxLength: 32 }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 2000 },
      ),
    ),
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
  version: 1,
  schema,
  sharing: 'office',
  merge: { history: 'log', facts: 'log' },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['secretary'],
  },
  readonlyFields: ['createdBy', 'createdAt'],
  stamps: ['createdBy'],
  // Names are encrypted, so people have no order in the replica; lists are sorted in the index that lives in memory.
  sortKey: () => '',
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
