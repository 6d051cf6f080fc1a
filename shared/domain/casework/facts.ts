import { Type } from '@sinclair/typebox';
import { choice, text } from '#shared/domain/fields.ts';

/** From where a value is known. */
export const FACT_SOURCES = ['said', 'paper', 'register', 'seen', 'imported'] as const;
/** A source, also the end of its i18n key. */
export type FactSource = (typeof FACT_SOURCES)[number];

/** Where something is known from. */
export interface Source {
  readonly source: FactSource;
  /** Name, number and day of a paper; who said it. */
  readonly detail: string;
}

/** A value as a fact writes it down; null, undefined and an empty text are "not known". */
export type FactValue = string | number | readonly string[] | null | undefined;

/** One entry of a facts log: a field was given a value. */
export interface FactEntry {
  readonly id: string;
  readonly field: string;
  /** See {@link toFactText}. */
  readonly value: string;
  readonly source: FactSource;
  readonly detail?: string | undefined;
  readonly actor: string;
  readonly at: string;
}

/**
 * The field of a facts log: where each value is known from, who entered it, when. One entry for each value that was
 * entered or changed, so that it is the field's history as well. Merged as a `log`.
 */
export const factsLog = () =>
  Type.Optional(
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
  );

/** How a set without a code stands in a fact: it was asked, and there is none. Not known is an empty text. */
const NONE = 'none';

/** What a fact says of a set. */
export interface SetFact {
  /** The set as whoever wrote it left it. */
  readonly codes: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Reads a fact's text about a set. */
export function readSetFact(value: string): SetFact {
  const words = value.split(/[\s,]+/).filter((word) => word !== '' && word !== NONE);
  const bare = (sign: string) => words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1));
  return {
    codes: words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/^\+/, '')),
    added: bare('+'),
    removed: bare('-'),
  };
}

/**
 * The canonical text of a value: a number in figures without groups, a text as it is, nothing for what is not known.
 * A set says what stays, what came and what went, as in `chronic +mental -bedridden`: sets merge code by code, and so
 * the entries of two laptops that were apart read back to the set that both have. One without a code begins with
 * `none`.
 * @param before the set that it was changed from; of no meaning for other values
 */
export function toFactText(value: FactValue, before?: FactValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  const had = new Set(Array.isArray(before) ? (before as readonly string[]) : []);
  const has = new Set(value);
  return [
    ...(has.size === 0 ? [NONE] : []),
    ...[...has].map((code) => (had.has(code) ? code : `+${code}`)),
    ...[...had].filter((code) => !has.has(code)).map((code) => `-${code}`),
  ].join(' ');
}

/** Whether two values of a field are the same. Not known and none are not. */
export function isSameFact(a: FactValue, b: FactValue): boolean {
  const sets = [a, b].filter((one) => typeof one === 'object' && one !== null) as (readonly string[])[];
  if (sets.length === 0) return toFactText(a) === toFactText(b);
  const [one, other] = sets;
  return one?.length === other?.length && (one ?? []).every((code) => other?.includes(code));
}

/** How a field's facts read back. */
export type FactKind = 'text' | 'number' | 'set';

/**
 * The value that a field's entries come to, in the order of the log; null for one that is not known.
 * @param entries those of one field
 */
export function replayFacts(entries: readonly Pick<FactEntry, 'value'>[], kind: FactKind): FactValue {
  const last = entries.at(-1);
  if (!last) return null;
  if (kind !== 'set') {
    if (last.value === '') return null;
    return kind === 'number' ? Number(last.value) : last.value;
  }
  let codes: Set<string> | null = null;
  for (const { value } of entries) {
    if (value === '') continue;
    const fact = readSetFact(value);
    // What stayed was there before; only a first entry that came from elsewhere brings it.
    codes ??= new Set(fact.codes);
    for (const code of fact.added) codes.add(code);
    for (const code of fact.removed) codes.delete(code);
  }
  return codes && [...codes];
}

/**
 * The entry that a field's present value is known from; undefined where none says it. Two laptops may have entered two
 * values, of which one stands: what the other was known from is not its source.
 */
export function knownFrom<Entry extends Pick<FactEntry, 'value'>>(
  entries: readonly Entry[],
  value: FactValue,
): Entry | undefined {
  if (typeof value === 'object' && value !== null) return entries.at(-1);
  return entries.findLast((entry) => entry.value === toFactText(value));
}

/** What stamps new facts. */
interface FactStamp {
  readonly actor: { readonly id: string };
  readonly at: string;
  newId(): string;
}

/** Entries for values that were entered or changed, in the order of `values`. */
export function createFacts(
  values: Readonly<Record<string, FactValue>>,
  before: Readonly<Record<string, unknown>>,
  source: Source,
  stamp: FactStamp,
): readonly FactEntry[] {
  const detail = source.detail.trim();
  return Object.entries(values).map(([field, value]) => ({
    id: stamp.newId(),
    field,
    value: toFactText(value, before[field] as FactValue),
    source: source.source,
    ...(detail ? { detail } : {}),
    actor: stamp.actor.id,
    at: stamp.at,
  }));
}
