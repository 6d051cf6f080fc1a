import { Button, Group, Text } from '@mantine/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { readImportRecord } from '#shared/domain/casework/import/record.ts';
import { mayUndo } from '#shared/domain/casework/import/undo.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecords } from '../../data/react.tsx';
import { usePeopleOfOffice } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState, Page, StateBadge } from '../../ui/index.ts';
import classes from './import.module.css';
import { IMPORT_ROLES } from './import-screen.tsx';
import { RunPanel, useSaveRejects, useUndo } from './run-panel.tsx';
import { runnerOf } from './run.ts';

const TONES = { running: 'due', done: 'done', cancelled: 'neutral', undone: 'neutral' } as const;

/** Lists that the office has brought in: who, when, which file, how many; each can be undone. */
export function ImportsScreen() {
  const { t } = useTranslation(['import', 'common']);
  const language = useLanguage();
  const { user } = useSession();
  const data = useData();
  const runner = runnerOf(data);
  const run = useSyncExternalStore(runner.subscribe, runner.state);
  const { nameOf } = usePeopleOfOffice();
  const records = useRecords({ collection: 'catalogues', prefix: 'import', limit: 1_000 });
  const saveRejects = useSaveRejects();
  const undo = useUndo();
  const imports = useMemo(
    () =>
      (records ?? [])
        .flatMap(({ id, body }) => {
          const record = readImportRecord(body);
          return record ? [{ id, record }] : [];
        })
        .toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? 1 : -1)),
    [records],
  );
  const [mendable, setMendable] = useState<ReadonlySet<string>>(new Set());
  const running = run.kind === 'running';
  useEffect(() => {
    let gone = false;
    // At the end of a run there may be other rows to mend.
    if (running) return undefined;
    void (async () => {
      const found = new Set<string>();
      for (const { id, record } of imports.slice(0, 50)) {
        if (record.bad + record.failed > 0 && (await runner.rejects(id).catch(() => null))) found.add(id);
      }
      if (!gone) setMendable(found);
    })();
    return () => {
      gone = true;
    };
  }, [imports, runner, running]);
  const mayImport = (IMPORT_ROLES as readonly string[]).includes(user.role);
  return (
    <Page
      title={t('past.title')}
      subtitle={t('past.subtitle')}
      actions={
        mayImport ? (
          <Button component={Link} to="/import">
            {t('past.new')}
          </Button>
        ) : null
      }
    >
      <RunPanel />
      {records === undefined ? (
        <LoadingState />
      ) : imports.length === 0 ? (
        <EmptyState title={t('past.none')}>{t('past.noneHint')}</EmptyState>
      ) : (
        <table className={classes.table} aria-label={t('past.title')}>
          <thead>
            <tr>
              <th scope="col">{t('past.when')}</th>
              <th scope="col">{t('past.file')}</th>
              <th scope="col">{t('past.counts')}</th>
              <th scope="col">{t('past.state')}</th>
              <th scope="col">{t('past.acts')}</th>
            </tr>
          </thead>
          <tbody>
            {imports.map(({ id, record }) => (
              <tr key={id}>
                <td>
                  {formatMoment(record.startedAt, language)}
                  <br />
                  <span className={classes.muted}>{nameOf(record.startedBy) ?? ''}</span>
                </td>
                <td>
                  {record.fileName}
                  <br />
                  <span className={classes.muted}>{t(`kind.${record.importKind}`)}</span>
                </td>
                <td>
                  {t('past.made', { ...record })}
                  <br />
                  <span className={classes.muted}>
                    {t('past.rows', { rows: record.rows, bad: record.bad + record.failed, skipped: record.skipped })}
                  </span>
                </td>
                <td>
                  <StateBadge tone={TONES[record.state]}>{t(`past.states.${record.state}`)}</StateBadge>
                  {record.undoneAt ? (
                    <Text size="sm" className={classes.muted}>
                      {formatMoment(record.undoneAt, language)}
                      {record.stayed ? ` · ${t('past.stayed', { count: record.stayed })}` : ''}
                    </Text>
                  ) : null}
                </td>
                <td>
                  <Group gap="xs">
                    {mendable.has(id) ? (
                      <Button variant="default" size="xs" onClick={() => void saveRejects(id, record.fileName)}>
                        {t('saveRejects')}
                      </Button>
                    ) : null}
                    {record.state !== 'undone' && mayUndo(user.role) ? (
                      <Button
                        variant="default"
                        size="xs"
                        disabled={running}
                        onClick={() => void undo(id, record.fileName)}
                      >
                        {t('undo')}
                      </Button>
                    ) : null}
                  </Group>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayUndo(user.role) || imports.length === 0 ? null : (
        <Text size="sm" mt="md" className={classes.muted}>
          {t('undoBySecretary')}
        </Text>
      )}
    </Page>
  );
}
