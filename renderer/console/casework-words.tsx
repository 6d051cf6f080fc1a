import { Alert, Group, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldsByGroup, HiddenGroup } from '#shared/domain/access/fields.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatQuantity } from '#shared/domain/language/numbers.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Basis, OfficeState } from './casework-api.ts';
import { useProgrammeNames } from './casework-queries.ts';
import classes from './console.module.css';

/** Names of programmes by their code, in the language of the page; a code that nobody has named stays as it is. */
export function useProgrammes(): {
  readonly nameOf: (code: string) => string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
} {
  const language = useLanguage();
  const { data } = useProgrammeNames();
  return useMemo(() => {
    const nameOf = (code: string) => {
      const names = data?.programmes[code];
      return names?.[language] || names?.['uz-Latn'] || code;
    };
    const choices = Object.keys(data?.programmes ?? {}).map((code) => ({ value: code, label: nameOf(code) }));
    return { nameOf, choices: choices.toSorted((a, b) => a.label.localeCompare(b.label)) };
  }, [data, language]);
}

/** What is not shown, and why: groups of one reason together. */
export function HiddenNote({ hidden }: { readonly hidden: readonly HiddenGroup[] }) {
  const { t } = useTranslation('central');
  if (hidden.length === 0) return null;
  const reasons = [...new Set(hidden.map((one) => one.why))];
  return (
    <div className={classes.quiet} role="note" aria-label={t('hidden.title')}>
      <strong>{t('hidden.title')}:</strong>{' '}
      {reasons
        .map((why) => {
          const groups = hidden.filter((one) => one.why === why);
          return `${groups.map((one) => t(`hidden.field.${one.field}`)).join(', ')} (${t(`hidden.why.${why}`)})`;
        })
        .join('; ')}
      .
    </div>
  );
}

/** What a list rests on: how fresh, and what is not in it. The same words for everybody. */
export function BasisNote({ basis, children }: { readonly basis: Basis; readonly children?: ReactNode }) {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { state, time } = basis;
  const parts = [
    t('basis.offices', { count: state.offices }),
    state.oldestContact ? t('basis.oldest', { when: formatMoment(state.oldestContact, language, { now: time }) }) : '',
    state.neverSynced > 0 ? t('basis.neverSynced', { count: state.neverSynced }) : '',
    state.silent > 0 ? t('basis.silent', { count: state.silent }) : '',
    state.withdrawn === null
      ? t('basis.withdrawnFew')
      : state.withdrawn > 0
        ? t('basis.withdrawn', { count: state.withdrawn })
        : '',
  ];
  return (
    <div className={classes.basis}>
      <div className={classes.quiet} role="note" aria-label={t('basis.title')}>
        {parts.filter(Boolean).join('. ')}. {t('basis.unsent')} {t('basis.guarded')}
      </div>
      {children}
    </div>
  );
}

/** How fresh what is known of an office is, in a line. */
export function useFreshnessLine(): (state: OfficeState | undefined, now?: number) => string {
  const { t } = useTranslation('central');
  const language = useLanguage();
  return (state, now) => {
    if (!state?.lastContact) return t('basis.never');
    const when = formatMoment(state.lastContact, language, now === undefined ? {} : { now });
    const behind = state.behind > 0 ? t('basis.behind', { count: state.behind }) : t('basis.upToDate');
    return `${t('basis.fresh', { when })}, ${behind}`;
  };
}

/** Says that what is shown came earlier. */
export function StaleNote({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation('central');
  return shown ? (
    <Alert color="due" icon={<IconInfoCircle aria-hidden />} role="status" m="xs">
      {t('list.offline')}
    </Alert>
  ) : null;
}

const isDayField = (field: string) =>
  /^(birthDate|diedOn|disabilityUntil|openedOn|closedOn|clientBirthDate|on|due)$/.test(field);

/** Words for the value of a field of a record. */
export function useFieldText(): (field: string, value: Json | undefined) => string {
  const { t, i18n } = useTranslation('central');
  return (field, value) => {
    const word = (one: Json) => {
      const by = field.replace('client', '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
      for (const key of [field, by]) {
        if (i18n.exists(`central:value.${key}.${String(one)}`)) return t(`value.${key}.${String(one)}`);
      }
      return String(one);
    };
    if (value === undefined || value === null || value === '') return '';
    if (Array.isArray(value)) return value.map(word).join(', ');
    if (typeof value === 'number') return formatQuantity(value);
    if (isDayField(field)) return formatDay(String(value));
    return word(value);
  };
}

/** Fields of a record, in the order of their table; those that are empty are left out. */
export function FieldList(props: {
  readonly fields: FieldsByGroup;
  readonly body: JsonObject;
  readonly without?: readonly string[];
  readonly more?: readonly (readonly [label: string, value: ReactNode])[];
}) {
  const { t, i18n } = useTranslation('central');
  const toText = useFieldText();
  const rows = Object.keys(props.fields).flatMap((field): (readonly [string, string, ReactNode])[] => {
    const text = toText(field, props.body[field]);
    if (props.without?.includes(field) || !text || !i18n.exists(`central:field.${field}`)) return [];
    return [[field, t(`field.${field}`), text]];
  });
  return (
    <dl className={classes.facts}>
      {[...(props.more ?? []).map(([label, value]) => [label, label, value] as const), ...rows].map(
        ([key, label, value]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** A list that somebody with a technical duty asked for: what they don't see, and where they see figures. */
export function TechnicalNote({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('central');
  return (
    <Group p="xl" gap="md">
      <Text fw={600}>{t('list.technical')}</Text>
      <Text w="100%">{t('list.technicalHint')}</Text>
      {children}
    </Group>
  );
}
