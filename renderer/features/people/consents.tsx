import { Button, Group, Radio, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PERSON_CONSENTS } from '#shared/domain/casework/collections/people/index.ts';
import { consentState, isClosedForUse } from '#shared/domain/casework/consent.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { ActDialog } from '../../documents/act-dialog.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useLanguage } from '../../i18n/index.ts';
import { DayField } from '../../ui/index.ts';
import { giveConsent, type Person, type PersonConsent, withdrawConsent } from './acts.ts';
import classes from './people.module.css';

/** Says that a record is closed for new uses, and what that means. */
export function ClosedNote({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  const today = useToday();
  if (!isClosedForUse(person.body, today)) return null;
  return (
    <div className={docs.notice} data-tone="overdue" role="note">
      <Title order={2}>{t('consent.closed')}</Title>
      <p>{t('consent.closedMeans')}</p>
    </div>
  );
}

/** What somebody has agreed to, until when, and what was taken back. */
export function ConsentsBlock({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const [asking, setAsking] = useState<{ readonly kind: 'give' | 'withdraw'; readonly purpose: PersonConsent } | null>(
    null,
  );
  const { body } = person;
  const earlier = (body.consents ?? []).length > 0;
  return (
    <section className={docs.block} aria-label={t('section.consents')}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t('section.consents')}</Title>
        <Button variant="default" size="compact-md" onClick={() => setAsking({ kind: 'give', purpose: 'base' })}>
          {t('consent.give')}
        </Button>
      </Group>
      <dl className={docs.facts}>
        {PERSON_CONSENTS.map((purpose) => {
          const { state, entry, withdrawal } = consentState(body, purpose, today);
          const note = (withdrawal as { note?: string } | undefined)?.note;
          return (
            <div key={purpose} style={{ display: 'contents' }}>
              <dt>{t(`consent.purpose.${purpose}`)}</dt>
              <dd>
                <Group gap="sm">
                  <span>{t(`consent.state.${state}`)}</span>
                  {state === 'valid' ? (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      aria-label={`${t('consent.withdraw')}: ${t(`consent.purpose.${purpose}`)}`}
                      onClick={() => setAsking({ kind: 'withdraw', purpose })}
                    >
                      {t('consent.withdraw')}
                    </Button>
                  ) : null}
                </Group>
                <span className={classes.quiet}>
                  {[
                    entry?.on ? t('consent.since', { day: formatDay(entry.on) }) : '',
                    entry?.until ? t('consent.endsOn', { day: formatDay(entry.until) }) : '',
                    (entry as { how?: string } | undefined)?.how,
                    withdrawal?.on ? t('consent.withdrawnOn', { day: formatDay(withdrawal.on) }) : '',
                    note,
                    nameOf((withdrawal as { actor?: string } | undefined)?.actor ?? entry?.actor),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
      {earlier ? (
        <details>
          <summary>{t('consent.all')}</summary>
          <ol className={classes.past}>
            {(body.consents ?? []).map((one) => {
              const ended = (body.withdrawals ?? []).find((each) => each.consentId === one.id);
              return (
                <li key={one.id}>
                  {t(`consent.purpose.${one.purpose}`)}
                  <span className={classes.quiet}>
                    {[
                      one.on ? t('consent.since', { day: formatDay(one.on) }) : '',
                      one.until ? t('consent.endsOn', { day: formatDay(one.until) }) : '',
                      one.how,
                      nameOf(one.actor),
                      formatMoment(one.at, language),
                      ended?.on ? t('consent.withdrawnOn', { day: formatDay(ended.on) }) : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              );
            })}
          </ol>
        </details>
      ) : null}
      {asking?.kind === 'give' ? <GiveDialog person={person} onClose={() => setAsking(null)} /> : null}
      {asking?.kind === 'withdraw' ? (
        <WithdrawDialog person={person} purpose={asking.purpose} onClose={() => setAsking(null)} />
      ) : null}
    </section>
  );
}

/** When a consent was given, until when it holds, and how. */
export interface ConsentTerm {
  readonly on: string | undefined;
  readonly until: string | undefined;
  readonly how: string;
}

/** What is wrong with a term, by its field. */
export function useTermFaults({ on, until }: ConsentTerm): {
  readonly on: string | null;
  readonly until: string | null;
} {
  const { t } = useTranslation(['people', 'common']);
  const today = useToday();
  return {
    on: !on ? t('common:form.required') : on > today ? t('fault.day_in_future') : null,
    until: until && on && until < on ? t('consent.endsBefore') : null,
  };
}

/** Asks for the term of a consent. */
export function ConsentTermFields({
  term,
  tried,
  onChange,
}: {
  readonly term: ConsentTerm;
  readonly tried: boolean;
  readonly onChange: (term: ConsentTerm) => void;
}) {
  const { t } = useTranslation(['people', 'common']);
  const today = useToday();
  const faults = useTermFaults(term);
  return (
    <>
      <Group align="flex-start">
        <DayField
          label={t('consent.on')}
          value={term.on}
          today={today}
          max={today}
          onChange={(on) => onChange({ ...term, on })}
          error={tried ? faults.on : null}
        />
        <DayField
          label={`${t('consent.until')} ${t('common:form.optional')}`}
          value={term.until}
          today={today}
          onChange={(until) => onChange({ ...term, until })}
          error={faults.until}
        />
      </Group>
      <TextInput
        label={`${t('consent.how')} ${t('common:form.optional')}`}
        value={term.how}
        maxLength={300}
        onChange={(event) => onChange({ ...term, how: event.currentTarget.value })}
      />
    </>
  );
}

function GiveDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const office = useOffice();
  const today = useToday();
  const empty = (): ConsentTerm & { purpose: PersonConsent } => ({
    purpose: 'base',
    on: today,
    until: undefined,
    how: '',
  });
  const form = useKeptForm(`person.${person.id}.consent`, empty);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { purpose, ...term } = form.values ?? empty();
  const faults = useTermFaults(term);
  if (form.values === null) return null;
  const go = async () => {
    setTried(true);
    if (busy || !term.on || faults.on || faults.until) return;
    setBusy(true);
    const consent = { ...term, purpose, on: term.on };
    const failure = await office.act([giveConsent(person, consent, office.context())], t('consent.given'));
    setBusy(false);
    if (failure !== null) return;
    await form.reset(empty());
    onClose();
  };
  return (
    <ActDialog title={t('consent.give')} verb={t('leave.verb')} busy={busy} onDo={() => void go()} onClose={onClose}>
      <Radio.Group
        label={t('consent.what')}
        value={purpose}
        onChange={(next) => form.set({ purpose: next as PersonConsent })}
      >
        {PERSON_CONSENTS.map((one, at) => (
          <Radio
            key={one}
            value={one}
            mt={6}
            label={t(`consent.purpose.${one}`)}
            description={t(`consent.means.${one}`)}
            {...(at === 0 ? { 'data-autofocus': true } : {})}
          />
        ))}
      </Radio.Group>
      <ConsentTermFields term={term} tried={tried} onChange={form.set} />
    </ActDialog>
  );
}

function WithdrawDialog({
  person,
  purpose,
  onClose,
}: {
  readonly person: Person;
  readonly purpose: PersonConsent;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['people', 'common']);
  const office = useOffice();
  const today = useToday();
  const empty = (): { on: string; note: string } => ({ on: today, note: '' });
  const form = useKeptForm(`person.${person.id}.withdraw.${purpose}`, empty);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  if (form.values === null) return null;
  const { on, note } = form.values;
  const fault = !on ? t('common:form.required') : on > today ? t('fault.day_in_future') : null;
  const go = async () => {
    setTried(true);
    if (busy || !on || fault) return;
    setBusy(true);
    const change = withdrawConsent(person, { purpose, on, note }, office.context());
    const failure = await office.act([change], t('consent.withdrawnDone'));
    setBusy(false);
    if (failure !== null) return;
    await form.reset(empty());
    onClose();
  };
  return (
    <ActDialog
      title={`${t('consent.withdraw')}: ${t(`consent.purpose.${purpose}`)}`}
      verb={t('consent.withdraw')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <Text>{t(`consent.withdrawMeans.${purpose}`)}</Text>
      <DayField
        label={t('consent.withdrawOn')}
        value={on || undefined}
        today={today}
        max={today}
        onChange={(day) => form.set({ on: day ?? '' })}
        error={tried ? fault : null}
        data-autofocus
      />
      <TextInput
        label={`${t('leave.note')} ${t('common:form.optional')}`}
        value={note}
        maxLength={1000}
        onChange={(event) => form.set({ note: event.currentTarget.value })}
      />
    </ActDialog>
  );
}
