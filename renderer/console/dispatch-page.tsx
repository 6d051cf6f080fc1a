import { Alert, Button, Chip, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import {
  RECEIPT_STEPS,
  type ReceiptStep,
  silentSince,
  toReceiptStep,
  toReceiptTerm,
} from '#shared/domain/documents/receipt.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import {
  type Column,
  ConfirmAction,
  DataTable,
  EmptyState,
  LoadingState,
  Page,
  showDone,
  showFailure,
  StateBadge,
  type Tone,
  useKept,
} from '../ui/index.ts';
import type { DispatchDetail, ReceiptRow } from './api.ts';
import { useConsole, useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { DispatchFiles } from './instruction-files.tsx';
import { useDispatch } from './queries.ts';

const TONE: Readonly<Record<ReceiptStep, Tone>> = {
  sent: 'neutral',
  received: 'neutral',
  opened: 'due',
  working: 'accent',
  answered: 'done',
};
const rowId = (receipt: ReceiptRow) => receipt.officeId;

/** What the list may be narrowed to: a step, those overdue, those that are silent. */
type Show = ReceiptStep | 'overdue' | 'silent';

/** One instruction: what each office has done with it, who is overdue, who is silent since when. */
export function DispatchPage() {
  const { id = '' } = useParams();
  const { data, error, refetch, dataUpdatedAt } = useDispatch(id);
  if (error && !data) return <AskFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  return <Dispatch key={id} data={data} asOf={dataUpdatedAt} />;
}

function Dispatch({ data, asOf }: { readonly data: DispatchDetail; readonly asOf: number }) {
  const { t } = useTranslation('console');
  const { id } = data;
  const language = useLanguage();
  const nameOf = useNames();
  const navigate = useNavigate();
  const [show, setShow] = useKept<Show | null>(`sent.${id}.show`, null);
  const [asking, setAsking] = useState<'remind' | 'withdraw' | null>(null);

  const rows = useMemo(
    () =>
      data.receipts.map((receipt) => ({
        ...receipt,
        step: toReceiptStep(receipt),
        term: data.recall ? ('none' as const) : toReceiptTerm(data.dueDate, receipt.answeredOn, data.today),
        silent: silentSince(receipt, data.time),
      })),
    [data],
  );
  type Row = (typeof rows)[number];
  const isShown = (row: Row, what: Show) =>
    what === 'overdue' ? row.term === 'overdue' : what === 'silent' ? row.silent !== null : row.step === what;
  const shown = show === null ? rows : rows.filter((row) => isShown(row, show));
  const count = (what: Show) => rows.filter((row) => isShown(row, what)).length;
  const open = rows.filter((row) => row.step !== 'answered').length;

  const columns = useMemo<readonly Column<Row>[]>(() => {
    const office = (row: Row) => (row.office ? nameOf(row.office.name) : '');
    const district = (row: Row) => (row.office ? nameOf(row.office.district) : '');
    const moment = (at: string | null) => (at ? formatMoment(at, language, { now: data.time }) : '');
    return [
      {
        id: 'office',
        header: t('office.name'),
        track: 'minmax(170px, 2fr)',
        cell: (row) => (
          <>
            {office(row)}
            <br />
            <Text span size="xs" c="dimmed">
              {district(row)}
            </Text>
          </>
        ),
        sortBy: (row) => `${district(row)} ${office(row)}`,
      },
      {
        id: 'step',
        header: t('paper.state'),
        track: 'minmax(190px, 1.4fr)',
        cell: (row) => (
          <Group gap={4}>
            <StateBadge tone={TONE[row.step]}>{t(`receipt.${row.step}`)}</StateBadge>
            {row.term === 'overdue' || row.term === 'late' ? (
              <StateBadge tone="overdue">{t(`due.${row.term}`)}</StateBadge>
            ) : null}
          </Group>
        ),
        sortBy: (row) => RECEIPT_STEPS.indexOf(row.step) * 2 - (row.term === 'overdue' ? 1 : 0),
      },
      {
        id: 'since',
        header: t('sent.since'),
        track: '130px',
        cell: (row) => moment(row.answeredAt ?? row.workAt ?? row.openedAt ?? row.deliveredAt ?? row.sentAt),
        sortBy: (row) => row.answeredAt ?? row.workAt ?? row.openedAt ?? row.deliveredAt ?? row.sentAt,
      },
      {
        id: 'reminders',
        header: t('sent.reminders'),
        track: 'minmax(110px, 1fr)',
        cell: (row) =>
          row.reminders === 0 ? (
            ''
          ) : (
            <>
              {moment(row.remindedAt)}
              <br />
              <Text span size="xs" c="dimmed">
                {row.noticeDeliveredAt ? t('sent.reminderCame') : t('sent.reminderNotCame')}
              </Text>
            </>
          ),
        sortBy: (row) => row.remindedAt ?? '',
      },
      {
        id: 'contact',
        header: t('device.lastContact'),
        track: 'minmax(150px, 1.1fr)',
        cell: (row) => (
          <>
            {row.lastContact ? moment(row.lastContact) : t('fresh.never')}
            {row.silent ? (
              <>
                <br />
                <StateBadge tone="overdue">{t('sent.silent')}</StateBadge>
              </>
            ) : null}
          </>
        ),
        sortBy: (row) => row.lastContact ?? '',
      },
    ];
  }, [t, nameOf, language, data.time]);

  return (
    <Page
      title={`№ ${data.number}. ${data.subject}`}
      subtitle={[
        data.own || !data.sender ? '' : nameOf(data.sender),
        t('sent.on', { when: formatMoment(data.createdAt, language) }),
        data.dueDate ? t('sent.until', { day: formatDay(data.dueDate) }) : '',
        t('asOf', { when: formatMoment(asOf, language) }),
      ]
        .filter(Boolean)
        .join(' ')}
      actions={
        <>
          {data.asks ? (
            <Button component={Link} to={`/sent/${id}/answers`} variant={data.answered > 0 ? 'filled' : 'default'}>
              {t('answers.open', { count: data.answered })}
            </Button>
          ) : null}
          {data.recall ? null : (
            <Button variant="default" onClick={() => setAsking('remind')} disabled={open === 0}>
              {t('remind.open')}
            </Button>
          )}
          {data.own && !data.recall ? (
            <>
              <Button variant="default" component={Link} to={`/sent/${id}/correct`}>
                {t('correct.open')}
              </Button>
              <Button variant="default" color="overdue" onClick={() => setAsking('withdraw')}>
                {t('withdraw.open')}
              </Button>
            </>
          ) : null}
        </>
      }
      body="fill"
      toolbar={
        <>
          {data.recall ? (
            <Alert color="overdue" w="100%" title={t(`recall.${data.recall.kind}`)}>
              {data.recall.reason}{' '}
              {data.recall.id ? (
                <Link to={`/sent/${data.recall.id}`}>{t('recall.open', { number: data.recall.number })}</Link>
              ) : null}
            </Alert>
          ) : null}
          {data.later > 0 ? <Later id={id} count={data.later} /> : null}
          <Text w="100%" lineClamp={3} style={{ whiteSpace: 'pre-wrap' }}>
            {data.text}
          </Text>
          <DispatchFiles dispatch={data} />
          <Group gap={8} role="group" aria-label={t('paper.state')}>
            {([...RECEIPT_STEPS, 'overdue', 'silent'] as const).map((one) => (
              <Chip
                key={one}
                checked={show === one}
                onChange={(on) => setShow(on ? one : null)}
                variant="light"
                color={one === 'overdue' || one === 'silent' ? 'overdue' : undefined}
              >
                {one === 'overdue' ? t('due.overdue') : one === 'silent' ? t('sent.silent') : t(`receipt.${one}`)}:{' '}
                {count(one)}
              </Chip>
            ))}
          </Group>
        </>
      }
    >
      <DataTable
        keepAs={`sent.${id}`}
        label={t('sent.to')}
        rows={shown}
        columns={columns}
        rowId={rowId}
        onOpen={(row) => void navigate(`/papers/${row.officeId}/${row.answerId ?? row.docId}`)}
        countLabel={t('office.count', { count: shown.length })}
        empty={<EmptyState title={t('sent.noOffice')} />}
      />
      {asking === 'remind' ? (
        <WordsAct
          kind="remind"
          count={open}
          onClose={() => setAsking(null)}
          act={async (api, note) => {
            const { reminded } = await api.remind(id, note);
            return t('remind.done', { count: reminded });
          }}
        />
      ) : null}
      {asking === 'withdraw' ? (
        <WordsAct
          kind="withdraw"
          count={data.recipients}
          onClose={() => setAsking(null)}
          act={async (api, reason) => {
            await api.withdraw(id, reason);
            return t('withdraw.done');
          }}
        />
      ) : null}
    </Page>
  );
}

/** A question with some words of the officer: the note of a reminder, the reason of a withdrawal. */
function WordsAct(props: {
  readonly kind: 'remind' | 'withdraw';
  readonly count: number;
  readonly onClose: () => void;
  readonly act: (api: ReturnType<typeof useConsole>['api'], words: string) => Promise<string>;
}) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const needed = props.kind === 'withdraw';
  const go = async () => {
    setTried(true);
    if (needed && words.trim() === '') return;
    setBusy(true);
    setFailure(null);
    try {
      showDone(await props.act(api, words.trim()));
      props.onClose();
      await cache.invalidateQueries();
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <ConfirmAction
      opened
      title={t(`${props.kind}.title`, { count: props.count })}
      confirmLabel={t(`${props.kind}.confirm`)}
      destructive={needed}
      busy={busy}
      onClose={props.onClose}
      onConfirm={() => void go()}
    >
      <Text>{t(`${props.kind}.what`)}</Text>
      <Textarea
        label={`${t(`${props.kind}.words`)}${needed ? '' : ` ${t('common:form.optional')}`}`}
        autosize
        minRows={2}
        maxLength={1000}
        data-autofocus
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        error={needed && tried && words.trim() === '' ? t('common:form.required') : null}
      />
      {failure ? (
        <Text c="var(--mantine-color-error)" role="alert">
          {toText(failure)}
        </Text>
      ) : null}
    </ConfirmAction>
  );
}

/** Offices that were opened after it was sent. */
function Later({ id, count }: { readonly id: string; readonly count: number }) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      const { added } = await api.sendLater(id);
      showDone(t('send.sent', { count: added }));
      await cache.invalidateQueries();
    } catch (error) {
      showFailure(toText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert color="due" w="100%" title={t('later.title', { count })}>
      <Group gap="md">
        <Text>{t('later.what')}</Text>
        <Button size="compact-md" variant="default" loading={busy} onClick={() => void send()}>
          {t('later.send')}
        </Button>
      </Group>
    </Alert>
  );
}
