import { type Static, Type } from '@sinclair/typebox';
import { choice, codes, day, historyLog, moment, reference, requiredText, text } from '#shared/domain/fields.ts';
import { factsLog } from '#shared/domain/casework/facts.ts';
import { LEAVING_REASONS, RELATIONS } from '#shared/domain/casework/household.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

const id = () => Type.String({ minLength: 3, maxLength: 64 });
const closed = { additionalProperties: false };

/** Where a family lives. */
export const HOUSING = ['own', 'rented', 'relatives', 'dormitory', 'emergency', 'none'] as const;
export const HOUSING_NEEDS = ['repair', 'crowded', 'no_heating', 'no_water'] as const;

const schema = Type.Object(
  {
    /** Of the house (xonadon); several families may live in one. */
    address: requiredText(300),
    phone: text(40),
    note: text(4000),
    /** Who came, and who left: both only grow, so that two laptops never write over each other. */
    members: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: id(),
            personId: id(),
            relation: choice(RELATIONS),
            from: day(),
            actor: Type.String({ maxLength: 64 }),
            at: Type.String({ maxLength: 32 }),
          },
          closed,
        ),
        { maxItems: 500 },
      ),
    ),
    leavings: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: id(),
            memberId: id(),
            why: choice(LEAVING_REASONS),
            on: day(),
            note: text(1000),
            actor: Type.String({ maxLength: 64 }),
            at: Type.String({ maxLength: 32 }),
          },
          closed,
        ),
        { maxItems: 500 },
      ),
    ),
    housing: Type.Optional(choice(HOUSING)),
    housingNeeds: codes(HOUSING_NEEDS),
    /** Monthly income that belongs to no single member, whole soʻm. */
    otherIncome: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    /** Where the family's own values are known from. */
    facts: factsLog(),
    /** Day on which the whole family moved to another mahalla, and where to, in words. */
    departedOn: day(),
    departedTo: text(300),
    /** The import that brought it in. */
    importId: reference(),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  closed,
);

/** Body of a family. */
export type HouseholdBody = Static<typeof schema>;

/** Families, each with its people over time. */
export const households = defineCollection({
  name: 'households',
  context: 'casework',
  version: 1,
  schema,
  sharing: 'office',
  merge: { members: 'log', leavings: 'log', history: 'log', facts: 'log', housingNeeds: 'set' },
  policy: {
    create: ['chair', 'secretary', 'specialist'],
    patch: ['chair', 'secretary', 'specialist'],
    remove: ['secretary'],
  },
  readonlyFields: ['createdBy', 'createdAt'],
  stamps: ['createdBy'],
  // Addresses are encrypted: lists are sorted in the index that lives in memory.
  sortKey: () => '',
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
