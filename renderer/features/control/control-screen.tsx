import { Anchor, Button, Group, Menu, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconDots, IconSearch } from '@tabler/icons-react';
import i18next from 'i18next';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { TaskStanding } from '../../documents/assignments.tsx';
import { useExecutors } from '../../documents/executors.ts';
import { useToday } from '../../documents/office.ts';
import { PaperView } from '../../documents/paper-view.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ListAndPaper,
  LoadingState,
  Page,
  showDone,
  showFailure,
  useHotkeys,
  useKept,
  useNow,
} from '../../ui/index.ts';
import classes from './control.module.css';
import { type ControlFilter, type ControlRow, filterRows, RUNNING, toNationalRows } from './rows.ts';
import { useControl } from './use-control.ts';
import { writeNationalXlsx } from './xlsx.ts';

const rowId = (row: ControlRow) => row.id;
const SHOWS = ['overdue', 'soon', 'reported', 'asked', 'lifted', 'everything'] as const;

/** The control journal: every assignment of the office. `mine` shows the viewer's own. */
export function ControlScreen({ mine = false }: { readonly mine?: boolean }) {
  const { t } = useTranslation(['control', 'documents', 'common', 'journals']);
  const navigate = useNavigate();
  const language = useLanguage();
  const failureText = useFailureText();
  const { id = null } = useParams();
  const { user, files } = useSession();
  const today = useToday();
  const now = useNow();
  const executors = useExecutors();
  const [kept, setFilter] = useKept<ControlFilter>(mine ? 'control.mine' : 'control.all', RUNNING);
  const filter = useMemo(() => ({ ...kept, mine }), [kept, mine]);
  const asked = useDeferredValue(filter);
  const over = filter.show === 'lifted' || filter.show === 'everything';
  const { rows, ready, cut } = useControl({ over });
  const shown = useMemo(() => filterRows(rows, asked, user.id), [rows, asked, user.id]);
  const units = useMemo(() => [...new Set(rows.map((row) => row.unit).filter(Boolean))].toSorted(), [rows]);
  const [writing, setWriting] = useState(false);
  const set = (change: Partial<ControlFilter>) => setFilter({ ...kept, ...change });
  const base = mine ? '/my-tasks' : '/control';
  // Lifted from control, an assignment leaves the list; its paper stays open beside it.
  const open = useRecord('tasks', id);
  const beside = id !== null;
  const narrowed = Object.entries(kept).some(([key, value]) => value !== RUNNING[key as keyof ControlFilter]);
  useHotkeys(id ? [['Escape', () => void navigate(base)]] : []);

  const exportXlsx = async () => {
    if (writing) return;
    setWriting(true);
    try {
      const kindOf = i18next.getFixedT('uz-Cyrl', 'documents');
      const bytes = await writeNationalXlsx(toNationalRows(shown, (kind) => kindOf(`kind.${kind}`)));
      if ((await files.saveFile(`nazorat-${today}.xlsx`, bytes)) !== null) showDone(t('export.done'));
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      setWriting(false);
    }
  };

  const columns = useMemo<readonly Column<ControlRow>[]>(() => {
    const due: Column<ControlRow> = {
      id: 'due',
      header: t('column.due'),
      track: beside ? '150px' : '190px',
      cell: (row) => (
        <>
          {formatDay(row.body.dueDate)}
          {row.body.dueDate ? <br /> : null}
          <TaskStanding body={row.body} today={today} />
        </>
      ),
      sortBy: (row) => row.body.dueDate ?? '9999',
    };
    const subject: Column<ControlRow> = {
      id: 'subject',
      header: t('column.subject'),
      track: 'minmax(180px, 3fr)',
      cell: (row) => (
        <>
          {row.body.parentId
            ? `${t('part.title')}: `
            : row.body.clause
              ? `${t('clause', { n: row.body.clause })}. `
              : ''}
          {row.body.text || row.paper.subject}
          <br />
          <span className={classes.muted}>
            {[row.paper.number, formatDay(row.paper.regDate), row.paper.subject].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
      sortBy: (row) => row.paper.number ?? '',
    };
    const executor: Column<ControlRow> = {
      id: 'executor',
      header: t('column.executor'),
      track: beside ? 'minmax(110px, 1fr)' : 'minmax(150px, 1fr)',
      cell: (row) => (
        <>
          {row.executor}
          {row.body.coAssigneeIds?.length ? (
            <span className={classes.muted}> {t('others', { n: row.body.coAssigneeIds.length })}</span>
          ) : null}
          {row.body.extensionState === 'asked' ? (
            <>
              <br />
              <span className={classes.muted}>{t('askedShort', { day: formatDay(row.body.extensionDate) })}</span>
            </>
          ) : null}
        </>
      ),
      sortBy: (row) => row.executor,
    };
    if (beside) return [due, subject, executor];
    return [
      due,
      {
        id: 'overdue',
        header: t('column.overdue'),
        track: '76px',
        cell: (row) => (row.overdue > 0 ? row.overdue : ''),
        sortBy: (row) => -row.overdue,
      },
      subject,
      executor,
      {
        id: 'unit',
        header: t('column.unit'),
        track: 'minmax(110px, 1fr)',
        cell: (row) => row.unit,
        sortBy: (row) => row.unit,
      },
    ];
  }, [t, beside, today]);

  const toolbar = (
    <>
      <SegmentedControl
        aria-label={t('whose')}
        value={mine ? 'mine' : 'all'}
        onChange={(value) => void navigate(value === 'mine' ? '/my-tasks' : '/control')}
        data={[
          { value: 'mine', label: t('mine') },
          { value: 'all', label: t('office') },
        ]}
      />
      <TextInput
        aria-label={t('journals:find')}
        placeholder={t('journals:find')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        style={{ flex: '1 1 160px', maxWidth: 240 }}
      />
      <Select
        aria-label={t('column.standing')}
        placeholder={t('show.running')}
        clearable
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
        value={filter.show}
        onChange={(show) => set({ show: show as ControlFilter['show'] })}
        data={SHOWS.map((show) => ({ value: show, label: t(`show.${show}`) }))}
        w={210}
      />
      {mine ? null : (
        <>
          <Select
            aria-label={t('column.executor')}
            placeholder={t('journals:anyExecutor')}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            searchable
            nothingFoundMessage={t('journals:nobody')}
            value={filter.executorId}
            onChange={(executorId) => set({ executorId })}
            data={executors}
            w={210}
          />
          <Select
            aria-label={t('column.unit')}
            placeholder={t('anyUnit')}
            clearable
            clearButtonProps={{ 'aria-label': t('common:action.clear') }}
            value={filter.unit}
            onChange={(unit) => set({ unit })}
            data={units}
            w={180}
          />
        </>
      )}
      {narrowed ? (
        <Button variant="subtle" onClick={() => setFilter(RUNNING)}>
          {t('journals:everything')}
        </Button>
      ) : null}
    </>
  );

  const asOf = formatMoment(now, language, { now });
  const list = ready ? (
    <DataTable
      keepAs={mine ? 'control.mine' : 'control.all'}
      label={mine ? t('title.mine') : t('title.all')}
      rows={shown}
      columns={columns}
      rowId={rowId}
      {...(id === null ? {} : { selectedId: id })}
      onSelect={(row) => {
        if (id !== null) void navigate(`${base}/${row.id}`, { replace: true });
      }}
      onOpen={(row) => void navigate(`${base}/${row.id}`)}
      autoFocus
      empty={
        narrowed ? (
          <EmptyState
            title={t('journals:nothingFits')}
            action={
              <Button variant="default" onClick={() => setFilter(RUNNING)}>
                {t('journals:everything')}
              </Button>
            }
          />
        ) : (
          <EmptyState title={t(mine ? 'empty.mine' : 'empty.all')}>{t('empty.hint')}</EmptyState>
        )
      }
      countLabel={t(cut ? 'countCut' : 'count', {
        n: shown.length,
        overdue: shown.filter((row) => row.standing === 'overdue').length,
        moment: asOf,
      })}
    />
  ) : (
    <LoadingState />
  );
  const imports = documentWorkflow.transitions.register.roles.includes(user.role);
  return (
    <Page
      title={mine ? t('title.mine') : t('title.all')}
      body="fill"
      toolbar={toolbar}
      actions={
        <>
          <Button variant="default" component={Link} to="/control-summary">
            {t('summary.title')}
          </Button>
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button variant="default" leftSection={<IconDots size={18} aria-hidden />}>
                {t('national')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void exportXlsx()} disabled={writing || shown.length === 0}>
                {t('export.verb')}
              </Menu.Item>
              {imports ? (
                <Menu.Item onClick={() => void navigate('/control-import')}>{t('import.title')}</Menu.Item>
              ) : null}
            </Menu.Dropdown>
          </Menu>
        </>
      }
    >
      <ListAndPaper
        list={list}
        paperLabel={t('journals:paperBeside')}
        paper={
          open ? (
            <PaperView
              id={open.body.documentId}
              as="beside"
              before={
                <Group justify="space-between" mb={4}>
                  <Anchor component={Link} to={base}>
                    {t('journals:closePaper')}
                  </Anchor>
                  <Anchor component={Link} to={`/paper/${open.body.documentId}`}>
                    {t('journals:wholePage')}
                  </Anchor>
                </Group>
              }
            />
          ) : null
        }
      />
    </Page>
  );
}
