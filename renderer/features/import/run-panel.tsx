import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { mayUndo } from '#shared/domain/casework/import/undo.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { useOffice } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import { showDone, showFailure } from '../../ui/index.ts';
import classes from './import.module.css';
import { runnerOf, type Unfinished } from './run.ts';
import { writeTableAside } from './tables.ts';
import { rejectTable, useIssueText } from './words.ts';

/** Saves the rows that an import did not take, to be mended and brought in again. */
export function useSaveRejects(): (importId: string, fileName: string) => Promise<void> {
  const { t } = useTranslation('import');
  const { files } = useSession();
  const runner = runnerOf(useData());
  const failureText = useFailureText();
  const issueText = useIssueText();
  return async (importId, fileName) => {
    try {
      const rejects = await runner.rejects(importId);
      if (!rejects) return;
      const bytes = await writeTableAside(rejectTable(rejects, t('reason'), issueText), t('rejectSheet'));
      const name = `${fileName.replace(/\.[a-z]{3,4}$/i, '').slice(0, 80)}-${t('rejectFile')}.xlsx`;
      if ((await files.saveFile(name, bytes)) !== null) showDone(t('saved'));
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };
}

/** Undoes an import, in the name of whoever is at the laptop. */
export function useUndo(): (importId: string, fileName: string) => Promise<void> {
  const { t } = useTranslation('import');
  const runner = runnerOf(useData());
  const office = useOffice();
  const failureText = useFailureText();
  return async (importId, fileName) => {
    const { actor, at, today, newId } = office.context();
    try {
      await runner.undo(importId, { actor, at, today, newId, note: t('undoNote', { file: fileName }).slice(0, 2000) });
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };
}

/** How the import or the undoing that runs on this laptop stands, and what can be done with it. */
export function RunPanel({ onAnother }: { readonly onAnother?: () => void }) {
  const { t } = useTranslation(['import', 'common']);
  const { user } = useSession();
  const runner = runnerOf(useData());
  const run = useSyncExternalStore(runner.subscribe, runner.state);
  const failureText = useFailureText();
  const saveRejects = useSaveRejects();
  const undo = useUndo();
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null);
  const { kind } = run;
  useEffect(() => {
    let gone = false;
    if (kind === 'running') return undefined;
    void runner
      .unfinished()
      .catch(() => null)
      .then((found) => gone || setUnfinished(found));
    return () => {
      gone = true;
    };
  }, [runner, kind]);

  if (run.kind === 'running') {
    const share = run.total === 0 ? 0 : (100 * run.done) / run.total;
    return (
      <div className={classes.panel}>
        <Text role="status" mb="xs">
          {t(`run.${run.what}`, { done: run.done, total: run.total })}
        </Text>
        <Progress value={share} mb="md" aria-label={t('title')} />
        <Group>
          <Button variant="default" onClick={() => runner.cancel()} disabled={run.stopping}>
            {t(run.stopping ? 'run.stopping' : 'run.cancel')}
          </Button>
          <Text size="sm" className={classes.muted}>
            {t('run.leave')}
          </Text>
        </Group>
      </div>
    );
  }
  if (run.kind === 'ended') {
    const { record, importId } = run;
    return (
      <div className={classes.panel}>
        <div role="status">
          <Title order={2}>{t(record.state === 'cancelled' ? 'ended.cancelled' : 'ended.done')}</Title>
        </div>
        <Text my="xs">{t('ended.made', { ...record })}</Text>
        {run.rejected > 0 ? <Text mb="xs">{t('ended.rejected', { count: run.rejected })}</Text> : null}
        <Group mt="md">
          {run.rejected > 0 ? (
            <Button onClick={() => void saveRejects(importId, record.fileName)}>{t('saveRejects')}</Button>
          ) : null}
          <Button variant="default" component={Link} to={record.importKind === 'people' ? '/people' : '/imports'}>
            {t(record.importKind === 'people' ? 'see' : 'past.title')}
          </Button>
          {mayUndo(user.role) ? (
            <Button variant="default" onClick={() => void undo(importId, record.fileName)}>
              {t('undo')}
            </Button>
          ) : null}
          {onAnother ? (
            <Button variant="default" onClick={onAnother}>
              {t('another')}
            </Button>
          ) : null}
        </Group>
        {mayUndo(user.role) ? null : (
          <Text size="sm" mt="xs" className={classes.muted}>
            {t('undoBySecretary')}
          </Text>
        )}
      </div>
    );
  }
  if (run.kind === 'undone') {
    const { removed, ended, givenBack } = run.plan;
    const reasons = new Map<string, number>();
    for (const { reason } of run.stays) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return (
      <div className={classes.panel}>
        <div role="status">
          <Title order={2}>{t(run.stays.length === 0 ? 'undone.all' : 'undone.part')}</Title>
        </div>
        <Text my="xs">{t('undone.removed', { ...removed, ended, givenBack })}</Text>
        {run.stays.length > 0 ? (
          <>
            <Text>{t('undone.stays', { count: run.stays.length })}</Text>
            <ul>
              {[...reasons].map(([reason, n]) => (
                <li key={reason}>
                  {t(`stay.${reason}`)}: {n}
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <Button variant="default" mt="md" onClick={() => runner.dismiss()}>
          {t('common:action.close')}
        </Button>
      </div>
    );
  }
  const stopped = run.kind === 'stopped' ? run.failure : null;
  if (!unfinished && !stopped) return null;
  return (
    <div className={classes.panel} role={stopped ? 'alert' : undefined}>
      <Title order={2}>{t('unfinished.title')}</Title>
      <Text my="xs">
        {stopped ? `${failureText(stopped)} ` : ''}
        {unfinished ? t('unfinished.text', { file: unfinished.head.fileName }) : ''}
      </Text>
      <Group mt="md">
        {unfinished ? <Button onClick={() => void runner.resume(unfinished)}>{t('unfinished.goOn')}</Button> : null}
        {unfinished && mayUndo(user.role) ? (
          <Button variant="default" onClick={() => void undo(unfinished.head.importId, unfinished.head.fileName)}>
            {t('unfinished.undo')}
          </Button>
        ) : null}
        {stopped && !unfinished ? (
          <Button variant="default" onClick={() => runner.dismiss()}>
            {t('common:action.close')}
          </Button>
        ) : null}
      </Group>
    </div>
  );
}
