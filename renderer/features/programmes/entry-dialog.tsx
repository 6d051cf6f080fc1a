import { Autocomplete, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AID_TYPES } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { ENTERED_TWICE, type Programme } from '#shared/domain/casework/programmes/programme.ts';
import { BHM, inBhm, nameIn, rateOn } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { formatQuantity, formatSom, parseNumber } from '#shared/domain/language/numbers.ts';
import { useWords } from '../../casework/explanation.tsx';
import { formatMonth } from '../../casework/programme-words.ts';
import type { Programmes } from '../../casework/use-programmes.ts';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { useOffice } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { DayField } from '../../ui/index.ts';
import { addToEntry, type EntryRecord, stepEntry, writeContract } from './acts.ts';
import {
  type Asking,
  faultsOf,
  fieldsOf,
  type FormField,
  initialOf,
  openMonths,
  toPatch,
  type Values,
} from './entry-forms.ts';

const STEPS = ['return', 'enrol', 'refuse', 'exit'] as const;
const isStep = (kind: string): kind is (typeof STEPS)[number] => (STEPS as readonly string[]).includes(kind);
const TITLES: Readonly<Partial<Record<Asking['kind'], string>>> = { planResults: 'planResult', visits: 'visit' };

/** A dialog about an entry: a step, or one line for one of its lists. */
export function EntryDialog(props: {
  readonly asking: Asking;
  readonly entry: EntryRecord;
  readonly programme: Programme | undefined;
  readonly programmes: Programmes;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['programmes', 'common']);
  const { asking, entry, programme, programmes } = props;
  const { today } = programmes;
  const office = useOffice();
  const fields = fieldsOf(asking.kind, programme);
  const about = asking.kind === 'planResults' ? `.${asking.itemId}` : '';
  const form = useKeptForm<{ readonly values: Values }>(`programmes.entry.${entry.id}.${asking.kind}${about}`, () => {
    const numbered = programmes.entries.filter(
      ({ body }) => body.programme === entry.body.programme && (body.state === 'enrolled' || body.state === 'exited'),
    );
    return { values: initialOf(asking, entry.body, String(numbered.length + 1), today) };
  });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const values = form.values?.values;
  if (!values) return null;
  const faults = faultsOf(fields, values, entry.body, today);
  const title = t(`step.${TITLES[asking.kind] ?? asking.kind}`);
  const go = async () => {
    setTried(true);
    if (busy || Object.keys(faults).length > 0) return;
    setBusy(true);
    const context = office.context();
    const patch = toPatch(fields, values);
    const { kind } = asking;
    const changes = isStep(kind)
      ? stepEntry(entry, kind, patch, context)
      : kind === 'contract'
        ? writeContract(entry, patch, context)
        : addToEntry(entry, kind, kind === 'planResults' ? { itemId: asking.itemId, ...patch } : patch, context);
    const failure = await office.act(changes, t(isStep(kind) ? `done.${kind}` : 'done.written'));
    setBusy(false);
    if (failure) return;
    await form.reset({ values: {} });
    props.onClose();
  };
  return (
    <ActDialog
      title={title}
      verb={isStep(asking.kind) ? title : t('common:action.save')}
      busy={busy}
      onDo={() => void go()}
      onClose={props.onClose}
    >
      {fields.map((field, at) => (
        <Field
          key={field.name}
          field={field}
          first={at === 0}
          value={values[field.name]}
          fault={tried ? faults[field.name] : undefined}
          entry={entry}
          programme={programme}
          programmes={programmes}
          onChange={(value) => form.set({ values: { ...values, [field.name]: value } })}
        />
      ))}
      {asking.kind === 'aid' ? <InBhm values={values} programmes={programmes} /> : null}
    </ActDialog>
  );
}

/** What an amount is in multiples of the base amount of its day. */
function InBhm({ values, programmes }: { readonly values: Values; readonly programmes: Programmes }) {
  const { t } = useTranslation('programmes');
  const words = useWords(programmes);
  const amount = parseNumber(values.amount ?? '');
  const { on } = values;
  if (amount === null || !on) return null;
  const rate = rateOn(programmes.rates, BHM, on);
  const times = inBhm(programmes.rates, amount, on);
  return (
    <Text size="sm" role="status">
      {rate === null || times === null
        ? t('form.noBhm')
        : t('form.bhm', {
            times: formatQuantity(times),
            day: formatDay(on),
            amount: formatSom(rate.value, words.language),
          })}
    </Text>
  );
}

function Field(props: {
  readonly field: FormField;
  readonly first: boolean;
  readonly value: string | undefined;
  readonly fault: string | undefined;
  readonly entry: EntryRecord;
  readonly programme: Programme | undefined;
  readonly programmes: Programmes;
  readonly onChange: (value: string | undefined) => void;
}) {
  const { t } = useTranslation(['programmes', 'common']);
  const words = useWords(props.programmes);
  const { field, programme, programmes, entry, onChange } = props;
  const shared = {
    label: field.required ? t(`form.${field.label}`) : `${t(`form.${field.label}`)} ${t('common:form.optional')}`,
    error: props.fault ? (props.fault === 'required' ? t('common:form.required') : t(`form.${props.fault}`)) : null,
    ...(props.first ? { 'data-autofocus': true } : {}),
  };
  const typed = { ...shared, value: props.value ?? '' };
  const select = (data: readonly { readonly value: string; readonly label: string }[]) => (
    <Select
      {...shared}
      data={[...data]}
      value={props.value ?? null}
      onChange={(value) => onChange(value ?? undefined)}
      allowDeselect={false}
    />
  );
  switch (field.as) {
    case 'text':
      return <TextInput {...typed} maxLength={200} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'amount':
      return (
        <TextInput
          {...typed}
          maxLength={20}
          inputMode="numeric"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'area':
      return (
        <Textarea
          {...typed}
          autosize
          minRows={2}
          maxLength={2000}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'day':
    case 'term':
      return (
        <DayField
          {...shared}
          value={props.value}
          today={programmes.today}
          {...(field.as === 'day' ? { max: programmes.today } : {})}
          onChange={onChange}
        />
      );
    case 'paper': {
      const category = programme?.categories.find((one) => one.code === entry.body.category);
      return (
        <Autocomplete
          {...shared}
          data={[...new Set((category?.evidence ?? []).map((names) => nameIn(names, words.language)))]}
          value={props.value ?? ''}
          maxLength={300}
          onChange={onChange}
        />
      );
    }
    case 'exit':
      return select([
        ...(programme?.exits ?? []).map(({ code, names }) => ({ value: code, label: nameIn(names, words.language) })),
        { value: ENTERED_TWICE, label: t('double.reason') },
      ]);
    case 'aidType':
      return select(AID_TYPES.map((value) => ({ value, label: t(`aidType.${value}`) })));
    case 'situation':
      return select((['better', 'same', 'worse'] as const).map((value) => ({ value, label: t(`situation.${value}`) })));
    case 'month':
      return select(openMonths(entry.body, programmes.today).map((value) => ({ value, label: formatMonth(value) })));
  }
}
