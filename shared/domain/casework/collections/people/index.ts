import { type Static, Type } from '@sinclair/typebox';
import { choice, day, historyLog, moment, reference, requiredText, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

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
  version: 0,
  schema,
  sharing: 'office',
  merge: { history: 'log' },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['secretary'],
  },
  readonlyFields: ['createdBy', 'createdAt'],
  stamps: ['createdBy'],
  // Names are encrypted, so people have no order in the replica; lists are sorted in the index that lives in memory.
  sortKey: () => '',
  migrations: {},
  fixtures,
});
