import { Button, Group, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import classes from '../casework/programmes.module.css';
import { useFailureText } from '../i18n/index.ts';
import { useConsole, useNames } from './context.ts';
import type { DryRunRow } from './programmes-api.ts';

/** What criteria came to, and of which version: after a change it is no longer of the one in the fields. */
export interface Tried {
  readonly programme: Programme;
  readonly day: string;
  readonly rows: readonly DryRunRow[];
}

/** A trial that runs, or has failed, and how it is begun. */
export interface DryRun {
  readonly go: () => Promise<void>;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failure: Failure | null;
}

/**
 * Tries criteria on what offices have synced, page by page.
 * @param take the version as it is; null where it has faults, which are then told
 */
export function useDryRun(
  take: () => { readonly programme: Programme; readonly day: string } | null,
  onTried: (tried: Tried) => void,
): DryRun {
  const { api } = useConsole();
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef(false);
  const go = async () => {
    const taken = running.current ? null : take();
    if (!taken) return;
    running.current = true;
    setFailure(null);
    setProgress({ done: 0, total: 0 });
    try {
      const rows: DryRunRow[] = [];
      let after: string | null = null;
      do {
        const page = await api.programmes.dryRun(taken.programme, taken.day, after);
        rows.push(...page.offices);
        setProgress({ done: rows.length, total: page.total });
        after = page.next;
      } while (after !== null);
      onTried({ ...taken, rows });
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      running.current = false;
      setProgress(null);
    }
  };
  return { go, progress, failure };
}

/** What criteria come to, by office. */
export function DryRunResult({ tried, failure }: { readonly tried: Tried | null; readonly failure: Failure | null }) {
  const { t } = useTranslation('programmes');
  const toText = useFailureText();
  const nameOf = useNames();
  const sum = (of: (row: DryRunRow) => number) => (tried?.rows ?? []).reduce((total, row) => total + of(row), 0);
  const cells: readonly (readonly [string, (row: DryRunRow) => number])[] = [
    [t('outcome.meets'), (row) => row.meets],
    [t('outcome.unknown'), (row) => row.unknown],
    [t('outcome.fails'), (row) => row.fails],
    [t('editor.entries'), (row) => row.entries.all],
    [t('editor.lapsed'), (row) => row.entries.fails],
  ];
  return (
    <section aria-label={t('editor.try')}>
      {failure ? (
        <Text role="alert" c="overdue" mt="xs">
          {toText(failure)}
        </Text>
      ) : null}
      {tried ? (
        <div>
          <Title order={2} size="h3" mt="md">
            {t('editor.tried', { day: formatDay(tried.day) })}
          </Title>
          <Text size="sm" c="dimmed">
            {t('editor.triedHint')}
          </Text>
          {tried.rows.length === 0 ? (
            <Text>{t('editor.nobody')}</Text>
          ) : (
            <table className={classes.figures}>
              <thead>
                <tr>
                  <th scope="col">{t('editor.office')}</th>
                  <th scope="col" style={{ textAlign: 'left' }}>
                    {t('editor.district')}
                  </th>
                  {cells.map(([label]) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {tried.rows.map((row) => (
                  <tr key={row.office.id}>
                    <th scope="row">{nameOf(row.office.name)}</th>
                    <td style={{ textAlign: 'left' }}>{nameOf(row.office.district)}</td>
                    {cells.map(([label, of]) => (
                      <td key={label}>{of(row)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colSpan={2}>
                    {t('editor.sum')}
                  </th>
                  {cells.map(([label, of]) => (
                    <td key={label}>{sum(of)}</td>
                  ))}
                </tr>
              </tfoot>
            </table>
          )}
        </div>
      ) : null}
    </section>
  );
}

/** A version that stands, and the button that tries it. */
export function ProgrammeDryRun({ programme, day }: { readonly programme: Programme; readonly day: string }) {
  const { t } = useTranslation('programmes');
  const [tried, setTried] = useState<Tried | null>(null);
  const { go, progress, failure } = useDryRun(() => ({ programme, day }), setTried);
  return (
    <>
      <Group>
        <Button onClick={() => void go()} loading={progress !== null}>
          {t('editor.try')}
        </Button>
        {progress ? (
          <Text size="sm" role="status">
            {t('editor.trying', progress)}
          </Text>
        ) : null}
      </Group>
      <DryRunResult tried={tried} failure={failure} />
    </>
  );
}
