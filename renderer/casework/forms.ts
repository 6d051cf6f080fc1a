import { useMemo } from 'react';
import { Value } from '@sinclair/typebox/value';
import { type FormDefinition, formSchema, type PublishedForm } from '#shared/domain/casework/forms.ts';
import type { CatalogueBody } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { useRecords } from '../data/react.tsx';

/** A catalogue as a published form; null for one that this program can't read. */
export function toPublishedForm(id: string, body: CatalogueBody): PublishedForm | null {
  if (body.kind !== 'form' || !Value.Check(formSchema, body.data)) return null;
  return {
    id,
    form: body.data as unknown as FormDefinition,
    ...(body.validFrom ? { validFrom: body.validFrom } : {}),
    ...(body.validTo ? { validTo: body.validTo } : {}),
  };
}

/** All published forms, every version of each. `undefined` while they are being read. */
export function useForms(): readonly PublishedForm[] | undefined {
  const records = useRecords({ collection: 'catalogues', prefix: 'form', limit: 1_000 });
  return useMemo(() => records?.flatMap((record) => toPublishedForm(record.id, record.body) ?? []), [records]);
}

/** The very version that an assessment was begun with; undefined where this laptop does not have it. */
export function formOf(
  forms: readonly PublishedForm[],
  event: { readonly formId?: string | undefined; readonly formVersion?: number | undefined },
): FormDefinition | undefined {
  const own = forms.find((one) => one.id === event.formId);
  if (!own || own.form.version === event.formVersion) return own?.form;
  // The catalogue has gone on to a later version: the earlier one may lie beside it.
  return forms.find((one) => one.form.code === own.form.code && one.form.version === event.formVersion)?.form;
}
