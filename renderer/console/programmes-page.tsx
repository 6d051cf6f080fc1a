import { Anchor, Button, Checkbox, Group, NumberInput, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { codesOf, type ProgrammeVersion, versionOn } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn, type Rate, readRates } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { formatQuantity, formatSom } from '#shared/domain/language/numbers.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { RuleWords, useWords } from '../casework/explanation.tsx';
import classes from '../casework/programmes.module.css';
import { ActDialog } from '../documents/act-dialog.tsx';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { DayField, EmptyState, LoadingState, Page, showDone, showFailure, StateBadge } from '../ui/index.ts';
import { useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';
import { ProgrammeDryRun } from './programme-dry-run.tsx';
import type { ProgrammeList } from './programmes-api.ts';

/** Whether an officer may publish what all offices work by. */
export function usePublishes(): boolean {
  const { user } = useConsole();
  return user.role === 'ministry_officer' || user.role === 'ministry_admin';
}

/** Programmes and rates that the server has. */
export function useProgrammeList() {
  const { api } = useConsole();
  return useQuery({ queryKey: ['programmes'], queryFn: () => api.programmes.list() });
}

/** Programmes with all their versions, and the rates that they are counted with. */
export function ProgrammesPage() {
  const { t } = useTranslation('programmes');
  const { data, error, refetch } = useProgrammeList();
  const publishes = usePublishes();
  const [chosen, setRate] = useState<Rate | null>(null);
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  // As it stands now: somebody else may have added to it while the dialog is open.
  const rate = data.rates.find((one) => one.code === chosen?.code);
  return (
    <Page
      title={t('editor.title')}
      {...(publishes ? {} : { subtitle: t('editor.readOnly') })}
      actions={
        publishes ? (
          <Button component={Link} to="/programmes/new">
            {t('editor.new')}
          </Button>
        ) : null
      }
    >
      <div style={{ maxWidth: 1000 }}>
        {data.versions.length === 0 ? <EmptyState title={t('noProgrammes')} /> : null}
        {codesOf(data.versions).map((code) => (
          <ProgrammeCard key={code} code={code} list={data} />
        ))}
        <Rates list={data} onAdd={publishes ? setRate : null} />
      </div>
      {rate ? <RateDialog rate={rate} onClose={() => setRate(null)} /> : null}
    </Page>
  );
}

function ProgrammeCard({ code, list }: { readonly code: string; readonly list: ProgrammeList }) {
  const { t } = useTranslation('programmes');
  const language = useLanguage();
  const publishes = usePublishes();
  const versions = list.versions.filter((one) => one.programme.code === code);
  const inForce = versionOn(versions, code, list.today);
  const [newest] = versions;
  if (!newest) return null;
  const name = nameIn(newest.programme.names, language);
  return (
    <section className={classes.card} aria-label={name}>
      <div className={classes.cardHead}>
        <Title order={2} size="h3">
          {name}
        </Title>
        <Text size="sm">{t(`subject.${newest.programme.subject}`)}</Text>
        {publishes ? (
          <Button
            variant="default"
            component={Link}
            to={`/programmes/${newest.id}/next`}
            aria-label={`${t('editor.newVersion')}: ${name}`}
          >
            {t('editor.newVersion')}
          </Button>
        ) : null}
      </div>
      <ul className={classes.lines}>
        {versions.map((version) => (
          <li key={version.id}>
            <Anchor component={Link} to={`/programmes/${version.id}`}>
              {t('editor.versionIs', { n: version.programme.version, day: formatDay(version.validFrom) })}
            </Anchor>{' '}
            <StateBadge tone={version === inForce ? 'done' : 'neutral'}>
              {t(
                version === inForce
                  ? 'editor.inForce'
                  : version.validFrom > list.today
                    ? 'editor.later'
                    : 'editor.past',
              )}
            </StateBadge>{' '}
            {version.programme.confirmed ? null : <StateBadge tone="due">{t('editor.unconfirmed')}</StateBadge>}
            <div className={classes.quiet}>{version.programme.law}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function amountText(rate: Rate, value: number, language: Parameters<typeof formatSom>[1]): string {
  return rate.unit === 'som' ? formatSom(value, language) : formatQuantity(value);
}

function Rates({ list, onAdd }: { readonly list: ProgrammeList; readonly onAdd: ((rate: Rate) => void) | null }) {
  const { t } = useTranslation('programmes');
  const language = useLanguage();
  return (
    <section aria-label={t('editor.rates')}>
      <Title order={2} mt="lg">
        {t('editor.rates')}
      </Title>
      <Text c="dimmed" mb="xs">
        {t('editor.ratesHint')}
      </Text>
      {list.rates.map((rate) => {
        const name = nameIn(rate.names, language);
        return (
          <div key={rate.code} className={classes.card}>
            <div className={classes.cardHead}>
              <Title order={3} size="h4">
                {name}
              </Title>
              {onAdd ? (
                <Button variant="default" onClick={() => onAdd(rate)} aria-label={`${t('editor.newValue')}: ${name}`}>
                  {t('editor.newValue')}
                </Button>
              ) : null}
            </div>
            <ul className={classes.lines}>
              {rate.values
                .toSorted((a, b) => (a.from < b.from ? 1 : -1))
                .map((value) => (
                  <li key={value.from}>
                    {amountText(rate, value.value, language)}, {t('editor.since', { day: formatDay(value.from) })}{' '}
                    {value.confirmed ? null : <StateBadge tone="due">{t('editor.unconfirmed')}</StateBadge>}
                    <div className={classes.quiet}>{value.source}</div>
                  </li>
                ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function RateDialog({ rate, onClose }: { readonly rate: Rate; readonly onClose: () => void }) {
  const { t } = useTranslation(['programmes', 'common']);
  const language = useLanguage();
  const { api } = useConsole();
  const cache = useQueryClient();
  const toText = useFailureText();
  const [from, setFrom] = useState<string | undefined>(undefined);
  const [value, setValue] = useState<number | null>(null);
  const [source, setSource] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const faults = {
    from: !from
      ? t('common:form.required')
      : rate.values.some((one) => one.from === from)
        ? t('editor.dayTaken')
        : null,
    value: value === null || value <= 0 ? t('editor.amountWrong') : null,
    source: source.trim() === '' ? t('common:form.required') : null,
  };
  const go = async () => {
    setTried(true);
    if (busy || !from || value === null || faults.from || faults.value || faults.source) return;
    setBusy(true);
    try {
      await api.programmes.publishRate({
        ...rate,
        values: [...rate.values, { from, value, confirmed, source: source.trim() }],
      });
      await cache.invalidateQueries({ queryKey: ['programmes'] });
      showDone(t('editor.rateSaved'));
      onClose();
    } catch (error) {
      const failure = toFailure(error);
      // Somebody has added an amount meanwhile: it is shown, and this one is asked for again beside it.
      const taken = failure.code === 'invalid_input' && failure.params?.field === 'values';
      showFailure(taken ? t('editor.fault.values') : toText(failure));
      if (taken) await cache.invalidateQueries({ queryKey: ['programmes'] });
      setBusy(false);
    }
  };
  return (
    <ActDialog
      title={t('editor.newValueOf', { name: nameIn(rate.names, language) })}
      verb={t('editor.add')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <DayField
        label={t('editor.from')}
        value={from}
        onChange={setFrom}
        error={tried ? faults.from : null}
        data-autofocus
      />
      <NumberInput
        label={t('editor.amount')}
        value={value ?? ''}
        min={0}
        thousandSeparator=" "
        maw={240}
        onChange={(next) => setValue(typeof next === 'number' ? next : null)}
        error={tried ? faults.value : null}
      />
      <TextInput
        label={t('editor.source')}
        description={t('editor.lawHint')}
        value={source}
        maxLength={300}
        onChange={(event) => setSource(event.currentTarget.value)}
        error={tried ? faults.source : null}
      />
      <Checkbox
        label={t('editor.confirmed')}
        checked={confirmed}
        onChange={(event) => setConfirmed(event.currentTarget.checked)}
      />
    </ActDialog>
  );
}

/** A version of a programme in words, and what it would come to today. */
export function ProgrammePage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('programmes');
  const { data, error, refetch } = useProgrammeList();
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const version = data.versions.find((one) => one.id === id);
  if (!version) return <EmptyState title={t('programme.gone')} order={1} />;
  return <VersionView key={id} version={version} list={data} />;
}

function VersionView({ version, list }: { readonly version: ProgrammeVersion; readonly list: ProgrammeList }) {
  const { t } = useTranslation('programmes');
  const words = useWords({ rates: readRates(list.rates), versions: list.versions });
  const publishes = usePublishes();
  const { programme } = version;
  const day = version.validFrom > list.today ? version.validFrom : list.today;
  return (
    <Page
      title={nameIn(programme.names, words.language)}
      subtitle={t('editor.versionIs', { n: programme.version, day: formatDay(version.validFrom) })}
      actions={
        <Group gap="xs">
          {publishes ? (
            <Button variant="default" component={Link} to={`/programmes/${version.id}/next`}>
              {t('editor.newVersion')}
            </Button>
          ) : null}
          <Button variant="default" component={Link} to="/programmes">
            {t('entry.backToList')}
          </Button>
        </Group>
      }
    >
      <div style={{ maxWidth: 1000 }}>
        <Text mb="md">
          {programme.law} {programme.confirmed ? null : <StateBadge tone="due">{t('fit.lawUnconfirmed')}</StateBadge>}
        </Text>
        <ProgrammeDryRun programme={programme} day={day} />
        <ProgrammeInWords version={version} list={list} />
      </div>
    </Page>
  );
}

/** A version's criteria in words. */
export function ProgrammeInWords(props: {
  readonly version: Pick<ProgrammeVersion, 'programme'>;
  readonly list: ProgrammeList;
}) {
  const { t } = useTranslation('programmes');
  const words = useWords({ rates: readRates(props.list.rates), versions: props.list.versions });
  const { programme } = props.version;
  return (
    <section aria-label={t('programme.criteria')}>
      {programme.precondition ? (
        <>
          <Title order={2} size="h4" mt="md">
            {t('fit.precondition')}
          </Title>
          <RuleWords rule={programme.precondition} words={words} />
        </>
      ) : null}
      {programme.categories.map((category) => (
        <div key={category.code}>
          <Title order={2} size="h4" mt="md">
            {nameIn(category.names, words.language)}
          </Title>
          <RuleWords rule={category.rule} words={words} />
          {category.evidence.length > 0 ? (
            <div className={classes.quiet}>
              {t('entry.evidenceAsked', {
                list: category.evidence.map((one) => nameIn(one, words.language)).join(', '),
              })}
            </div>
          ) : null}
        </div>
      ))}
      <Title order={2} size="h4" mt="md">
        {t('editor.exits')}
      </Title>
      <ul className={classes.lines}>
        {programme.exits.map((one) => (
          <li key={one.code}>{nameIn(one.names, words.language)}</li>
        ))}
      </ul>
    </section>
  );
}
