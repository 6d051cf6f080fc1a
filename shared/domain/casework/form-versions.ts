import type { FormDefinition, FormField } from './forms.ts';

/** Id of the catalogue that holds a version of a form. */
export function formDocId(code: string, version: number): string {
  return `form-${code}-${version}`;
}

/**
 * Places (from 0) of fields whose id meant something else in an earlier version: another kind of answer, or a choice of
 * the same id with other words. What was answered then must never be read as an answer to it.
 */
export function reusedFields(
  earlier: readonly Pick<FormDefinition, 'fields'>[],
  form: Pick<FormDefinition, 'fields'>,
): readonly number[] {
  const known = new Map<string, FormField>();
  for (const version of earlier) for (const field of version.fields) known.set(field.id, field);
  return form.fields.flatMap((field, index) => {
    const before = known.get(field.id);
    return before && before.kind !== field.kind ? [index] : [];
  });
}
