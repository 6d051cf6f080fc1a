import { Anchor, Button, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { labelIn, showFilled, summariseFilled, type Question } from '#shared/domain/documents/questions.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { formatQuantity } from '#shared/domain/language/numbers.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, showFailure } from '../ui/index.ts';
import type { AnswerRow } from './api.ts';
import classes from './console.module.css';
import { useConsole, useNames } from './context.ts';
import { AskFailed } from './frame.tsx';
import { useAnswers, useDispatch } from './queries.ts';

const rowId = (row: AnswerRow) => row.officeId;
const COLUMN_WIDTH = 150;

/** The answers to one instruction in one table, what they add up to, and the same as XLSX. */
export function AnswersPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const language = useLanguage();
  const nameOf = useNames();
  const toText = useFailureText();
  const navigate = useNavigate();
  const { api } = useConsole();
  const dispatch = useDispatch(id);
  const answers = useAnswers(id);
  const [busy, setBusy] = useState(false);
  const offices = useMemo(
    () => new Map(dispatch.data?.receipts.map((receipt) => [receipt.officeId, receipt.office])),
    [dispatch.data],
  );
  const questions = dispatch.data?.questions ?? null;
  const rows = answers.data?.answers;
  const sums = useMemo(
    () =>
      questions && rows
        ? summariseFilled(
            questions,
            rows.map((row) => row.filled),
          )
        : [],
    [questions, rows],
  );
  const columns = useMemo<readonly Column<AnswerRow>[]>(() => {
    const office = (row: AnswerRow) => {
      const found = offices.get(row.officeId);
      return found ? nameOf(found.name) : '';
    };
    const district = (row: AnswerRow) => {
      const found = offices.get(row.officeId);
      return found ? nameOf(found.district) : '';
    };
    return [
      {
        id: 'office',
        header: t('office.name'),
        track: 'minmax(200px, 1.5fr)',
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
      ...(questions?.fields ?? []).map((question): Column<AnswerRow> => ({
        id: question.id,
        header: labelIn(question.label, language),
        track: `minmax(${COLUMN_WIDTH}px, 1fr)`,
        cell: (row) => showFilled(question, row.filled[question.id], language),
        sortBy: (row) => {
          const value = row.filled[question.id];
          if (question.kind === 'number') return typeof value === 'number' ? value : -Infinity;
          return showFilled(question, value, language);
        },
      })),
    ];
  }, [t, questions, offices, nameOf, language]);

  const download = async () => {
    setBusy(true);
    try {
      const file = await api.answersFile(id, language);
      const url = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = url;
      link.download = `${dispatch.data?.number ?? 'javoblar'}.xlsx`;
      link.click();
      // The browser has begun to read it by then.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      showFailure(toText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };

  const error = dispatch.error ?? answers.error;
  if (error && !(dispatch.data && rows)) return <AskFailed error={error} onRetry={() => void answers.refetch()} />;
  if (!dispatch.data || !rows) return <LoadingState />;
  const { data } = dispatch;
  return (
    <Page
      title={t('answers.title', { number: data.number })}
      subtitle={[
        data.subject,
        t('answers.of', { count: rows.length, recipients: data.recipients }),
        t('asOf', { when: formatMoment(answers.dataUpdatedAt, language) }),
      ].join(' · ')}
      actions={
        <>
          <Button onClick={() => void download()} loading={busy}>
            {t('answers.download')}
          </Button>
          <Anchor component={Link} to={`/sent/${id}`}>
            {t('answers.back')}
          </Anchor>
        </>
      }
      body="fill"
      toolbar={
        questions && rows.length > 0 ? (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
          <section className={classes.sums} aria-label={t('answers.sums')} tabIndex={0}>
            {questions.fields.map((question, at) => (
              <Sum key={question.id} question={question} sum={sums[at]} />
            ))}
          </section>
        ) : null
      }
    >
      <DataTable
        keepAs={`answers.${id}`}
        label={t('answers.title', { number: data.number })}
        rows={rows}
        columns={columns}
        rowId={rowId}
        minWidth={300 + (questions?.fields.length ?? 0) * (COLUMN_WIDTH + 16)}
        onOpen={(row) => void navigate(`/papers/${row.officeId}/${row.answerId}`)}
        countLabel={t('office.count', { count: rows.length })}
        empty={<EmptyState title={t('answers.none')}>{t('answers.noneHint')}</EmptyState>}
      />
    </Page>
  );
}

function Sum(props: {
  readonly question: Question;
  readonly sum: ReturnType<typeof summariseFilled>[number] | undefined;
}) {
  const { t } = useTranslation('console');
  const language = useLanguage();
  const { question, sum } = props;
  if (!sum?.numbers && !sum?.counts) return null;
  const parts = sum.numbers
    ? [
        t('answers.sum', { value: formatQuantity(sum.numbers.sum) }),
        t('answers.range', {
          least: formatQuantity(sum.numbers.least),
          greatest: formatQuantity(sum.numbers.greatest),
        }),
      ]
    : Object.entries(sum.counts ?? {}).map(([key, n]) => {
        const value = question.kind === 'yes_no' ? key === 'yes' : key;
        return `${showFilled(question, value, language)}: ${n}`;
      });
  return (
    <span>
      <strong>{labelIn(question.label, language)}</strong> {parts.join(', ')}
    </span>
  );
}
