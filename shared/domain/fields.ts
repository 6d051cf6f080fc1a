import { type TLiteral, type TProperties, type TUnion, Type } from '@sinclair/typebox';

/** A text of at most `maxLength` UTF-16 code units. */
export const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
/** A text that must be there. */
export const requiredText = (maxLength: number) => Type.String({ minLength: 1, maxLength });
/** The id of a document, a user or an office. */
export const reference = () => Type.Optional(Type.String({ minLength: 3, maxLength: 64 }));
/** A calendar day that must be there. */
export const requiredDay = () => Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
/** A calendar day, `YYYY-MM-DD`, of the office's own calendar. */
export const day = () => Type.Optional(requiredDay());
/** A moment by a device's clock, ISO 8601 UTC. For people to read. */
export const moment = () => Type.Optional(Type.String({ maxLength: 32 }));
/** One of a fixed list of codes. */
export const choice = <const T extends readonly string[]>(values: T) =>
  Type.Union(values.map((value) => Type.Literal(value))) as unknown as TUnion<{
    -readonly [K in keyof T]: T[K] extends string ? TLiteral<T[K]> : never;
  }>;
/** Codes of a fixed list, each once. Merged as a `set`. */
export const codes = <const T extends readonly string[]>(values: T) =>
  Type.Optional(Type.Array(choice(values), { maxItems: values.length }));
/** The id of an entry or of another record, which must be there. */
export const requiredId = () => Type.String({ minLength: 3, maxLength: 64 });
/**
 * Entries that only accumulate, each with who wrote it and when by their clock. Merged as a `log`, so that two laptops
 * never write over each other; whatever ends an entry is an entry of another log that names it.
 */
export const entryLog = <T extends TProperties>(fields: T, maxItems = 500) =>
  Type.Optional(
    Type.Array(
      Type.Object(
        { id: requiredId(), ...fields, actor: Type.String({ maxLength: 64 }), at: Type.String({ maxLength: 32 }) },
        { additionalProperties: false },
      ),
      { maxItems },
    ),
  );
/** Entries that only accumulate: what happened to a record, when, by whom. */
export const historyLog = () =>
  Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: Type.String({ maxLength: 64 }),
          event: Type.String({ maxLength: 32 }),
          at: Type.String({ maxLength: 32 }),
          actor: Type.String({ maxLength: 64 }),
          note: Type.Optional(Type.String({ maxLength: 4000 })),
        },
        { additionalProperties: false },
      ),
      { maxItems: 2000 },
    ),
  );
