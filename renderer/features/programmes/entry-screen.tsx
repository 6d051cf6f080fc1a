import { Alert, Anchor, Button, Collapse, Group, Menu, Text, Title } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { entryWorkflow } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { fitOfSubject } from '#shared/domain/casework/programmes/evaluate.ts';
import { ENTERED_TWICE, versionOn } from '#shared/domain/casework/programmes/programme.ts';
import { inBhm, nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatQuantity, formatSom } from '#shared/domain/language/numbers.ts';
import { useSession } from '../../app/session-context.ts';
import { EntryStateBadge, OutcomeBadge } from '../../casework/entry-state.tsx';
import { useWords } from '../../casework/explanation.tsx';
import { categoryName, dueText, formatMonth, programmeName } from '../../casework/programme-words.ts';
import classes from '../../casework/programmes.module.css';
import { subjectOf, subjectPath, useProgrammes } from '../../casework/use-programmes.ts';
import { useRecord } from '../../data/react.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice } from '../../documents/office.ts';
import { DueSign } from '../../documents/paper-sign.tsx';
import { EmptyState, LoadingState, Page, StateBadge } from '../../ui/index.ts';
import { removeEntry } from './acts.ts';
import { EntryDialog } from './entry-dialog.tsx';
import type { Asking } from './entry-forms.ts';
import { ProposeDialog } from './propose-dialog.tsx';
import { Gaps, WhyFits } from './why.tsx';

type Step = keyof typeof entryWorkflow.transitions;

/** An entry in a programme: what it is, the way it has gone, what can be done now. */
export function EntryScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['programmes', 'common']);
  const navigate = useNavigate();
  const office = useOffice();
  const { user } = useSession();
  const record = useRecord('programmeEntries', id);
  const programmes = useProgrammes();
  const words = useWords(programmes);
  const { nameOf: staffName } = usePeopleOfOffice();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [proposing, setProposing] = useState(false);
  const [why, setWhy] = useState(false);
  const { base, today } = programmes;
  const body = record?.body;
  const programme = body && programmes.programmeOf(body);
  // A draft is proposed by the criteria as they are now; what was proposed is looked at by those of its time.
  const inForce = body && versionOn(programmes.versions, body.programme, today);
  const own = body && (programmes.version(body.versionId) ?? inForce);
  const version = body && (body.state === 'draft' || body.state === 'returned') ? (inForce ?? own) : own;
  const subject = body && subjectOf(body);
  const subjectId = subject?.id;
  const fit = useMemo(
    () => (version && subjectId ? fitOfSubject(version.programme, subjectId, base, today) : null),
    [version, subjectId, base, today],
  );
  if (record === undefined || !programmes.ready) return <LoadingState />;
  if (record === null || !body || !subject) {
    return (
      <EmptyState
        title={t('entry.gone')}
        order={1}
        action={
          <Button component={Link} to="/programmes">
            {t('title')}
          </Button>
        }
      />
    );
  }
  const entry = { id, body };
  const may = (step: Step) => {
    const { from, roles } = entryWorkflow.transitions[step];
    const rightly = step !== 'propose' || !programme || (programme.proposedBy as readonly string[]).includes(user.role);
    return (
      (from as readonly string[]).includes(body.state) && (roles as readonly string[]).includes(user.role) && rightly
    );
  };
  const enrolled = body.state === 'enrolled';
  const name = programmes.nameOf(subject) || programmes.addressOf(subject) || t('subject.unknown');
  const who = subject.kind === 'family' ? t('subject.familyOf', { name }) : name;
  const due = programmes.due(body);
  const doubles = programmes.doubles.get(id) ?? [];
  const ask = (kind: Exclude<Asking['kind'], 'planResults'>, reason?: string) =>
    setAsking(reason === undefined ? { kind } : { kind, reason });
  const remove = async () => {
    if ((await office.act(removeEntry(entry), t('done.remove'))) === null) void navigate('/programmes');
  };
  const endDouble = () => {
    if (may('exit')) ask('exit', ENTERED_TWICE);
    else if (body.state === 'draft') void remove();
    else ask('refuse', t('double.reason'));
  };
  const mayEnd = may('exit') || may('refuse') || body.state === 'draft';

  const main: ReactNode = may('enrol') ? (
    <Button onClick={() => ask('enrol')}>{t('step.enrol')}</Button>
  ) : may('propose') && version && fit ? (
    <Button onClick={() => setProposing(true)}>{t('step.propose')}</Button>
  ) : enrolled && due[0]?.code === 'monitoring' ? (
    <Button onClick={() => ask('monitoring')}>{t('step.monitoring')}</Button>
  ) : enrolled && due[0]?.code === 'contract_missing' ? (
    <Button onClick={() => ask('contract')}>{t('step.contract')}</Button>
  ) : enrolled ? (
    <Button onClick={() => ask('aid')}>{t('step.aid')}</Button>
  ) : null;
  const rest = (['return', 'refuse', 'exit'] as const).filter(may);
  const results = new Map((body.planResults ?? []).map((one) => [one.itemId, one]));
  const aid = body.aid ?? [];
  const aidSum = aid.reduce((sum, one) => sum + (one.amount ?? 0), 0);
  const aidTimes = aid.reduce(
    (sum, one) => sum + (one.on && one.amount ? (inBhm(programmes.rates, one.amount, one.on) ?? 0) : 0),
    0,
  );
  const category = programme?.categories.find((one) => one.code === body.category);
  const exitName =
    body.exitReason === ENTERED_TWICE
      ? t('double.reason')
      : (programme?.exits.find((one) => one.code === body.exitReason)?.names ?? null);
  const numbered = (number: string | undefined, day: string | undefined) =>
    number ? t('entry.numbered', { number, day: formatDay(day) }) : '';
  const facts: readonly (readonly [string, string])[] = [
    [t('entry.number'), body.number ?? ''],
    [t('entry.category'), categoryName(body, words)],
    [
      t('entry.version'),
      own ? t('entry.versionIs', { n: own.programme.version, day: formatDay(own.validFrom) }) : t('entry.versionGone'),
    ],
    [t('entry.proposed'), [formatDay(body.proposedOn), staffName(body.proposedBy)].filter(Boolean).join(' · ')],
    [t(body.state === 'returned' ? 'form.returnReason' : 'entry.reason'), body.reason ?? ''],
    [t('entry.minutes'), numbered(body.minutesNumber, body.minutesDate)],
    [t('entry.decision'), numbered(body.decisionNumber, body.decisionDate)],
    [t('entry.enrolled'), formatDay(body.enrolledOn)],
    [t('entry.refused'), body.refusedReason ?? ''],
    [
      t('entry.exited'),
      body.exitOn
        ? [
            formatDay(body.exitOn),
            typeof exitName === 'string' ? exitName : exitName ? nameIn(exitName, words.language) : body.exitReason,
            body.exitNote,
          ]
            .filter(Boolean)
            .join(' · ')
        : '',
    ],
  ];
  return (
    <Page
      title={`${programmeName(body.programme, words)}: ${who}`}
      subtitle={
        <Anchor component={Link} to={subjectPath(subject)} size="sm">
          {programmes.addressOf(subject) || who}
        </Anchor>
      }
      actions={
        <>
          {main}
          {rest.length > 0 || body.state === 'draft' ? (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                <Button variant="default" leftSection={<IconDots size={18} aria-hidden />}>
                  {t('common:action.more')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {rest.map((step) => (
                  <Menu.Item key={step} onClick={() => ask(step)}>
                    {t(`step.${step}`)}
                  </Menu.Item>
                ))}
                {body.state === 'draft' ? (
                  <Menu.Item onClick={() => void remove()}>{t('step.remove')}</Menu.Item>
                ) : null}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </>
      }
    >
      <div style={{ maxWidth: 900 }}>
        <Group gap="xs" mb="md">
          <EntryStateBadge state={body.state} />
          {record.place === 'here' ? <StateBadge tone="neutral">{t('entry.here')}</StateBadge> : null}
        </Group>
        {doubles.length > 0 ? (
          <Alert color="due" title={t('double.title')} mb="md" role="status">
            <Text mb="xs">{t('double.hint')}</Text>
            <Group>
              {doubles.map((other) => (
                <Button key={other} component={Link} to={`/programmes/entry/${other}`} variant="default">
                  {t('double.other')}
                </Button>
              ))}
              {mayEnd ? (
                <Button variant="default" onClick={endDouble}>
                  {t('double.end')}
                </Button>
              ) : null}
            </Group>
          </Alert>
        ) : null}
        {due.length > 0 ? (
          <section className={docs.block} aria-label={t('due.heading')}>
            <Title order={2}>{t('due.heading')}</Title>
            <ul className={classes.lines}>
              {due.map((one) => (
                <li key={`${one.code} ${one.on} ${one.about ?? ''}`}>
                  {dueText(one, t)} <DueSign dueDate={one.on} today={today} />{' '}
                  <span className={classes.quiet}>{t('due.until', { day: formatDay(one.on) })}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <dl className={docs.facts}>
          {facts
            .filter(([, value]) => value)
            .map(([label, value]) => (
              <div key={label} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd style={{ whiteSpace: 'pre-wrap' }}>{value}</dd>
              </div>
            ))}
        </dl>
        {fit && programme ? (
          <section className={docs.block} aria-label={t('fit.now')}>
            <div className={classes.cardHead}>
              <Title order={2}>{t('fit.now')}</Title>
              <OutcomeBadge
                outcome={fit.categories.find((one) => one.category.code === body.category)?.outcome ?? fit.outcome}
              />
            </div>
            {body.checked ? (
              <Text size="sm" c="dimmed">
                {t('fit.then')}: {t(`outcome.${body.checked.outcome}`)} · {formatDay(body.checked.on)}
              </Text>
            ) : null}
            <Gaps fit={fit} programmes={programmes} />
            <Anchor component="button" type="button" aria-expanded={why} onClick={() => setWhy(!why)}>
              {t('fit.why')}
            </Anchor>
            <Collapse expanded={why}>
              {why && version ? (
                <WhyFits fit={fit} programme={version.programme} programmes={programmes} category={body.category} />
              ) : null}
            </Collapse>
          </section>
        ) : null}
        <Block
          title={t('entry.evidence')}
          add={body.state === 'exited' || body.state === 'refused' ? null : [t('step.evidence'), () => ask('evidence')]}
          hint={
            category && category.evidence.length > 0
              ? t('entry.evidenceAsked', {
                  list: category.evidence.map((one) => nameIn(one, words.language)).join(', '),
                })
              : null
          }
          empty={t('entry.nothing')}
        >
          {(body.evidence ?? []).map((one) => (
            <li key={one.id}>
              {one.what}
              <div className={classes.quiet}>
                {[one.paper, formatDay(one.on), staffName(one.actor)].filter(Boolean).join(' · ')}
              </div>
            </li>
          ))}
        </Block>
        {body.enrolledOn ? (
          <>
            {programme?.contract || body.contractNumber ? (
              <section className={docs.block} aria-label={t('entry.contract')}>
                <div className={classes.sectionHead}>
                  <Title order={2}>{t('entry.contract')}</Title>
                  <Group gap="xs">
                    {enrolled ? (
                      <Button variant="default" onClick={() => ask('contract')}>
                        {t('step.contract')}
                      </Button>
                    ) : null}
                    {body.contractNumber ? (
                      <Button variant="default" component={Link} to={`/programmes/entry/${id}/contract`}>
                        {t('entry.print')}
                      </Button>
                    ) : null}
                  </Group>
                </div>
                <Text c={body.contractNumber ? undefined : 'dimmed'}>
                  {body.contractNumber ? numbered(body.contractNumber, body.contractDate) : t('entry.nothing')}
                </Text>
                {body.contractDuties ? <Text style={{ whiteSpace: 'pre-wrap' }}>{body.contractDuties}</Text> : null}
              </section>
            ) : null}
            <Block
              title={t('entry.plan')}
              add={enrolled ? [t('step.plan'), () => ask('plan')] : null}
              empty={t('entry.nothing')}
            >
              {(body.plan ?? []).map((item) => {
                const result = results.get(item.id);
                return (
                  <li key={item.id}>
                    {item.need}
                    {item.help ? `: ${item.help}` : ''}
                    <div className={classes.quiet}>
                      {[item.responsible, item.due ? t('due.until', { day: formatDay(item.due) }) : '']
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                    {result ? (
                      <div>
                        {result.result} <span className={classes.quiet}>{formatDay(result.on)}</span>
                      </div>
                    ) : enrolled ? (
                      <Anchor
                        component="button"
                        type="button"
                        onClick={() => setAsking({ kind: 'planResults', itemId: item.id })}
                        aria-label={`${t('step.planResult')}: ${item.need}`}
                      >
                        {t('step.planResult')}
                      </Anchor>
                    ) : (
                      <div className={classes.quiet}>{t('entry.noResult')}</div>
                    )}
                  </li>
                );
              })}
            </Block>
            <Block
              title={t('entry.aid')}
              add={enrolled ? [t('step.aid'), () => ask('aid')] : null}
              hint={
                [
                  aidSum > 0
                    ? t('entry.aidSum', {
                        amount: formatSom(aidSum, words.language),
                        times: formatQuantity(Math.round(aidTimes * 100) / 100),
                      })
                    : '',
                  programme && programme.aid.length > 0
                    ? t('entry.aidNorms', {
                        list: programme.aid
                          .map(
                            (norm) =>
                              `${nameIn(norm.names, words.language)}, ${t('entry.times', { times: formatQuantity(norm.timesBhm) })}` +
                              (norm.note ? ` (${norm.note})` : ''),
                          )
                          .join('; '),
                      })
                    : '',
                ]
                  .filter(Boolean)
                  .join(' · ') || null
              }
              empty={t('entry.nothing')}
            >
              {aid.map((one) => {
                const times = one.amount && one.on ? inBhm(programmes.rates, one.amount, one.on) : null;
                return (
                  <li key={one.id}>
                    {[
                      t(`aidType.${one.type}`),
                      one.what,
                      one.amount === undefined ? '' : formatSom(one.amount, words.language),
                    ]
                      .filter(Boolean)
                      .join(', ')}
                    <div className={classes.quiet}>
                      {[
                        times === null ? '' : t('entry.times', { times: formatQuantity(times) }),
                        formatDay(one.on),
                        one.source,
                        staffName(one.actor),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                  </li>
                );
              })}
            </Block>
            <Block
              title={t('entry.visits')}
              add={enrolled ? [t('step.visit'), () => ask('visits')] : null}
              empty={t('entry.nothing')}
            >
              {(body.visits ?? []).map((one) => (
                <li key={one.id}>
                  {one.found}
                  <div className={classes.quiet}>
                    {[formatDay(one.on), staffName(one.actor)].filter(Boolean).join(' · ')}
                  </div>
                </li>
              ))}
            </Block>
            <Block
              title={t('entry.monitoring')}
              add={enrolled ? [t('step.monitoring'), () => ask('monitoring')] : null}
              empty={t('entry.nothing')}
            >
              {(body.monitoring ?? []).map((one) => (
                <li key={one.id}>
                  {formatMonth(one.month)}: {t(`situation.${one.situation}`)}
                  <div className={classes.quiet}>{[one.note, staffName(one.actor)].filter(Boolean).join(' · ')}</div>
                </li>
              ))}
            </Block>
          </>
        ) : null}
        <Block title={t('entry.history')} add={null} empty={t('entry.nothing')}>
          {(body.history ?? []).map((one) => (
            <li key={one.id}>
              {t(`event.${one.event}`, { defaultValue: one.event })}
              <div className={classes.quiet}>
                {[formatMoment(one.at, words.language), staffName(one.actor), one.note].filter(Boolean).join(' · ')}
              </div>
            </li>
          ))}
        </Block>
      </div>
      {asking ? (
        <EntryDialog
          asking={asking}
          entry={entry}
          programme={programme}
          programmes={programmes}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {proposing && version && fit ? (
        <ProposeDialog
          subject={subject}
          version={version}
          fit={fit}
          entry={entry}
          programmes={programmes}
          onClose={() => setProposing(false)}
          onDone={() => undefined}
        />
      ) : null}
    </Page>
  );
}

function Block(props: {
  readonly title: string;
  readonly add: readonly [string, () => void] | null;
  readonly hint?: string | null;
  readonly empty: string;
  readonly children: readonly ReactNode[];
}) {
  return (
    <section className={docs.block} aria-label={props.title}>
      <div className={classes.sectionHead}>
        <Title order={2}>{props.title}</Title>
        {props.add ? (
          <Button variant="default" onClick={props.add[1]}>
            {props.add[0]}
          </Button>
        ) : null}
      </div>
      {props.hint ? (
        <Text size="sm" c="dimmed">
          {props.hint}
        </Text>
      ) : null}
      {props.children.length === 0 ? (
        <Text c="dimmed">{props.empty}</Text>
      ) : (
        <ul className={classes.lines}>{props.children}</ul>
      )}
    </section>
  );
}
