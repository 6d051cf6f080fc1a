import { Group, Radio, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { ActDialog } from '../documents/act-dialog.tsx';
import { useToday } from '../documents/office.ts';
import { useKeptForm } from '../documents/use-kept-form.ts';
import { useLanguage } from '../i18n/index.ts';
import { DayField, DraftSign } from '../ui/index.ts';

/** What stands in the fields, by their ids. */
export type FieldValues = Readonly<Record<string, string>>;

/** One field of a short form. */
export interface FieldSpec {
  readonly id: string;
  readonly kind: 'text' | 'long' | 'day' | 'select' | 'radio';
  readonly label: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** First and last day that is taken. */
  readonly min?: string;
  readonly max?: string;
  readonly length?: number;
  /** Whether it is asked at all; a field that is not asked has no value. */
  readonly when?: (values: FieldValues) => boolean;
}

/** What was asked for, by the fields that were asked. */
function asked(fields: readonly FieldSpec[], values: FieldValues): FieldValues {
  return Object.fromEntries(
    fields.map((field) => [field.id, !field.when || field.when(values) ? (values[field.id] ?? '') : '']),
  );
}

/** A short form over what it is about. It keeps itself, tells each fault at its field, and closes when it is saved. */
export function FieldsDialog(props: {
  /** Under which it is kept half-filled. */
  readonly keepAs: string;
  readonly title: string;
  readonly verb: string;
  readonly fields: readonly FieldSpec[];
  readonly initial: FieldValues;
  /** Faults that fields together have, by the id of the field that mends them. */
  readonly check?: (values: FieldValues) => FieldValues;
  /** What stands above the fields. */
  readonly intro?: ReactNode;
  readonly onDo: (values: FieldValues) => Promise<Failure | null>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['casework', 'common']);
  const language = useLanguage();
  const today = useToday();
  const form = useKeptForm<Record<string, string>>(props.keepAs, () => ({ ...props.initial }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const { values } = form;
  if (values === null) return null;

  const now = asked(props.fields, values);
  const shown = props.fields.filter((field) => !field.when || field.when(values));
  const own = props.check?.(now) ?? {};
  const faultOf = (field: FieldSpec): string | null => {
    const value = now[field.id] ?? '';
    if (field.required && value.trim() === '') return tried ? t('common:form.required') : null;
    if (field.kind === 'day' && value !== '') {
      if (field.max && value > field.max) return t('fault.day_late', { day: formatDay(field.max) });
      if (field.min && value < field.min) return t('fault.day_early', { day: formatDay(field.min) });
    }
    return own[field.id] ?? null;
  };
  const fieldId = (id: string) => `act-${id}`;
  const isWrong = (field: FieldSpec) =>
    faultOf(field) !== null || (field.required === true && (now[field.id] ?? '').trim() === '');
  const go = async () => {
    setTried(true);
    const wrong = shown.find(isWrong);
    if (wrong) {
      document.getElementById(fieldId(wrong.id))?.focus();
      return;
    }
    if (running.current) return;
    running.current = true;
    setBusy(true);
    const failure = await props.onDo(now);
    running.current = false;
    setBusy(false);
    if (failure) return;
    await form.reset({ ...props.initial });
    props.onClose();
  };
  const set = (id: string, value: string) => form.set({ [id]: value });
  return (
    <ActDialog title={props.title} verb={props.verb} busy={busy} onDo={() => void go()} onClose={props.onClose}>
      {props.intro}
      {shown.map((field, at) => (
        <OneField
          key={field.id}
          id={fieldId(field.id)}
          field={field}
          first={at === 0}
          value={values[field.id] ?? ''}
          today={today}
          error={faultOf(field)}
          onChange={(value) => set(field.id, value)}
        />
      ))}
      {shown.some((field) => field.kind === 'long') ? (
        <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
      ) : null}
    </ActDialog>
  );
}

function OneField(props: {
  readonly id: string;
  readonly field: FieldSpec;
  readonly first: boolean;
  readonly value: string;
  readonly today: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('common');
  const { field, value, onChange } = props;
  const common = {
    id: props.id,
    label: field.required ? field.label : `${field.label} ${t('form.optional')}`,
    error: props.error,
    ...(field.description ? { description: field.description } : {}),
    ...(props.first ? { 'data-autofocus': true } : {}),
  };
  switch (field.kind) {
    case 'text':
      return (
        <TextInput
          {...common}
          value={value}
          maxLength={field.length ?? 300}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'long':
      return (
        <Textarea
          {...common}
          value={value}
          autosize
          minRows={2}
          maxRows={12}
          maxLength={field.length ?? 4000}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'day':
      return (
        <DayField
          {...common}
          value={value || undefined}
          today={props.today}
          onChange={(day) => onChange(day ?? '')}
          {...(field.min ? { min: field.min } : {})}
          {...(field.max ? { max: field.max } : {})}
        />
      );
    case 'select':
      return (
        <Select
          {...common}
          data={[...(field.options ?? [])]}
          value={value || null}
          searchable
          // A list over a form that has just been opened hides what is asked, and takes the first Escape.
          openOnFocus={false}
          nothingFoundMessage={t('palette.nothing')}
          clearable={!field.required}
          clearButtonProps={{ 'aria-label': t('action.clear') }}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'radio':
      return (
        <Radio.Group
          label={common.label}
          error={props.error}
          value={value}
          onChange={onChange}
          {...(field.description ? { description: field.description } : {})}
        >
          <Group mt={6} gap="md">
            {(field.options ?? []).map((option, at) => (
              <Radio
                key={option.value}
                value={option.value}
                label={option.label}
                {...(at === 0 ? { id: props.id } : {})}
                {...(props.first && (value === option.value || (value === '' && at === 0))
                  ? { 'data-autofocus': true }
                  : {})}
              />
            ))}
          </Group>
        </Radio.Group>
      );
  }
}

/** Words above the fields of a dialog. */
export function Intro({ children }: { readonly children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Text>{children}</Text>
    </Stack>
  );
}
