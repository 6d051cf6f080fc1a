import { Alert, Button, Checkbox, Group, Progress, Stack, Switch, Text, Title } from '@mantine/core';
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { isWorker } from '#shared/domain/casework/collections/cases/workflow.ts';
import {
  INCIDENT_COLUMNS,
  INCIDENT_LISTS,
  type IncidentCase,
  incidentTable,
} from '#shared/domain/casework/incidents.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { type CollectionName, collectionNames } from '#shared/registry/index.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { history } from '../../documents/acts.ts';
import { useOffice, useScript, useToday } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import type { DataClient } from '../../ports/data.ts';
import { EmptyState, ErrorState, Page, showDone, showFailure } from '../../ui/index.ts';
import { csvCell, type Exported, type ExportRecord, exportZip } from './export-zip.ts';
import { IMPORT_ROLES } from './import-screen.tsx';
import classes from './import.module.css';
import { nextTurn } from './run.ts';

const MOST_RECORDS = 1_000_000;

/** All records of a collection as they stand now. */
function readAll(data: DataClient, collection: CollectionName): Promise<readonly ExportRecord[]> {
  return new Promise((resolve) => {
    const stop: { now?: () => void } = {};
    let done = false;
    stop.now = data.watchList({ collection, limit: MOST_RECORDS }, (records) => {
      if (done) return;
      done = true;
      // The first answer may come before the function that stops it.
      setTimeout(() => stop.now?.(), 0);
      resolve(records);
    });
  });
}

type Phase =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'running'; readonly collection: CollectionName; readonly records: number; readonly share: number }
  | { readonly kind: 'done'; readonly exported: Exported; readonly name: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Takes everything that the office has out of the program, in open formats. */
export function ExportScreen() {
  const { t } = useTranslation(['import', 'common', 'errors', 'incident']);
  const failureText = useFailureText();
  const { user, office: place, files } = useSession();
  const data = useData();
  const office = useOffice();
  const script = useScript();
  const today = useToday();
  const [wanted, setWanted] = useState<readonly CollectionName[]>(collectionNames);
  const [withAssigned, setWithAssigned] = useState(false);
  const [phase, setPhase] = useState<Phase>({ kind: 'choosing' });
  const stopped = useRef(false);
  const { index } = data;
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const cases = useSyncExternalStore(subscribe, () => index.cases());
  const own = useMemo(
    () => cases.filter(({ body }) => body.kind === 'violence' && isWorker(body as never, user.id)),
    [cases, user.id],
  );
  const mayAll = (IMPORT_ROLES as readonly string[]).includes(user.role);

  /** Writes down that something left the program, before it does. */
  const audit = async (detail: string) => {
    const context = office.context();
    const kept = await data.commit([
      {
        collection: 'auditEvents',
        docId: context.newId(),
        kind: 'create',
        patch: { event: 'exported', at: context.at, actor: context.actor.id, detail },
      },
    ]);
    if (!kept.ok) throw new CodedError(kept.failure.code, kept.failure.params);
  };

  /**
   * The same for files of which one has to be assigned: in their own way, where those who are assigned read it. The
   * office's list would say that there are such files.
   */
  const noteInFiles = async (event: 'exported' | 'table') => {
    const context = office.context();
    const kept = await data.commit(
      own.map(({ id }) => ({
        collection: 'cases',
        docId: id,
        kind: 'patch',
        patch: { history: history(context, event) },
        space: 'protected',
      })),
    );
    if (!kept.ok) throw new CodedError(kept.failure.code, kept.failure.params);
  };

  const run = async () => {
    stopped.current = false;
    const names = collectionNames.filter((name) => wanted.includes(name));
    const assigned = withAssigned && own.length > 0;
    setPhase({ kind: 'running', collection: names[0] ?? 'documents', records: 0, share: 0 });
    try {
      const exported = await exportZip({
        wanted: names,
        withAssigned: assigned,
        office: place.name.latn,
        at: office.context().at,
        read: (collection) => readAll(data, collection),
        onProgress: ({ collection, records }) => {
          setPhase({ kind: 'running', collection, records, share: (100 * names.indexOf(collection)) / names.length });
          return !stopped.current;
        },
        rest: nextTurn,
      });
      const open = exported.counts.filter(({ path }) => path.startsWith('records/'));
      await audit(`records ${open.reduce((sum, one) => sum + one.records, 0)}`);
      if (assigned) await noteInFiles('exported');
      // The name says nothing of what is inside.
      const name = `mahalla-${today}.zip`;
      const saved = await files.saveFile(name, exported.zip);
      setPhase(saved === null ? { kind: 'choosing' } : { kind: 'done', exported, name });
    } catch (error) {
      setPhase({ kind: 'failed', failure: toFailure(error) });
    }
  };

  const saveTable = async () => {
    try {
      const table = incidentTable(
        own.map(({ id, body }): IncidentCase => ({
          ...(body as IncidentCase),
          events: index.eventsOf(id).map((one) => one.body),
        })),
        user,
        today,
        () => data.newId(),
      );
      const lines = [
        INCIDENT_COLUMNS.map((column) => t(`incident:field.${column}`)),
        ...table.rows.map((row) =>
          INCIDENT_COLUMNS.map((column) => {
            const value = row[column];
            if (value === '' || (!(column in INCIDENT_LISTS) && column !== 'consent')) return value;
            return t(`incident:code.${column.startsWith('referral') ? 'referral' : column}.${value}`);
          }),
        ),
      ];
      await noteInFiles('table');
      const text = `\uFEFF${lines.map((line) => line.map(csvCell).join(';')).join('\r\n')}\r\n`;
      if ((await files.saveFile(`jadval-${today}.csv`, new TextEncoder().encode(text))) !== null) {
        showDone(t('export.tableSaved', { n: table.rows.length, left: table.withoutConsent }));
      }
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };

  if (!mayAll && own.length === 0) {
    return (
      <Page title={t('export.title')}>
        <EmptyState title={t('notYours')}>{t('errors:role_forbidden')}</EmptyState>
      </Page>
    );
  }
  const running = phase.kind === 'running';
  return (
    <Page
      title={t('export.title')}
      subtitle={t('export.subtitle', { office: place.name[script] })}
      actions={
        mayAll && !running ? (
          <Button onClick={() => void run()} disabled={wanted.length === 0}>
            {t('export.save')}
          </Button>
        ) : null
      }
    >
      {phase.kind === 'running' ? (
        <div className={classes.panel}>
          <Text role="status" mb="xs">
            {t('export.running', { what: t(`export.collection.${phase.collection}`), n: phase.records })}
          </Text>
          <Progress value={phase.share} mb="md" aria-label={t('export.title')} />
          <Button variant="default" onClick={() => (stopped.current = true)}>
            {t('run.cancel')}
          </Button>
        </div>
      ) : null}
      {phase.kind === 'failed' ? <ErrorState>{failureText(phase.failure)}</ErrorState> : null}
      {phase.kind === 'done' ? (
        <div className={classes.panel}>
          <div role="status">
            <Title order={2}>{t('export.done', { name: phase.name })}</Title>
          </div>
          <ul>
            {phase.exported.counts.map(({ path, records }) => (
              <li key={path}>
                {path.startsWith('assigned/') ? `${t('export.assignedShort')}: ` : ''}
                {t(`export.collection.${path.split('/')[1] ?? ''}`)}: {records}
              </li>
            ))}
          </ul>
          <Text size="sm" className={classes.muted}>
            SHA-256: {phase.exported.hash}
          </Text>
        </div>
      ) : null}
      {mayAll && !running ? (
        <section className={classes.step} aria-label={t('export.what')}>
          <Title order={2}>{t('export.what')}</Title>
          <Text size="sm" className={classes.muted} mb="sm" maw={760}>
            {t('export.hint')}
          </Text>
          <Checkbox.Group
            value={[...wanted]}
            onChange={(next) => setWanted(next as CollectionName[])}
            aria-label={t('export.what')}
          >
            <Stack gap="xs">
              {collectionNames.map((name) => (
                <Checkbox key={name} value={name} label={t(`export.collection.${name}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          {own.length > 0 ? (
            <>
              <Switch
                mt="md"
                label={t('export.assigned')}
                checked={withAssigned}
                onChange={(event) => setWithAssigned(event.currentTarget.checked)}
              />
              {withAssigned ? (
                <Alert color="overdue" mt="xs" maw={760}>
                  {t('export.assignedWarning')}
                </Alert>
              ) : null}
            </>
          ) : null}
        </section>
      ) : null}
      {own.length > 0 && !running ? (
        <section className={classes.step} aria-label={t('export.table')}>
          <Title order={2}>{t('export.table')}</Title>
          <Text size="sm" className={classes.muted} mb="sm" maw={760}>
            {t('export.tableHint')}
          </Text>
          <Group>
            <Button variant="default" onClick={() => void saveTable()}>
              {t('export.saveTable')}
            </Button>
          </Group>
        </section>
      ) : null}
    </Page>
  );
}
