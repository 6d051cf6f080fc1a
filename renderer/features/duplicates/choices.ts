import {
  differingFields,
  MERGED_FIELDS,
  type MergedField,
  type PersonRecord,
} from '#shared/domain/casework/merging.ts';
import { people } from '#shared/domain/casework/collections/people/index.ts';
import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';

/** The record on the left, or on the right. */
export type Side = 'a' | 'b';

/** The merge as it is being decided. */
export interface MergeForm {
  /** The record that stays. */
  readonly survivor: Side;
  /** Values that were chosen by hand. */
  readonly chosen: Readonly<Partial<Record<MergedField, Side>>>;
}

/** One field of the two, side by side. */
export interface FieldRow {
  readonly field: MergedField;
  readonly a: Json;
  readonly b: Json;
  /** `choice`: one of two values; `together`: codes of both are kept; `same`: nothing to decide. */
  readonly kind: 'choice' | 'together' | 'same';
  /** The side whose value the person will have. */
  readonly from: Side;
  /** Codes of both, where they are kept together. */
  readonly both: readonly Json[];
}

const valueOf = (record: PersonRecord, field: MergedField): Json => (record.body as JsonObject)[field] ?? null;

/** The fields that either record has, with what is to be decided of each. */
export function fieldRows(a: PersonRecord, b: PersonRecord, form: MergeForm): readonly FieldRow[] {
  return MERGED_FIELDS.flatMap((field): readonly FieldRow[] => {
    const one = valueOf(a, field);
    const two = valueOf(b, field);
    if (one === null && two === null) return [];
    if (people.merge[field] === 'set') {
      const both = [...new Set([one, two].flatMap((list) => (Array.isArray(list) ? list : [])))];
      if (both.length === 0) return [];
      const same = [one, two].every((list) => Array.isArray(list) && list.length === both.length);
      return [{ field, a: one, b: two, kind: same ? 'same' : 'together', from: form.survivor, both }];
    }
    if (jsonEqual(one, two)) return [{ field, a: one, b: two, kind: 'same', from: form.survivor, both: [] }];
    // A record that has nothing there gives nothing.
    const only = one === null ? 'b' : two === null ? 'a' : null;
    return [{ field, a: one, b: two, kind: 'choice', from: only ?? form.chosen[field] ?? form.survivor, both: [] }];
  });
}

/** The surviving record, the other one, and the fields that are taken from it. */
export function toMerge(
  a: PersonRecord,
  b: PersonRecord,
  form: MergeForm,
): { readonly survivor: PersonRecord; readonly other: PersonRecord; readonly take: readonly MergedField[] } {
  const [survivor, other] = form.survivor === 'a' ? [a, b] : [b, a];
  const rows = fieldRows(a, b, form);
  const take = differingFields(survivor.body, other.body).filter((field) => {
    const row = rows.find((one) => one.field === field);
    return row?.kind === 'together' || (row?.kind === 'choice' && row.from !== form.survivor);
  });
  return { survivor, other, take };
}
