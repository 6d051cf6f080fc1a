import { Alert, Button, Group, Progress, Select, Table, Text } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { findAbolished } from '#shared/domain/documents/abolished.ts';
import { type BulkReading, type BulkRow, readBulk } from '#shared/domain/documents/bulk.ts';
import { templates as collection } from '#shared/domain/documents/collections/templates/index.ts';
import type { DocumentKind } from '#shared/domain/documents/journals.ts';
import type { TemplateValues } from '#shared/domain/documents/template.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { AbolishedNote } from '../../documents/abolished-note.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { PaperText } from '../../documents/paper-text.tsx';
import { type OfficeTemplate, useFill, useTemplates } from '../../documents/templates.ts';
import { useFailureText } from '../../i18n/index.ts';
import { ChooseFiles, EmptyState, Page, showFailure } from '../../ui/index.ts';
import { decodeText, readCsv } from '../../documents/csv.ts';
import { fullNameOf } from '../../documents/family-fields.ts';
import { draftFromTemplate } from './template-acts.ts';
import { correspondentOf } from './write-from.tsx';

const NONE: readonly OfficeTemplate[] = [];

interface Loaded extends BulkReading {
  readonly name: string;
  readonly encoding: string;
  /** Ids of the papers by line, given once: going on after a stop makes no paper twice. */
  readonly ids: ReadonlyMap<number, string>;
}

type Stage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'stopped' | 'finished'; readonly done: number; readonly total: number };

const MOST_ROWS = 2_000;
const SHOWN = 200;

function valuesOf(row: BulkRow): TemplateValues {
  const person: Record<string, string> = {};
  for (const [field, value] of Object.entries(row.values)) {
    const name = field.slice('person.'.length);
    person[name] = name === 'birthDate' ? formatDay(value) : value;
  }
  if (!person.name) {
    person.name = [person.familyName, person.givenName, person.patronymic].filter(Boolean).join(' ');
  }
  return { person };
}

/** Issues many papers of one template from a CSV: what will be made, what can't be and why, how far it is. */
export function IssueScreen() {
  const { t } = useTranslation(['templates', 'documents', 'common', 'errors']);
  const { user, files } = useSession();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const failureText = useFailureText();
  const templates = useTemplates() ?? NONE;
  const { fill } = useFill();
  const [asked] = useSearchParams();
  const [templateId, setTemplate] = useState<string | null>(asked.get('from'));
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [stage, setStage] = useState<Stage>({ kind: 'ready' });
  const stop = useRef(false);
  const made = useRef(new Set<number>());
  const template = templates.find((one) => one.id === templateId);
  const people = useMemo(
    () =>
      new Map(
        (loaded ? data.index.people() : []).flatMap(({ id, body }) => (body.pinfl ? [[body.pinfl, { id, body }]] : [])),
      ),
    [data, loaded],
  );
  useEffect(
    () => () => {
      stop.current = true;
    },
    [],
  );
  if (!collection.policy.create.includes(user.role)) return <EmptyState title={t('notYours')} order={1} />;

  const load = async (file: File | null) => {
    if (!file) return;
    try {
      if (file.size > 5_000_000) {
        showFailure(failureText({ code: 'too_large' }));
        return;
      }
      const { text, encoding } = decodeText(new Uint8Array(await file.arrayBuffer()));
      const reading = readBulk(await readCsv(text));
      made.current = new Set();
      setStage({ kind: 'ready' });
      setLoaded({
        ...reading,
        name: file.name,
        encoding,
        ids: new Map(reading.rows.map((row) => [row.line, data.newId()])),
      });
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };

  const good = loaded?.rows.filter((row) => row.faults.length === 0).slice(0, MOST_ROWS) ?? [];
  const bad = loaded?.rows.filter((row) => row.faults.length > 0) ?? [];
  const filledFor = (one: OfficeTemplate, row: BulkRow) => fill(one.data, { over: valuesOf(row) });
  const first = template && good[0] ? filledFor(template, good[0]) : null;
  const abolished = template ? findAbolished({ ...template.data, title: template.title }, today) : null;

  const issue = async () => {
    if (!template || !loaded || stage.kind === 'running') return;
    stop.current = false;
    const left = good.filter((row) => !made.current.has(row.line));
    const total = good.length;
    setStage({ kind: 'running', done: made.current.size, total });
    for (const row of left) {
      if (stop.current) break;
      const filled = filledFor(template, row);
      if (!filled.ok) {
        showFailure(failureText(filled.failure));
        stop.current = true;
        break;
      }
      const known = row.values['person.pinfl'] ? people.get(row.values['person.pinfl']) : undefined;
      const name = String((valuesOf(row).person as TemplateValues).name ?? '');
      const changes = draftFromTemplate(
        {
          id: loaded.ids.get(row.line) as string,
          kind: template.data.kind as DocumentKind,
          ...filled.value,
          templateId: template.id,
          correspondent: known
            ? correspondentOf(known.id, known.body)
            : {
                kind: 'person',
                name,
                ...(row.values['person.address'] ? { address: row.values['person.address'] } : {}),
              },
        },
        office.context(),
      );
      const failure = await office.act(changes);
      if (failure) {
        stop.current = true;
        break;
      }
      made.current.add(row.line);
      setStage({ kind: 'running', done: made.current.size, total });
    }
    setStage({ kind: made.current.size >= total ? 'finished' : 'stopped', done: made.current.size, total });
  };

  const faultText = (row: BulkRow) =>
    row.faults
      .map((fault) =>
        fault.startsWith('pinfl_')
          ? failureText({
              code: fault as 'pinfl_check_digit',
              params: { length: row.values['person.pinfl']?.length ?? 0 },
            })
          : t(`bulkFault.${fault}`),
      )
      .join(' ');
  const saveBad = async () => {
    const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const lines = bad.map((row) =>
      [String(row.line), ...Object.values(row.values), faultText(row)].map((cell) => quote(cell ?? '')).join(';'),
    );
    await files.saveFile(`xatolar-${today}.csv`, new TextEncoder().encode(`\uFEFF${lines.join('\r\n')}`));
  };

  return (
    <Page title={t('issue.title')} subtitle={t('issue.subtitle')}>
      <Group align="flex-end" mb="md">
        <Select
          label={t('issue.template')}
          data={templates.map((one) => ({ value: one.id, label: `${one.title} (${t(`from.${one.from}`)})` }))}
          value={templateId}
          onChange={setTemplate}
          searchable
          disabled={stage.kind === 'running'}
          w={420}
        />
        <ChooseFiles accept=".csv,text/csv,text/plain" onChange={(file) => void load(file)}>
          {(props) => (
            <Button variant="default" disabled={stage.kind === 'running'} {...props}>
              {t('issue.choose')}
            </Button>
          )}
        </ChooseFiles>
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t('issue.columns')}
      </Text>
      {abolished ? <AbolishedNote paper={abolished} /> : null}
      {loaded ? (
        <>
          <Text role="status" fw={600}>
            {t('issue.found', { name: loaded.name, good: good.length, bad: bad.length, encoding: loaded.encoding })}
          </Text>
          {loaded.usable ? null : (
            <Alert color="overdue" my="xs">
              {t('issue.noNames')}
            </Alert>
          )}
          {loaded.unknown.length > 0 ? (
            <Text size="sm">{t('issue.unknown', { columns: loaded.unknown.join(', ') })}</Text>
          ) : null}
          {stage.kind !== 'ready' ? (
            <div style={{ margin: '12px 0' }}>
              <Progress
                value={stage.total === 0 ? 0 : (100 * stage.done) / stage.total}
                aria-label={t('issue.progress')}
              />
              <Text role="status">{t(`issue.${stage.kind}`, { done: stage.done, total: stage.total })}</Text>
            </div>
          ) : null}
          <Group my="md">
            {stage.kind === 'running' ? (
              <Button
                variant="default"
                onClick={() => {
                  stop.current = true;
                }}
              >
                {t('issue.stop')}
              </Button>
            ) : stage.kind === 'finished' ? (
              <Button component={Link} to="/papers">
                {t('issue.toPapers')}
              </Button>
            ) : (
              <Button
                onClick={() => void issue()}
                disabled={!template || !loaded.usable || good.length === 0 || first?.ok === false}
              >
                {t(stage.kind === 'stopped' ? 'issue.goOn' : 'issue.go', { count: good.length - made.current.size })}
              </Button>
            )}
            {bad.length > 0 ? (
              <Button variant="default" onClick={() => void saveBad()}>
                {t('issue.saveBad')}
              </Button>
            ) : null}
          </Group>
          {first ? (
            <section aria-label={t('preview')}>
              <Text fw={600}>{t('issue.preview')}</Text>
              {first.ok ? (
                <PaperText text={`# ${first.value.subject}\n${first.value.text}`} />
              ) : (
                <Text role="alert" c="var(--mantine-color-error)">
                  {failureText(first.failure)}
                </Text>
              )}
            </section>
          ) : null}
          {bad.length > 0 ? <Rows title={t('issue.bad')} rows={bad} textOf={faultText} /> : null}
          {good.length > 0 ? (
            <Rows
              title={t('issue.good')}
              rows={good}
              textOf={(row) => {
                const known = row.values['person.pinfl'] ? people.get(row.values['person.pinfl']) : undefined;
                return known ? t('issue.known', { name: fullNameOf(known.body) }) : '';
              }}
            />
          ) : null}
        </>
      ) : null}
    </Page>
  );
}

function Rows({
  title,
  rows,
  textOf,
}: {
  readonly title: string;
  readonly rows: readonly BulkRow[];
  readonly textOf: (row: BulkRow) => string;
}) {
  const { t } = useTranslation('templates');
  return (
    <Table mt="md" captionSide="top" withRowBorders>
      <Table.Caption style={{ textAlign: 'start' }}>
        {title}
        {rows.length > SHOWN ? ` (${t('issue.first', { n: SHOWN, total: rows.length })})` : ''}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('issue.line')}</Table.Th>
          <Table.Th>{t('issue.person')}</Table.Th>
          <Table.Th>{t('issue.note')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.slice(0, SHOWN).map((row) => (
          <Table.Tr key={row.line}>
            <Table.Td>{row.line}</Table.Td>
            <Table.Td>{String((valuesOf(row).person as TemplateValues).name ?? '')}</Table.Td>
            <Table.Td>{textOf(row)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
