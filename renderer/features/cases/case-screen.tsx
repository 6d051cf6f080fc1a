import { Anchor, Button, Menu, Tabs, Text, Title } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { isConsentValid, validConsents } from '#shared/domain/casework/consent.ts';
import { awaitingPlan, consentEnd, dueOfCase, isPressing, unconsentedReferrals } from '#shared/domain/casework/due.ts';
import { ageOn } from '#shared/domain/casework/household.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { personName } from '../../casework/case-rows.ts';
import { useEventsOf, usePeople } from '../../casework/use-cases.ts';
import { CaseDueSign, CaseStateBadge, useCaseWords } from '../../casework/words.tsx';
import { useData, useRecord } from '../../data/react.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, LoadingState, Page, StateBadge, showUndo, useMainAction } from '../../ui/index.ts';
import { type CaseEvent, linkPerson, openCase, removeEvent, takeBack } from './acts.ts';
import classes from './cases.module.css';
import { type Asking, CaseDialog, type StepAsked } from './dialogs.tsx';
import { EventLine } from './event-line.tsx';
import { Guarded } from './guarded.tsx';
import { HistoryPart } from './history-part.tsx';
import { IncidentPart } from './incident-part.tsx';
import { OfferDialog } from './offer-dialog.tsx';
import { PlanPart } from './plan-part.tsx';
import { Similar } from './similar.tsx';
import { isOurs, mayDecidePlan } from './steps.ts';

const PARTS = ['overview', 'events', 'plan', 'consents', 'incident', 'history'] as const;
type Part = (typeof PARTS)[number];
/** Incident facts are in a violence file alone. */
const partsOf = (kind: string) => PARTS.filter((one) => one !== 'incident' || kind === 'violence');

/** A case: what it asks for, who it is about, and all that has happened in it. */
export function CaseScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('cases');
  const file = useRecord('cases', id);
  if (file === undefined) return <LoadingState />;
  if (file === null) {
    return (
      <EmptyState
        title={t('gone')}
        order={1}
        action={
          <Button component={Link} to="/cases">
            {t('title')}
          </Button>
        }
      />
    );
  }
  return (
    <Guarded kind={file.body.kind}>
      <CaseView key={id} file={file} />
    </Guarded>
  );
}

function CaseView({ file }: { readonly file: RecordOf<'cases'> }) {
  const { t } = useTranslation(['cases', 'casework', 'common', 'incident']);
  const navigate = useNavigate();
  const office = useOffice();
  const today = useToday();
  const { user } = useSession();
  const people = usePeople();
  const words = useCaseWords();
  const events = useEventsOf(file.id);
  const [params, setParams] = useSearchParams();
  const asked = params.get('part');
  const [asking, setAsking] = useState<Asking | { readonly kind: 'offer' } | null>(null);
  const [busy, setBusy] = useState(false);
  const { body } = file;
  const guarded = body.kind === 'violence';
  const parts = partsOf(body.kind);
  const part: Part = parts.find((one) => one === asked) ?? 'overview';
  const ours = isOurs(body.state);
  const due = dueOfCase(body, events, today);
  const name = personName(people.get(body.personId ?? '')) || (body.clientName ?? '');
  const consented = validConsents(body, 'services', today).length > 0;

  const open = async () => {
    if (busy) return;
    setBusy(true);
    await office.act([openCase(file, office.context())], t('done.open'));
    setBusy(false);
  };
  const back = async () => {
    if (busy) return;
    setBusy(true);
    await office.act([takeBack(file, office.context())], t('done.takenBack'));
    setBusy(false);
  };
  const main: { readonly label: string; readonly run: () => void } | null =
    body.state === 'intake'
      ? consented
        ? { label: t('open'), run: () => void open() }
        : { label: t('consent.new'), run: () => setAsking({ kind: 'consent', purpose: 'services', andOpen: true }) }
      : body.state === 'open'
        ? { label: t('event.new.visit'), run: () => setAsking({ kind: 'visit' }) }
        : body.state === 'offered'
          ? { label: t('offer.takeBack'), run: () => void back() }
          : body.state === 'arrived'
            ? { label: t('arrived.acceptVerb'), run: () => setAsking({ kind: 'accept' }) }
            : body.state === 'closed'
              ? { label: t('reopen.verb'), run: () => setAsking({ kind: 'reopen' }) }
              : null;
  // The facts have a form of their own to save.
  useMainAction(asking === null && main && part !== 'incident' ? main.run : null);

  const others: readonly (readonly [string, () => void])[] = [
    ...(body.state === 'open'
      ? ([
          [t('event.new.service'), () => setAsking({ kind: 'service' })],
          [t('assessment.new'), () => void navigate(`/cases/${file.id}/assessment/new`)],
          [t(body.plans?.length ? 'plan.write' : 'plan.new'), () => void navigate(`/cases/${file.id}/plan`)],
        ] as const)
      : []),
    ...(body.state === 'intake'
      ? ([[t('assessment.new'), () => void navigate(`/cases/${file.id}/assessment/new`)]] as const)
      : []),
    ...(ours
      ? ([
          [t('event.new.note'), () => setAsking({ kind: 'note' })],
          [t('consent.new'), () => setAsking({ kind: 'consent' })],
          [t('worker.assign'), () => setAsking({ kind: 'assign' })],
          [t('safety.title'), () => setAsking({ kind: 'safety' })],
          [t('edit'), () => setAsking({ kind: 'edit' })],
        ] as const)
      : []),
    // A violence file never goes to another office by a copy.
    ...(body.state === 'open' && !guarded ? ([[t('offer.title'), () => setAsking({ kind: 'offer' })]] as const) : []),
    ...(body.state === 'arrived' ? ([[t('arrived.declineVerb'), () => setAsking({ kind: 'decline' })]] as const) : []),
    ...(body.state === 'open' || body.state === 'intake'
      ? ([[t('close.title'), () => setAsking({ kind: 'close' })]] as const)
      : []),
  ];
  const remove = async (event: CaseEvent) => {
    const failure = await office.act([removeEvent(file, event)]);
    if (failure) return;
    const { history: _history, ...kept } = event.body;
    showUndo(t('done.removed'), () => {
      const context = office.context();
      const again = { ...kept, createdBy: context.actor.id } as never;
      void office.act([
        {
          collection: 'caseEvents',
          // What was taken away stays away under its id.
          docId: context.newId(),
          kind: 'create',
          patch: again,
          ...(guarded ? { space: 'protected' as const } : {}),
        },
      ]);
    });
  };
  const onStep = (event: CaseEvent, step: string) => {
    if (step === 'letter') void navigate(`/cases/${file.id}/letter/${event.id}`);
    else if (step === 'continue') void navigate(`/cases/${file.id}/assessment/${event.id}`);
    else if (step === 'remove') void remove(event);
    else if (step === 'edit') setAsking({ kind: 'editReferral', event });
    else setAsking({ kind: 'step', event, step: step as StepAsked });
  };
  const go = (next: Part) => setParams(next === 'overview' ? {} : { part: next }, { replace: true });
  const waiting = awaitingPlan(body);
  const decides = mayDecidePlan(file, user);
  const withoutConsent = unconsentedReferrals(body, events, today);
  const titled = { guarded, who: name, number: body.number ?? '' };
  return (
    <Page
      title={words.titleOf(titled)}
      subtitle={
        <span style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' }}>
          <CaseStateBadge state={body.state} />
          <span>{[body.number, t(`casework:kind.${body.kind}`)].filter(Boolean).join(' · ')}</span>
          <span>{t(`common:saved.${file.place}`)}</span>
        </span>
      }
      actions={
        <>
          {main ? (
            <Button onClick={main.run} loading={busy} title="Ctrl + Enter">
              {main.label}
            </Button>
          ) : null}
          {body.state === 'open' ? (
            <Button variant="default" onClick={() => setAsking({ kind: 'referral' })}>
              {t('event.new.referral')}
            </Button>
          ) : null}
          {others.length > 0 ? (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                  {t('common:action.more')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {others.map(([label, run]) => (
                  <Menu.Item key={label} onClick={run}>
                    {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </>
      }
    >
      <div style={{ maxWidth: 960 }}>
        {body.state === 'arrived' ? (
          <Notice tone="due" title={t('arrived.title')}>
            {t('arrived.from', {
              office: body.arrivedFrom?.officeName ?? '',
              day: formatDay(body.arrivedFrom?.offeredOn),
            })}{' '}
            {body.arrivedFrom?.reason ?? ''}
          </Notice>
        ) : null}
        {body.state === 'offered' ? (
          <Notice tone="due" title={t('offer.waiting')}>
            {t('offer.to', {
              office: body.transfer?.toOfficeName ?? '',
              day: formatDay(body.transfer?.offeredOn),
            })}{' '}
            {body.transfer?.reason ?? ''}
          </Notice>
        ) : null}
        {body.state === 'transferred' ? (
          <Notice title={t('offer.gone')}>
            {t('offer.to', {
              office: body.transfer?.toOfficeName ?? '',
              day: formatDay(body.transfer?.offeredOn),
            })}
          </Notice>
        ) : null}
        {body.declinedNote ? (
          <Notice tone="due" title={t('offer.declined')}>
            {body.declinedNote}
          </Notice>
        ) : null}
        {body.state === 'closed' ? (
          <Notice title={`${t(`casework:outcome.${body.outcome}`)}, ${formatDay(body.closedOn)}`}>
            {body.closingNote ?? ''}
          </Notice>
        ) : null}
        {withoutConsent.length > 0 ? (
          <Notice tone="overdue" title={t('notice.consentEnded', { count: withoutConsent.length })}>
            {t('notice.consentEndedHint')}
          </Notice>
        ) : null}
        {waiting ? (
          <Notice tone="due" title={t(decides ? 'plan.waitsForYou' : 'plan.waits')}>
            {decides ? (
              <Anchor component="button" type="button" onClick={() => go('plan')}>
                {t('plan.look')}
              </Anchor>
            ) : (
              t('plan.waitsHint')
            )}
          </Notice>
        ) : null}
        {file.conflicts.length > 0 ? (
          <Notice tone="due" title={t('notice.conflict')}>
            <Anchor component={Link} to="/conflicts">
              {t('notice.conflictLook')}
            </Anchor>
          </Notice>
        ) : null}
        <Tabs value={part} onChange={(next) => next && go(next as Part)} keepMounted={false}>
          <Tabs.List>
            {parts.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {one === 'incident' ? t('incident:title') : t(`part.${one}`)}
                {one === 'events' ? ` (${events.length})` : ''}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="overview" pt="md">
            <Overview file={file} name={name} due={due} onAsk={setAsking} />
          </Tabs.Panel>
          <Tabs.Panel value="events" pt="md">
            {events.length === 0 ? (
              <Text c="dimmed">{t('event.none')}</Text>
            ) : (
              <ul className={classes.list}>
                {events.map((event) => (
                  <li key={event.id}>
                    <EventLine file={file} event={event} onStep={(step) => onStep(event, step)} />
                  </li>
                ))}
              </ul>
            )}
          </Tabs.Panel>
          <Tabs.Panel value="plan" pt="md">
            <PlanPart file={file} onAsk={setAsking} />
          </Tabs.Panel>
          <Tabs.Panel value="consents" pt="md">
            <Consents file={file} onAsk={setAsking} />
          </Tabs.Panel>
          {guarded ? (
            <Tabs.Panel value="incident" pt="md">
              <IncidentPart file={file} onAsk={setAsking} />
            </Tabs.Panel>
          ) : null}
          <Tabs.Panel value="history" pt="md">
            <HistoryPart file={file} />
          </Tabs.Panel>
        </Tabs>
      </div>
      {asking?.kind === 'offer' ? <OfferDialog file={file} onClose={() => setAsking(null)} /> : null}
      {asking && asking.kind !== 'offer' ? (
        <CaseDialog file={file} asking={asking} onClose={() => setAsking(null)} />
      ) : null}
    </Page>
  );
}

function Notice({
  title,
  tone,
  children,
}: {
  readonly title: ReactNode;
  readonly tone?: 'due' | 'overdue';
  readonly children: ReactNode;
}) {
  return (
    <div className={docs.notice} data-tone={tone} role="note">
      <Title order={2} size="h4">
        {title}
      </Title>
      <div className={classes.text}>{children}</div>
    </div>
  );
}

interface PartProps {
  readonly file: RecordOf<'cases'>;
  readonly onAsk: (asking: Asking) => void;
}

function Overview({
  file,
  name,
  due,
  onAsk,
}: PartProps & { readonly name: string; readonly due: ReturnType<typeof dueOfCase> }) {
  const { t } = useTranslation(['cases', 'casework', 'register', 'people']);
  const today = useToday();
  const words = useCaseWords();
  const people = usePeople();
  const { nameOf } = usePeopleOfOffice();
  const { body } = file;
  const person = people.get(body.personId ?? '');
  const birth = person?.birthDate ?? body.clientBirthDate;
  const age = ageOn(birth, today);
  const sex = person?.sex ?? body.clientSex;
  const office = useOffice();
  const data = useData();
  const household = data.index.households().find((one) => one.id === body.householdId);
  const link = (personId: string) =>
    void office.act(
      [linkPerson(file, personId, data.index.householdsOf(personId)[0]?.id, office.context())],
      t('done.linked'),
    );
  const pressing = due.filter(isPressing);
  const later = due.filter((one) => !isPressing(one));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('field.clientName'),
      body.personId && person ? (
        <Anchor component={Link} to={`/person/${body.personId}`}>
          {name}
        </Anchor>
      ) : (
        name
      ),
    ],
    [
      t('field.clientBirthDate'),
      birth ? `${formatDay(birth)}${age === null ? '' : ` · ${t('people:years', { count: age })}`}` : '',
    ],
    [t('field.clientSex'), sex ? t(`register:sex.${sex}`) : ''],
    [t('field.clientPhone'), body.clientPhone ?? person?.phone ?? ''],
    [t('field.clientAddress'), body.clientAddress ?? person?.address ?? ''],
    [
      t('field.household'),
      household ? (
        <Anchor component={Link} to={`/families/${household.id}`}>
          {household.body.address}
        </Anchor>
      ) : (
        ''
      ),
    ],
    [t('field.safeContact'), body.safeContact ?? ''],
    [t('field.openedOn'), formatDay(body.openedOn)],
    [t('field.source'), body.source ? t(`casework:source.${body.source}`) : ''],
    [t('field.urgency'), body.urgency ? t(`casework:urgency.${body.urgency}`) : ''],
    [t('reopen.reason'), body.reopenReason ?? ''],
  ];
  return (
    <>
      {due.length > 0 ? (
        <section className={docs.block} style={{ borderTop: 0, paddingTop: 0 }}>
          <Title order={2}>{t('due.title')}</Title>
          <ul className={classes.list}>
            {[...pressing, ...later.slice(0, pressing.length > 0 ? 2 : 4)].map((one) => (
              <li key={`${one.code} ${one.of ?? ''} ${one.params.purpose ?? ''}`} className={classes.line}>
                <span className={classes.words}>
                  {words.dueOf(one, false)}
                  <span className={classes.quiet}>{formatDay(one.day)}</span>
                </span>
                <CaseDueSign due={one} today={today} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className={docs.block}>
        <dl className={docs.facts}>
          {facts
            .filter(([, value]) => value !== '')
            .map(([label, value]) => (
              <div key={label} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        {!body.personId && body.kind !== 'violence' && isOurs(body.state) ? (
          <Similar name={name} birthDate={body.clientBirthDate} onChoose={link} />
        ) : null}
        <Title order={2}>{t('field.request')}</Title>
        <p className={docs.text}>{body.request}</p>
      </section>
      {body.safetyPlan ? (
        <section className={docs.block}>
          <Title order={2}>{t('safety.plan')}</Title>
          <p className={docs.text}>{body.safetyPlan}</p>
        </section>
      ) : null}
      <section className={docs.block}>
        <Title order={2}>{t('worker.title')}</Title>
        <ul className={classes.list}>
          {workersOf(body).map((one) => (
            <li key={one.id} className={classes.line}>
              <span className={classes.words}>
                {nameOf(one.userId) ?? t('worker.unknown')}
                <span className={classes.quiet}>{t(`casework:role.${one.role}`)}</span>
              </span>
              {isOurs(body.state) ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`${t('worker.endVerb')}: ${nameOf(one.userId) ?? ''}`}
                  onClick={() => onAsk({ kind: 'endWork', workerEntryId: one.id })}
                >
                  {t('worker.endVerb')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Consents({ file, onAsk }: PartProps) {
  const { t } = useTranslation(['cases', 'casework']);
  const language = useLanguage();
  const today = useToday();
  const { nameOf } = usePeopleOfOffice();
  const { body } = file;
  const consents = body.consents ?? [];
  if (consents.length === 0) return <Text c="dimmed">{t('consent.none')}</Text>;
  return (
    <ul className={classes.list}>
      {consents.toReversed().map((consent) => {
        const valid = isConsentValid(body, consent, today);
        const withdrawal = body.withdrawals?.find((one) => one.consentId === consent.id);
        const ended = consentEnd(body, consent, today);
        return (
          <li key={consent.id}>
            <div className={classes.line}>
              <span className={classes.words}>
                <strong>{t(`casework:purpose.${consent.purpose}`)}</strong>
                <span className={classes.quiet}>
                  {[
                    formatDay(consent.on),
                    consent.until ? t('consent.untilDay', { day: formatDay(consent.until) }) : t('consent.endless'),
                    consent.toWhom,
                    consent.how,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                {consent.words ? <p className={classes.text}>{consent.words}</p> : null}
                {withdrawal ? (
                  <span className={classes.quiet}>
                    {[
                      t('consent.withdrawnDay', { day: formatDay(withdrawal.on) }),
                      withdrawal.note,
                      nameOf(withdrawal.actor),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                ) : null}
                <span className={classes.quiet}>
                  {[nameOf(consent.actor), formatMoment(consent.at, language)].filter(Boolean).join(' · ')}
                </span>
              </span>
              {valid ? (
                <StateBadge tone="done">{t('consent.valid')}</StateBadge>
              ) : (
                <StateBadge tone={withdrawal ? 'overdue' : 'neutral'}>
                  {withdrawal
                    ? t('consent.withdrawn')
                    : ended
                      ? t('consent.expired')
                      : t('consent.notYet', { day: formatDay(consent.on) })}
                </StateBadge>
              )}
              {withdrawal || !isOurs(body.state) ? null : (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`${t('consent.withdraw')}: ${t(`casework:purpose.${consent.purpose}`)}`}
                  onClick={() => onAsk({ kind: 'withdraw', consentId: consent.id })}
                >
                  {t('consent.withdraw')}
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
