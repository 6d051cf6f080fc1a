import { Button, Group, MultiSelect, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import {
  factNames,
  factType,
  isOfProgramme,
  type SubjectKind,
} from '#shared/domain/casework/programmes/known-facts.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import type { Comparison, FactRule, Rule } from '#shared/domain/casework/programmes/rule.ts';
import { factName, programmeName, type Words } from '../casework/programme-words.ts';
import classes from './console.module.css';
import { firstRule, restructure, ruleFor } from './programme-draft.ts';

const KINDS = ['fact', 'all', 'any', 'at_least', 'not'] as const;
const NUMBERS: readonly Comparison[] = ['lt', 'le', 'ge', 'gt', 'is', 'is_not'];

interface EditorProps<Of extends Rule> {
  readonly rule: Of;
  readonly subject: SubjectKind;
  readonly words: Words;
  readonly programmes: readonly string[];
  readonly onChange: (rule: Rule) => void;
}

/** Writes a rule without code: what is compared with what, and how comparisons are joined. */
export function RuleEditor(props: EditorProps<Rule> & { readonly label: string; readonly depth?: number }) {
  const { t } = useTranslation('programmes');
  const { rule, subject, onChange, depth = 1 } = props;
  const id = useId();
  const parts = rule.kind === 'fact' ? [] : rule.kind === 'not' ? [rule.rule] : rule.of;
  const put = (of: readonly Rule[]) => {
    if (rule.kind === 'not') onChange({ kind: 'not', rule: of[0] ?? firstRule(subject) });
    else if (rule.kind === 'at_least') onChange({ ...rule, of, n: Math.min(rule.n, Math.max(1, of.length)) });
    else if (rule.kind !== 'fact') onChange({ kind: rule.kind, of });
  };
  return (
    <div className={classes.question} role="group" aria-label={props.label}>
      <Group align="flex-end" gap="sm">
        <Select
          id={id}
          label={t('editor.kind')}
          w={190}
          data={KINDS.map((value) => ({ value, label: t(`editor.kinds.${value}`) }))}
          value={rule.kind}
          allowDeselect={false}
          onChange={(kind) => kind && onChange(restructure(rule, kind as Rule['kind'], subject))}
        />
        {rule.kind === 'at_least' ? (
          <NumberInput
            label={t('editor.n')}
            w={100}
            min={1}
            max={Math.max(1, rule.of.length)}
            value={rule.n}
            onChange={(n) => typeof n === 'number' && onChange({ ...rule, n })}
          />
        ) : null}
        {rule.kind === 'fact' ? <FactEditor {...props} rule={rule} /> : null}
      </Group>
      {parts.map((part, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- parts of a rule have no name but their place
        <div key={at}>
          <RuleEditor
            {...props}
            label={`${props.label} ${at + 1}`}
            depth={depth + 1}
            rule={part}
            onChange={(next) => put(parts.map((one, n) => (n === at ? next : one)))}
          />
          {parts.length > 1 ? (
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconTrash size={14} aria-hidden />}
              aria-label={`${t('editor.remove')}: ${props.label} ${at + 1}`}
              onClick={() => put(parts.filter((_, n) => n !== at))}
            >
              {t('editor.remove')}
            </Button>
          ) : null}
        </div>
      ))}
      {rule.kind === 'fact' || rule.kind === 'not' ? null : (
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            aria-label={`${t('editor.addPart')}: ${props.label}`}
            onClick={() => put([...parts, firstRule(subject)])}
          >
            {t('editor.addPart')}
          </Button>
        </div>
      )}
    </div>
  );
}

function FactEditor(props: EditorProps<FactRule>) {
  const { t } = useTranslation('programmes');
  const { rule, subject, words, programmes, onChange } = props;
  const [base = '', code] = rule.fact.split(':');
  const type = factType(rule.fact, subject);
  const numeric = type?.kind === 'number' || type?.kind === 'som';
  const comparisons: readonly Comparison[] = numeric
    ? NUMBERS
    : type?.kind === 'set'
      ? ['has']
      : type?.kind === 'choice'
        ? ['in', 'is', 'is_not']
        : ['is'];
  const byRate = typeof rule.value === 'object' && !Array.isArray(rule.value) ? rule.value : null;
  const choices = type && 'choices' in type ? type.choices : [];
  const choiceData = choices.map((value) => ({
    value,
    label: t(`value.${base}.${value}`, { defaultValue: value }),
  }));
  const compare = (is: Comparison) => {
    const one = Array.isArray(rule.value) ? rule.value[0] : rule.value;
    const value = is === 'in' ? [String(one)] : Array.isArray(rule.value) ? String(one) : rule.value;
    onChange({ ...rule, is, value });
  };
  return (
    <>
      <Select
        label={t('editor.fact')}
        w={270}
        searchable
        data={factNames(subject).map((value) => ({
          value,
          label: isOfProgramme(value) ? t(`fact.${value}`, { programme: '…' }) : factName(value, words),
        }))}
        value={base}
        allowDeselect={false}
        onChange={(fact) => fact && onChange(ruleFor(fact, subject, programmes))}
      />
      {isOfProgramme(base) ? (
        <Select
          label={t('editor.programme')}
          w={200}
          data={programmes.map((value) => ({ value, label: programmeName(value, words) }))}
          value={code ?? null}
          allowDeselect={false}
          onChange={(next) => next && onChange({ ...rule, fact: `${base}:${next}` })}
        />
      ) : null}
      {comparisons.length > 1 ? (
        <Select
          label={t('editor.compare')}
          w={150}
          data={comparisons.map((value) => ({ value, label: t(`editor.signs.${value}`) }))}
          value={rule.is}
          allowDeselect={false}
          onChange={(is) => is && compare(is as Comparison)}
        />
      ) : null}
      {numeric ? (
        <>
          <Select
            label={t('editor.compareTo')}
            w={170}
            data={[
              { value: 'number', label: t('editor.number') },
              { value: 'rate', label: t('editor.rateOf') },
            ]}
            value={byRate ? 'rate' : 'number'}
            allowDeselect={false}
            onChange={(next) =>
              onChange({
                ...rule,
                value: next === 'rate' ? { rate: [...words.rates.keys()][0] ?? 'bhm', times: 1 } : 1,
              })
            }
          />
          {byRate ? (
            <>
              <NumberInput
                label={t('editor.times')}
                w={130}
                min={0}
                max={1000}
                step={0.5}
                decimalScale={2}
                value={byRate.times}
                onChange={(times) => typeof times === 'number' && onChange({ ...rule, value: { ...byRate, times } })}
              />
              <Select
                label={t('editor.rateChoice')}
                w={270}
                data={[...words.rates.values()].map((rate) => ({
                  value: rate.code,
                  label: nameIn(rate.names, words.language),
                }))}
                value={byRate.rate}
                allowDeselect={false}
                onChange={(rate) => rate && onChange({ ...rule, value: { ...byRate, rate } })}
              />
            </>
          ) : (
            <NumberInput
              label={t('editor.value')}
              w={140}
              min={0}
              thousandSeparator=" "
              value={typeof rule.value === 'number' ? rule.value : 0}
              onChange={(value) => typeof value === 'number' && onChange({ ...rule, value })}
            />
          )}
        </>
      ) : null}
      {type?.kind === 'yes_no' ? (
        <Select
          label={t('editor.value')}
          w={110}
          data={[
            { value: 'yes', label: t('value.yes') },
            { value: 'no', label: t('value.no') },
          ]}
          value={rule.value === true ? 'yes' : 'no'}
          allowDeselect={false}
          onChange={(value) => onChange({ ...rule, value: value === 'yes' })}
        />
      ) : null}
      {choices.length > 0 && rule.is === 'in' ? (
        <MultiSelect
          label={t('editor.value')}
          miw={220}
          data={choiceData}
          value={Array.isArray(rule.value) ? rule.value : []}
          onChange={(value) => onChange({ ...rule, value })}
        />
      ) : choices.length > 0 ? (
        <Select
          label={t('editor.value')}
          w={220}
          data={choiceData}
          value={typeof rule.value === 'string' ? rule.value : null}
          allowDeselect={false}
          onChange={(value) => value && onChange({ ...rule, value })}
        />
      ) : null}
    </>
  );
}
