import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const name = Type.Object({ latn: Type.String({ maxLength: 300 }), cyrl: Type.String({ maxLength: 300 }) });

const officeChoice = Type.Object({
  id: Type.String({ minLength: 3, maxLength: 64 }),
  name,
  district: name,
  region: name,
});

const found = Type.Object({
  offices: Type.Array(officeChoice, { maxItems: 100 }),
  /** Whether there are more that fit: a longer text narrows them. */
  more: Type.Boolean(),
});

/** An office that a case can be handed to. */
export type OfficeChoice = Static<typeof officeChoice>;
/** What a search for offices came to. */
export type OfficesFound = Static<typeof found>;

/** Whether an answer is a list of offices. */
export function isOfficesFound(value: unknown): value is OfficesFound {
  return Value.Check(found, value);
}
