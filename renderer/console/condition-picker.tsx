import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FieldKind } from '#shared/domain/casework/forms.ts';
import { labelIn } from '#shared/domain/documents/questions.ts';
import { useLanguage } from '../i18n/index.ts';
import { DayField } from '../ui/index.ts';
import { choicesOf, type ConditionDraft, type FieldDraft, type Test, type WhenDraft } from './form-draft.ts';
import { toLabel } from './text-drafts.ts';

const MOST = 10;

/** Ways of looking at a field of a kind. */
function testsFor(kind: FieldKind): readonly Test[] {
  if (kind === 'choice' || kind === 'choices') return ['is', 'not', 'in', 'filled', 'empty'];
  if (kind === 'yes_no' || kind === 'number') return ['is', 'not', 'filled', 'empty'];
  // Of a text or a day only whether it is there says something.
  return ['filled', 'empty', 'is', 'not'];
}

function firstValue(field: FieldDraft): string {
  if (field.kind === 'yes_no') return 'true';
  return choicesOf(field)[0]?.id ?? '';
}

function newCondition(field: FieldDraft): ConditionDraft {
  return { field: field.id, test: testsFor(field.kind)[0] ?? 'filled', value: firstValue(field), values: [] };
}

/** When a field is asked: always, or by the answers to fields above it. */
export function ConditionPicker(props: {
  readonly when: WhenDraft;
  /** Fields above this one. */
  readonly earlier: readonly FieldDraft[];
  readonly onChange: (when: WhenDraft) => void;
}) {
  const { t } = useTranslation('central');
  const { when, onChange } = props;
  const fields = props.earlier.filter((field) => field.kind !== 'heading');
  const last = fields.at(-1);
  const joins = when.kept ? (['always', 'kept', 'all', 'any'] as const) : (['always', 'all', 'any'] as const);
  const words = { always: 'always', all: 'whenAll', any: 'whenAny', kept: 'whenKept' } as const;
  const put = (at: number, condition: ConditionDraft) =>
    onChange({ ...when, conditions: when.conditions.map((one, n) => (n === at ? condition : one)) });
  return (
    <Stack gap="xs">
      <NativeSelect
        label={t('forms.when')}
        value={when.join}
        maw={420}
        data={joins.map((join) => ({
          value: join,
          label: t(`forms.${words[join]}`),
          disabled: join !== 'always' && join !== 'kept' && fields.length === 0,
        }))}
        description={fields.length === 0 ? t('forms.noEarlier') : undefined}
        onChange={(event) => {
          const join = event.currentTarget.value as WhenDraft['join'];
          const begun = when.conditions.length === 0 && last && (join === 'all' || join === 'any');
          onChange({ ...when, join, conditions: begun ? [newCondition(last)] : when.conditions });
        }}
      />
      {when.join === 'all' || when.join === 'any' ? (
        <>
          {when.conditions.map((condition, at) => (
            <OneCondition
              // Conditions have no name of their own: they are their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              n={at + 1}
              condition={condition}
              fields={fields}
              onChange={(next) => put(at, next)}
              onRemove={() => {
                const conditions = when.conditions.filter((_, n) => n !== at);
                onChange({ ...when, conditions, join: conditions.length === 0 ? 'always' : when.join });
              }}
            />
          ))}
          <Group>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={!last || when.conditions.length >= MOST}
              onClick={() => last && onChange({ ...when, conditions: [...when.conditions, newCondition(last)] })}
            >
              {t('forms.addCondition')}
            </Button>
          </Group>
        </>
      ) : null}
    </Stack>
  );
}

function OneCondition(props: {
  readonly n: number;
  readonly condition: ConditionDraft;
  readonly fields: readonly FieldDraft[];
  readonly onChange: (condition: ConditionDraft) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { n, condition, fields } = props;
  const field = fields.find((one) => one.id === condition.field);
  const set = (change: Partial<ConditionDraft>) => props.onChange({ ...condition, ...change });
  const wordsOf = (one: FieldDraft) => labelIn(toLabel(one.label), language) || one.id;
  const takesValue = condition.test === 'is' || condition.test === 'not';
  return (
    <Group align="flex-end" gap="xs" role="group" aria-label={t('forms.condition', { n })}>
      <NativeSelect
        label={t('forms.conditionField')}
        value={condition.field}
        w={260}
        data={[
          // One that was moved below, or taken out, is still named: the fault is told at its place.
          ...(field ? [] : [{ value: condition.field, label: condition.field }]),
          ...fields.map((one) => ({ value: one.id, label: wordsOf(one) })),
        ]}
        onChange={(event) => {
          const next = fields.find((one) => one.id === event.currentTarget.value);
          if (next) props.onChange(newCondition(next));
        }}
      />
      <NativeSelect
        label={t('forms.test')}
        value={condition.test}
        w={150}
        data={testsFor(field?.kind ?? 'text').map((test) => ({ value: test, label: t(`forms.testIs.${test}`) }))}
        onChange={(event) => set({ test: event.currentTarget.value as Test })}
      />
      {takesValue ? <ValueBox field={field} value={condition.value} onChange={(value) => set({ value })} /> : null}
      {condition.test === 'in' && field ? (
        <Checkbox.Group label={t('forms.values')} value={[...condition.values]} onChange={(values) => set({ values })}>
          <Group gap="sm">
            {choicesOf(field).map((one) => (
              <Checkbox key={one.id} value={one.id} label={labelIn(one.label, language)} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t('forms.removeCondition', { n })}
        onClick={props.onRemove}
      >
        <IconX size={16} aria-hidden />
      </Button>
    </Group>
  );
}

function ValueBox(props: {
  readonly field: FieldDraft | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { field, value, onChange } = props;
  const label = t('forms.value');
  switch (field?.kind) {
    case 'yes_no':
      return (
        <NativeSelect
          label={label}
          value={value}
          w={110}
          data={[
            { value: 'true', label: t('forms.yes') },
            { value: 'false', label: t('forms.no') },
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'choice':
    case 'choices': {
      const choices = choicesOf(field);
      return (
        <NativeSelect
          label={label}
          value={value}
          w={220}
          data={[
            ...(choices.some((one) => one.id === value) ? [] : [{ value, label: '—' }]),
            ...choices.map((one) => ({ value: one.id, label: labelIn(one.label, language) })),
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
    case 'date':
      return <DayField label={label} value={value || undefined} onChange={(day) => onChange(day ?? '')} maw={180} />;
    case undefined:
      return <Text>{value}</Text>;
    default:
      return (
        <TextInput label={label} value={value} w={180} onChange={(event) => onChange(event.currentTarget.value)} />
      );
  }
}
