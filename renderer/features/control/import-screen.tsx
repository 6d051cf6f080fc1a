import { Badge, Button, FileInput, Group, Progress, Text, Title } from '@mantine/core';
import i18next from 'i18next';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import { NATIONAL_COLUMNS, type ReadSheet, readNationalCells } from '#shared/domain/documents/national-sheet.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useSummaries } from '../../data/react.tsx';
import { usePeopleOfOffice, useOffice, useToday } from '../../documents/office.ts';
import { LANGUAGES, useFailureText } from '../../i18n/index.ts';
import { EmptyState, ErrorState, LoadingState, Page, StateBadge, useHotkeys } from '../../ui/index.ts';
import classes from './control.module.css';
import { importActs } from './import-acts.ts';
import { kindNames, type PlannedPaper, planImport } from './plan.ts';
import { readXlsxCells } from './xlsx.ts';

type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'read'; readonly sheet: ReadSheet }
  | { readonly kind: 'writing'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'done';
      readonly done: number;
      readonly total: number;
      readonly failed: readonly { readonly number: string; readonly failure: Failure }[];
    };

const MOST_SHOWN = 200;
const TONES = { new: 'accent', known: 'neutral', over: 'done' } as const;

/** Takes papers and their clauses from a sheet of the national register: preview, faults row by row, then the import. */
export function ImportScreen() {
  const { t } = useTranslation(['control', 'common', 'documents', 'errors']);
  const navigate = useNavigate();
  const failureText = useFailureText();
  const { user } = useSession();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const papers = useSummaries();
  const { staff } = usePeopleOfOffice();
  const [file, setFile] = useState<File | null>(null);
  const [phase, setPhase] = useState<Phase>({ kind: 'waiting' });
  const stopped = useRef(false);
  const sheet = phase.kind === 'read' ? phase.sheet : null;
  const plan = useMemo(() => {
    if (!sheet) return null;
    const kinds = kindNames((kind) =>
      LANGUAGES.map((language) => i18next.getFixedT(language, 'documents')(`kind.${kind}`)),
    );
    return planImport({
      rows: sheet.rows,
      papers,
      staff: staff.filter(({ body }) => body.active).map(({ id, body }) => ({ id, name: body.name })),
      kinds,
      today,
    });
  }, [sheet, papers, staff, today]);
  useHotkeys(phase.kind === 'writing' ? [] : [['Escape', () => void navigate('/control')]]);

  const read = async (chosen: File | null) => {
    setFile(chosen);
    if (!chosen) {
      setPhase({ kind: 'waiting' });
      return;
    }
    setPhase({ kind: 'reading' });
    try {
      const cells = await readXlsxCells(new Uint8Array(await chosen.arrayBuffer()));
      const result = readNationalCells(cells);
      setPhase(result.ok ? { kind: 'read', sheet: result.value } : { kind: 'failed', failure: result.failure });
    } catch (error) {
      setPhase({ kind: 'failed', failure: toFailure(error) });
    }
  };

  const write = async (chosen: readonly PlannedPaper[]) => {
    stopped.current = false;
    const failed: { number: string; failure: Failure }[] = [];
    let done = 0;
    setPhase({ kind: 'writing', done: 0, total: chosen.length });
    for (const [at, paper] of chosen.entries()) {
      if (stopped.current) break;
      try {
        const context = office.context();
        const paperId = context.newId();
        // Each paper is an act of its own: what is saved stays saved, whatever comes after.
        const given = await office.takeNumber('incoming', paperId);
        const result = await data.commit(importActs(paper, paperId, given, context));
        if (result.ok) done += 1;
        else failed.push({ number: paper.number, failure: result.failure });
      } catch (error) {
        failed.push({ number: paper.number, failure: toFailure(error) });
      }
      setPhase({ kind: 'writing', done: at + 1, total: chosen.length });
    }
    setPhase({ kind: 'done', done, total: chosen.length, failed });
  };

  if (!documentWorkflow.transitions.register.roles.includes(user.role)) {
    return (
      <Page title={t('import.title')}>
        <EmptyState title={t('import.notYours')}>{t('errors:role_forbidden')}</EmptyState>
      </Page>
    );
  }
  const fresh = plan?.papers.filter((paper) => paper.fate === 'new') ?? [];
  const issues = sheet && plan ? [...sheet.issues, ...plan.warnings].toSorted((a, b) => a.row - b.row) : [];
  const broken = new Set(sheet?.issues.map((issue) => issue.row)).size;
  return (
    <Page title={t('import.title')} subtitle={t('import.subtitle')}>
      <FileInput
        label={t('import.file')}
        description={t('import.columns', { columns: NATIONAL_COLUMNS.map((column) => column.heading).join(', ') })}
        placeholder={t('import.choose')}
        accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        value={file}
        onChange={(chosen) => void read(chosen)}
        disabled={phase.kind === 'reading' || phase.kind === 'writing'}
        clearable
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
        maw={560}
        mb="md"
      />
      {phase.kind === 'reading' ? <LoadingState>{t('import.reading')}</LoadingState> : null}
      {phase.kind === 'failed' ? <ErrorState>{failureText(phase.failure)}</ErrorState> : null}
      {phase.kind === 'writing' ? (
        <div role="status">
          <Text mb="xs">{t('import.writing', { done: phase.done, total: phase.total })}</Text>
          <Progress value={(100 * phase.done) / phase.total} mb="md" maw={560} aria-label={t('import.title')} />
          <Button variant="default" onClick={() => (stopped.current = true)}>
            {t('import.stop')}
          </Button>
        </div>
      ) : null}
      {phase.kind === 'done' ? (
        <div role="status">
          <Title order={2}>{t('import.done', { done: phase.done, total: phase.total })}</Title>
          {phase.failed.length > 0 ? (
            <ul>
              {phase.failed.map(({ number, failure }) => (
                <li key={number}>
                  {number}: {failureText(failure)}
                </li>
              ))}
            </ul>
          ) : null}
          <Group mt="md">
            <Button component={Link} to={user.role === 'chair' ? '/control' : '/papers/incoming'}>
              {t('import.see')}
            </Button>
            <Button variant="default" onClick={() => void read(null)}>
              {t('import.another')}
            </Button>
          </Group>
        </div>
      ) : null}
      {sheet && plan ? (
        <>
          <Text mb="xs" role="status">
            {t('import.found', {
              rows: sheet.seen,
              good: sheet.rows.length,
              broken,
              papers: plan.papers.length,
              fresh: fresh.length,
            })}
          </Text>
          {sheet.moved ? <Text mb="xs">{t('import.moved')}</Text> : null}
          {sheet.absent.length > 0 ? (
            <Text mb="xs">{t('import.absent', { columns: sheet.absent.join(', ') })}</Text>
          ) : null}
          {sheet.unknown.length > 0 ? (
            <Text mb="xs">{t('import.unknown', { columns: sheet.unknown.join(', ').slice(0, 300) })}</Text>
          ) : null}
          {issues.length > 0 ? (
            <section aria-label={t('import.issues')}>
              <Title order={2}>{t('import.issues')}</Title>
              <ul>
                {issues.slice(0, MOST_SHOWN).map((issue) => (
                  <li key={`${issue.row} ${issue.code} ${issue.column ?? ''}`}>
                    <Badge color={issue.level === 'error' ? 'overdue' : 'due'} variant="outline" mr="xs">
                      {t('import.row', { n: issue.row })}
                    </Badge>
                    {failureText({ code: issue.code, params: { column: issue.column ?? '' } })}
                  </li>
                ))}
              </ul>
              {issues.length > MOST_SHOWN ? <Text>{t('import.more', { n: issues.length - MOST_SHOWN })}</Text> : null}
            </section>
          ) : null}
          <Group my="md">
            <Button onClick={() => void write(fresh)} disabled={fresh.length === 0}>
              {t('import.verb', { n: fresh.length })}
            </Button>
            <Text className={classes.muted}>{t(user.role === 'chair' ? 'import.chair' : 'import.secretary')}</Text>
          </Group>
          <div className={classes.scroller}>
            <table className={classes.table} aria-label={t('import.preview')}>
              <thead>
                <tr>
                  <th scope="col">{t('import.fate')}</th>
                  <th scope="col">{t('card.number')}</th>
                  <th scope="col">{t('card.subject')}</th>
                  <th scope="col">{t('column.due')}</th>
                  <th scope="col">{t('column.executor')}</th>
                </tr>
              </thead>
              <tbody>
                {plan.papers.slice(0, MOST_SHOWN).map((paper) => (
                  <tr key={`${paper.number} ${paper.date}`}>
                    <td>
                      <StateBadge tone={TONES[paper.fate]}>{t(`import.fates.${paper.fate}`)}</StateBadge>
                    </td>
                    <td>
                      {paper.number}
                      <br />
                      {formatDay(paper.date)}
                    </td>
                    <td>
                      {paper.subject}
                      <br />
                      <span className={classes.muted}>
                        {t(`documents:kind.${paper.kind}`)}
                        {paper.rows.length > 1 ? ` · ${t('import.clauses', { n: paper.rows.length })}` : ''}
                      </span>
                    </td>
                    <td>{formatDay(paper.dueDate)}</td>
                    <td>{[...new Set(paper.rows.map(({ row }) => row.executor).filter(Boolean))].join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {plan.papers.length > MOST_SHOWN ? (
            <Text>{t('import.more', { n: plan.papers.length - MOST_SHOWN })}</Text>
          ) : null}
        </>
      ) : null}
    </Page>
  );
}
