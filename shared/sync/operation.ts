import { type TSchema, Type } from '@sinclair/typebox';
import type { JsonObject } from '#shared/kernel/json.ts';

/** What an operation does. */
export type OperationKind = 'create' | 'patch' | 'transition' | 'remove';

/** One change, as the user meant it. Written once, never altered; told apart by `id`. */
export interface Operation {
  readonly id: string;
  /** The writer: the device's id and its incarnation, `<deviceId>.<n>`. A lost or cloned journal takes a new one. */
  readonly writer: string;
  /** 1, 2, 3 ... without gaps within a writer. */
  readonly seq: number;
  /** The device's clock, ISO 8601 UTC. For people to read; never an order. */
  readonly at: string;
  /** The user. */
  readonly actor: string;
  readonly collection: string;
  readonly docId: string;
  readonly kind: OperationKind;
  /** Name of the workflow step, where `kind` is `transition`. */
  readonly transition?: string;
  /** New values by field. `null` takes a value away. */
  readonly patch: JsonObject;
  /** The values that the patched fields had before; absent means null. */
  readonly base: JsonObject;
  /** Conflicts that this change settles. */
  readonly resolves?: readonly string[];
  /** The collection's schema version that the writer knew. */
  readonly version: number;
}

/** An operation before the journal gave it a writer and a number. */
export type OperationDraft = Omit<Operation, 'writer' | 'seq'>;

/** Two values for one field, both kept (I4). */
export interface Conflict {
  /** `<operation id>:<field>` */
  readonly id: string;
  readonly field: string;
  /** What both sides began from. */
  readonly base: JsonObject[string];
  /** The value that is current now: the one that arrived last. */
  readonly kept: JsonObject[string];
  /** The value that it stands over. */
  readonly other: JsonObject[string];
  /** Who wrote `kept`, and when by their clock. */
  readonly actor: string;
  readonly at: string;
}

/** A replicated document. */
export interface Doc {
  readonly collection: string;
  readonly id: string;
  /** The office that owns it. */
  readonly officeId: string;
  /** Schema version of the body. */
  readonly version: number;
  readonly body: JsonObject;
  readonly conflicts: readonly Conflict[];
  /** A removed document stays as a tombstone with an empty body; its id is never used again. */
  readonly removed: boolean;
}

const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const fields = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 100 });

/** Wire schema of an operation (JSON Schema). */
export const OperationSchema: TSchema = Type.Object(
  {
    id,
    writer: id,
    seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    at: Type.String({ maxLength: 32 }),
    actor: id,
    collection: Type.String({ minLength: 1, maxLength: 32 }),
    docId: id,
    kind: Type.Union([
      Type.Literal('create'),
      Type.Literal('patch'),
      Type.Literal('transition'),
      Type.Literal('remove'),
    ]),
    transition: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    patch: fields,
    base: fields,
    resolves: Type.Optional(Type.Array(Type.String({ maxLength: 160 }), { maxItems: 100 })),
    version: Type.Integer({ minimum: 0, maximum: 10_000 }),
  },
  { additionalProperties: false },
);
