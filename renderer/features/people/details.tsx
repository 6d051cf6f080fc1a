import { Anchor, Button, Checkbox, Group, Radio, Select, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DetailField, type DetailSection, factKindOf } from '#shared/domain/casework/details.ts';
import {
  FACT_SOURCES,
  type FactEntry,
  type FactSource,
  type FactValue,
  knownFrom,
  readSetFact,
  type Source,
} from '#shared/domain/casework/facts.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatSom } from '#shared/domain/language/numbers.ts';
import { ActDialog } from '../../documents/act-dialog.tsx';
import type { ActContext } from '../../documents/acts.ts';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { Change } from '../../ports/data.ts';
import { DayField, DraftSign } from '../../ui/index.ts';
import type { Details } from './acts.ts';
import {
  type DetailFault,
  emptySection,
  findDetailFault,
  NONE_OF_THESE,
  type SectionForm,
  tick,
  toTyped,
  toValue,
  type Typed,
} from './details-form.ts';
import classes from './people.module.css';

/** A record as its sections show it. */
export interface Detailed {
  readonly id: string;
  readonly body: object & { readonly facts?: readonly FactEntry[] | undefined };
}

const valuesOf = (record: Detailed) => record.body as Readonly<Record<string, FactValue>>;

/** Writes a code, and a field's value, in the language of the interface. */
export function useValueText(): {
  readonly code: (field: string, code: string) => string;
  readonly value: (field: DetailField, value: FactValue) => string;
  /** What an entry of the facts says; a set tells what was taken out, too. */
  readonly fact: (field: DetailField, value: string) => string;
} {
  const { t } = useTranslation(['people', 'register']);
  const language = useLanguage();
  const code = useCallback(
    (field: string, one: string) => (field === 'sex' ? t(`register:sex.${one}`) : t(`option.${field}.${one}`)),
    [t],
  );
  const value = useCallback(
    (field: DetailField, one: FactValue): string => {
      if (one === null || one === undefined || one === '') return t('notKnown');
      if (typeof one === 'object') {
        return one.length === 0 ? t('noneOfThese') : one.map((each) => code(field.name, each)).join(', ');
      }
      if (field.kind === 'day') return formatDay(String(one));
      if (field.kind === 'som') return formatSom(Number(one), language);
      return field.kind === 'choice' ? code(field.name, String(one)) : String(one);
    },
    [t, code, language],
  );
  const fact = useCallback(
    (field: DetailField, text: string): string => {
      if (text === '') return t('takenOut');
      if (factKindOf(field) !== 'set') return value(field, text);
      const { codes, removed } = readSetFact(text);
      const gone = removed.map((one) => code(field.name, one)).join(', ');
      return [value(field, codes), gone ? `${t('takenOut')}: ${gone}` : ''].filter(Boolean).join('; ');
    },
    [t, value, code],
  );
  return { code, value, fact };
}

/** Where a value is known from, in words. */
export function Known({ entry }: { readonly entry: FactEntry }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const { nameOf } = usePeopleOfOffice();
  return (
    <span className={classes.quiet}>
      {[t(`source.${entry.source}`), entry.detail, nameOf(entry.actor), formatMoment(entry.at, language)]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

/** One field with its value, where it is known from, and what it was before. */
function Fact({ field, record }: { readonly field: DetailField; readonly record: Detailed }) {
  const { t } = useTranslation('people');
  const text = useValueText();
  const [open, setOpen] = useState(false);
  const value = valuesOf(record)[field.name];
  const entries = (record.body.facts ?? []).filter((entry) => entry.field === field.name);
  const source = knownFrom(entries, value);
  const earlier = entries.filter((entry) => entry !== source);
  return (
    <>
      <dt>{t(`field.${field.name}`)}</dt>
      <dd style={field.kind === 'note' ? { whiteSpace: 'pre-wrap' } : undefined}>
        {value === undefined && entries.length > 0 ? t('takenOut') : text.value(field, value)}
        {source ? <Known entry={source} /> : <span className={classes.quiet}>{t('source.unknown')}</span>}
        {earlier.length > 0 ? (
          <>
            <Anchor component="button" type="button" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('earlierValues', { count: earlier.length })}
            </Anchor>
            {open ? (
              <ol className={classes.past}>
                {earlier.toReversed().map((entry) => (
                  <li key={entry.id}>
                    {text.fact(field, entry.value)}
                    <Known entry={entry} />
                  </li>
                ))}
              </ol>
            ) : null}
          </>
        ) : null}
      </dd>
    </>
  );
}

/** A section of a record: what is known with its sources, and what is not, in one line. */
export function DetailsBlock({
  section,
  record,
  onEdit,
  children,
}: {
  readonly section: DetailSection;
  readonly record: Detailed;
  readonly onEdit: () => void;
  readonly children?: React.ReactNode;
}) {
  const { t } = useTranslation('people');
  const values = valuesOf(record);
  const touched = new Set((record.body.facts ?? []).map((entry) => entry.field));
  const shown = section.fields.filter(({ name }) => values[name] !== undefined || touched.has(name));
  // A day of death or a place that somebody came from is no gap in what is known.
  const missing = section.fields.filter(
    ({ name }) => !shown.some((one) => one.name === name) && !['diedOn', 'cameFrom', 'cameOn', 'note'].includes(name),
  );
  const title = t(`section.${section.id}`);
  return (
    <section className={docs.block} aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{title}</Title>
        <Button variant="default" size="compact-md" onClick={onEdit} aria-label={`${t('edit')}: ${title}`}>
          {t('edit')}
        </Button>
      </Group>
      {shown.length > 0 ? (
        <dl className={docs.facts}>
          {shown.map((field) => (
            <Fact key={field.name} field={field} record={record} />
          ))}
        </dl>
      ) : null}
      {missing.length > 0 ? (
        <Text size="sm" c="dimmed">
          {t('notKnownYet', { fields: missing.map(({ name }) => t(`field.${name}`)).join(', ') })}
        </Text>
      ) : null}
      {children}
    </section>
  );
}

/** Asks once for an act where all of it is known from. */
export function SourceFields({
  source,
  detail,
  onChange,
}: Source & { readonly onChange: (change: { readonly source?: FactSource; readonly detail?: string }) => void }) {
  const { t } = useTranslation(['people', 'common']);
  return (
    <>
      <Radio.Group
        label={t('source.label')}
        description={t('source.hint')}
        value={source}
        onChange={(next) => onChange({ source: next as FactSource })}
      >
        <Group mt={4}>
          {FACT_SOURCES.filter((one) => one !== 'imported').map((one) => (
            <Radio key={one} value={one} label={t(`source.${one}`)} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        label={`${t('source.detail')} ${t('common:form.optional')}`}
        value={detail}
        maxLength={300}
        onChange={(event) => onChange({ detail: event.currentTarget.value })}
      />
    </>
  );
}

/** What a dialog gives back: values by field, and those that it began from. */
export interface SectionResult {
  readonly next: Details<string>;
  readonly base: Details<string>;
  readonly source: Source;
}

/**
 * Edits one section of a record. What is half filled is kept, also when the dialog is closed; only fields that were
 * touched are given back.
 */
export function DetailsDialog(props: {
  readonly keepAs: string;
  readonly section: DetailSection;
  readonly record: Detailed;
  readonly isFamily?: boolean;
  /** What the result changes; nothing where it changes nothing. */
  readonly changesOf: (result: SectionResult, context: ActContext) => readonly Change[];
  readonly onClose: () => void;
}) {
  const { section, record, isFamily = false } = props;
  const { t } = useTranslation(['people', 'common']);
  const language = useLanguage();
  const failureText = useFailureText();
  const today = useToday();
  const office = useOffice();
  const form = useKeptForm<SectionForm>(`${props.keepAs}.${section.id}`, emptySection);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { values: held } = form;
  if (held === null) return null;
  const body = valuesOf(record);
  const typedOf = (field: DetailField): Typed => held.values[field.name] ?? toTyped(field, body[field.name]);
  const set = (field: DetailField, typed: Typed) =>
    form.set({
      values: { ...held.values, [field.name]: typed },
      base: Object.hasOwn(held.base, field.name) ? held.base : { ...held.base, [field.name]: body[field.name] ?? null },
    });
  const faultOf = (field: DetailField) => findDetailFault(field, held, body, today, isFamily);
  const words = (fault: DetailFault | null) => {
    if (fault === null || ((fault === 'required' || fault === 'set_unclear') && !tried)) return null;
    return typeof fault === 'string' ? t(`fault.${fault}`) : failureText(fault);
  };
  const go = async () => {
    setTried(true);
    if (busy || section.fields.some((field) => faultOf(field) !== null)) return;
    setBusy(true);
    const next = Object.fromEntries(
      section.fields
        .filter(({ name }) => Object.hasOwn(held.values, name))
        .map((field) => [field.name, toValue(field, held.values[field.name] as Typed)]),
    );
    const result = { next, base: held.base, source: { source: held.source, detail: held.detail } };
    const changes = props.changesOf(result, office.context());
    const failure = changes.length === 0 ? null : await office.act(changes, t('done.changed'));
    setBusy(false);
    if (failure !== null) return;
    await form.reset(emptySection());
    props.onClose();
  };
  const isShort = (field: DetailField) => field.kind !== 'note' && field.kind !== 'set' && field.name !== 'address';
  const draw = (field: DetailField, at: number) => (
    <DetailInput
      key={field.name}
      field={field}
      typed={typedOf(field)}
      today={today}
      error={words(faultOf(field))}
      autoFocus={at === 0}
      onChange={(typed) => set(field, typed)}
    />
  );
  const numbered = section.fields.map((field, at) => ({ field, at }));
  return (
    <ActDialog
      title={t(`section.${section.id}`)}
      verb={t('common:action.save')}
      busy={busy}
      onDo={() => void go()}
      onClose={props.onClose}
    >
      {form.restored ? (
        <Group className={docs.notice} justify="space-between">
          <Text size="sm">{t('halfFilled')}</Text>
          <Button variant="default" size="compact-md" onClick={() => void form.reset(emptySection())}>
            {t('beginAnew')}
          </Button>
        </Group>
      ) : null}
      <div className={classes.names}>
        {numbered.filter(({ field }) => isShort(field)).map(({ field, at }) => draw(field, at))}
      </div>
      {numbered.filter(({ field }) => !isShort(field)).map(({ field, at }) => draw(field, at))}
      <SourceFields source={held.source} detail={held.detail} onChange={form.set} />
      <DraftSign keptAt={form.keptAt === null ? null : formatMoment(form.keptAt, language, { now: form.keptAt })} />
    </ActDialog>
  );
}

function DetailInput({
  field,
  typed,
  today,
  error,
  autoFocus,
  onChange,
}: {
  readonly field: DetailField;
  readonly typed: Typed;
  readonly today: string;
  readonly error: string | null;
  readonly autoFocus: boolean;
  readonly onChange: (typed: Typed) => void;
}) {
  const { t } = useTranslation('people');
  const text = useValueText();
  const label = t(`field.${field.name}`);
  const focus = autoFocus ? { 'data-autofocus': true } : {};
  if (typeof typed !== 'string') {
    return (
      <Checkbox.Group
        label={label}
        description={t('setHint')}
        value={[...typed]}
        onChange={(next) => onChange(tick(typed, next))}
        error={error}
      >
        <Group mt={4}>
          {(field.options ?? []).map((code) => (
            <Checkbox key={code} value={code} label={text.code(field.name, code)} />
          ))}
          <Checkbox value={NONE_OF_THESE} label={t('noneOfThese')} />
        </Group>
      </Checkbox.Group>
    );
  }
  switch (field.kind) {
    case 'day':
      return (
        <DayField
          label={label}
          value={typed || undefined}
          today={today}
          {...(field.name === 'disabilityUntil' ? {} : { max: today })}
          onChange={(day) => onChange(day ?? '')}
          error={error}
          {...focus}
        />
      );
    case 'choice':
      return (
        <Select
          label={label}
          placeholder={t('notKnown')}
          data={(field.options ?? []).map((code) => ({ value: code, label: text.code(field.name, code) }))}
          value={typed || null}
          onChange={(next) => onChange(next ?? '')}
          clearable
          clearButtonProps={{ 'aria-label': `${t('clear')}: ${label}` }}
          error={error}
          {...focus}
        />
      );
    case 'note':
      return (
        <Textarea
          label={label}
          value={typed}
          autosize
          minRows={2}
          maxLength={field.max}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          {...focus}
        />
      );
    default:
      return (
        <TextInput
          label={label}
          value={typed}
          maxLength={field.max ?? 20}
          {...(field.kind === 'som' ? { description: t('somHint'), inputMode: 'numeric' as const } : {})}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          {...focus}
        />
      );
  }
}
