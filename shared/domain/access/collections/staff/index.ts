import { type Static, Type } from '@sinclair/typebox';
import { ROLES } from '#shared/domain/access/roles.ts';
import { choice, requiredDay, requiredText, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

const schema = Type.Object(
  {
    name: requiredText(200),
    login: requiredText(64),
    role: choice(ROLES),
    position: text(200),
    active: Type.Boolean(),
    /** Public office keys, oldest first; a key is never taken off the list, so old papers stay verifiable. */
    publicKeys: Type.Array(Type.String({ minLength: 87, maxLength: 87 }), { maxItems: 50 }),
    /** Terms, both days inclusive, on which this person acts for the chair, by the order that says so. */
    acting: Type.Optional(
      Type.Array(
        Type.Object({ from: requiredDay(), to: requiredDay(), order: text(200) }, { additionalProperties: false }),
        { maxItems: 100 },
      ),
    ),
    /** Mark of the person's PINFL, to compare a national certificate with: see `pinflMark`. */
    pinflMark: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  { additionalProperties: false },
);

/** Body of a member of staff; the document's id is the user's id. */
export type StaffBody = Static<typeof schema>;

/** Who works in the office. Written by the server alone: laptops read it to check names, roles and keys. */
export const staff = defineCollection({
  name: 'staff',
  context: 'access',
  version: 1,
  schema,
  sharing: 'office',
  merge: { publicKeys: 'set' },
  policy: { create: [], patch: [], remove: [] },
  sortKey: (body) => String(body.role),
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
