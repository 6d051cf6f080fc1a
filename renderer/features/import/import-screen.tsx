import { Button, FileInput, NumberInput, SegmentedControl, Select, Switch, Text, Title } from '@mantine/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CASE_KINDS, type CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import { masked, textOf } from '#shared/domain/casework/import/cells.ts';
import {
  findHeadRow,
  fingerprint,
  guessMapping,
  headsOf,
  IMPORT_FIELDS,
  IMPORT_KINDS,
  type ImportField,
  type ImportKind,
  type Mapping,
} from '#shared/domain/casework/import/columns.ts';
import {
  type CheckedRow,
  type Choices,
  FIRST_CHOICES,
  type ImportPlan,
  missingColumns,
  type PlanInput,
  TREATMENTS,
  type Treatment,
} from '#shared/domain/casework/import/plan.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useIndexState } from '../../data/react.tsx';
import { DELIMITERS, type Delimiter, ENCODINGS, type Encoding } from '../../documents/csv-lines.ts';
import { useOffice, useToday } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import { EmptyState, ErrorState, LoadingState, Page, showFailure, StateBadge } from '../../ui/index.ts';
import classes from './import.module.css';
import type { ReadFile } from './read-file.ts';
import { RunPanel } from './run-panel.tsx';
import { runnerOf } from './run.ts';
import { readTables } from './tables.ts';
import { baseOf, useListedProgrammes } from './use-base.ts';
import { usePlan } from './use-plan.ts';
import { useIssueText } from './words.ts';

/** Roles that may bring lists in: those who may write down that they did. */
export const IMPORT_ROLES = ['chair', 'secretary'] as const;

const SHOWN = 100;
const SAMPLES = 3;
const FILTERS = ['everything', 'bad', 'warning', 'double'] as const;
type Filter = (typeof FILTERS)[number];
const TONES = { new: 'done', same: 'accent', skipped: 'neutral', bad: 'overdue' } as const;
const NONE = '';

interface Chosen {
  readonly file: File;
  readonly read: ReadFile;
  readonly sheet: number;
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
}

function fits(row: CheckedRow, filter: Filter): boolean {
  if (filter === 'bad') return row.fate === 'bad';
  if (filter === 'warning') return row.fate !== 'bad' && row.issues.length > 0;
  return filter === 'everything' || row.match !== null;
}

function countsOf(plan: ImportPlan) {
  const of = (fate: CheckedRow['fate']) => plan.rows.filter((row) => row.fate === fate).length;
  return {
    rows: plan.rows.length,
    good: of('new') + of('same'),
    bad: of('bad'),
    skipped: of('skipped'),
    warned: plan.rows.filter((row) => fits(row, 'warning')).length,
    double: plan.rows.filter((row) => row.match !== null).length,
  };
}

/** Brings in a list of the office: a file, its columns, a check of every row, and the import itself. */
export function ImportScreen() {
  const { t } = useTranslation(['import', 'common', 'errors']);
  const failureText = useFailureText();
  const issueText = useIssueText();
  const { user } = useSession();
  const data = useData();
  const office = useOffice();
  const today = useToday();
  const index = useIndexState();
  const programmes = useListedProgrammes(today);
  const runner = runnerOf(data);
  const run = useSyncExternalStore(runner.subscribe, runner.state);
  const [kind, setKind] = useState<ImportKind>('people');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [reading, setReading] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [headRow, setHeadRow] = useState(0);
  const [mapping, setMapping] = useState<Mapping>({});
  const [choices, setChoices] = useState<Choices>(FIRST_CHOICES);
  const [importId, setImportId] = useState(() => data.newId());
  const [filter, setFilter] = useState<Filter>('everything');
  const [open, setOpen] = useState(false);

  const rows = chosen?.read.sheets[chosen.sheet]?.rows;
  const heads = useMemo(() => headsOf(rows?.[headRow]?.cells), [rows, headRow]);
  const below = useMemo(() => rows?.slice(headRow + 1) ?? [], [rows, headRow]);

  /** Finds the heads of a table and what its columns hold; what was chosen for such a table before goes first. */
  const lookAt = async (table: ReadFile['sheets'][number]['rows'], of: ImportKind, at?: number) => {
    const row =
      at ??
      findHeadRow(
        table.slice(0, 30).map(({ cells }) => cells),
        of,
      );
    const found = headsOf(table[row]?.cells);
    const kept = await data.drafts.load(`import.map.${fingerprint(found, of)}`).catch(() => null);
    setHeadRow(row);
    setMapping((kept?.mapping as Mapping | undefined) ?? guessMapping(found, of));
    setChoices(FIRST_CHOICES);
    setImportId(data.newId());
  };

  const read = async (file: File | null, options: Pick<Chosen, 'encoding' | 'delimiter'> = {}) => {
    setFailure(null);
    setFilter('everything');
    if (!file) {
      setChosen(null);
      return;
    }
    runner.dismiss();
    setReading(true);
    try {
      const found = await readTables(new Uint8Array(await file.arrayBuffer()), options);
      setChosen({ file, read: found, sheet: 0, ...options });
      await lookAt(found.sheets[0]?.rows ?? [], kind);
    } catch (error) {
      setChosen(null);
      setFailure(toFailure(error));
    } finally {
      setReading(false);
    }
  };

  const missing = missingColumns(kind, mapping, choices);
  const input = useMemo<PlanInput | null>(
    () =>
      chosen && missing.length === 0 && index.ready && below.length > 0
        ? { kind, importId, heads, rows: below, mapping, choices, base: baseOf(data.index, programmes), today }
        : null,
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the base is looked at once for a check, not at each change
    [chosen, missing.length, index.ready, kind, importId, heads, below, mapping, choices, programmes, today],
  );
  const { plan, input: planned, done } = usePlan(input);
  const checked = plan && planned === input ? plan : null;
  const counts = useMemo(() => (plan ? countsOf(plan) : null), [plan]);
  const listed = useMemo(() => plan?.rows.filter((row) => fits(row, filter)) ?? [], [plan, filter]);
  const rowsAt = useMemo(() => new Map(below.map((row) => [row.at, row.cells])), [below]);

  // What was chosen for these columns is remembered for the next file that has the same ones.
  useEffect(() => {
    if (heads.length === 0 || Object.keys(mapping).length === 0) return undefined;
    const timer = setTimeout(() => {
      void data.drafts
        .save(`import.map.${fingerprint(heads, kind)}`, { mapping: { ...mapping } })
        .catch(() => undefined);
    }, 600);
    return () => clearTimeout(timer);
  }, [data, heads, mapping, kind]);

  const begin = async () => {
    if (!checked || !chosen || !counts) return;
    const { at } = office.context();
    const textsOf = (row: number) => (rowsAt.get(row) ?? []).map(textOf);
    try {
      await runner.begin({
        head: { importId, fileName: chosen.file.name, actorId: user.id, at, today },
        kind,
        units: checked.units,
        rejects: {
          heads,
          rows: checked.rows
            .filter((row) => row.fate === 'bad')
            .map((row) => ({ at: row.at, texts: textsOf(row.at), issues: row.issues })),
        },
        counts: { rows: counts.rows, good: counts.good, bad: counts.bad, skipped: counts.skipped },
        textsOf,
      });
      // What was made and removed again is never made a second time under the same ids.
      setImportId(data.newId());
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };

  if (!(IMPORT_ROLES as readonly string[]).includes(user.role)) {
    return (
      <Page title={t('title')}>
        <EmptyState title={t('notYours')}>{t('errors:role_forbidden')}</EmptyState>
      </Page>
    );
  }
  const columnOf = (column: number) =>
    (Object.entries(mapping) as [ImportField, number][]).find(([, at]) => at === column)?.[0] ?? NONE;
  const show = (text: string) => (open ? text : masked(text));
  const nameOfRow = (at: number) => {
    const cells = rowsAt.get(at);
    const texts = (['fullName', 'familyName', 'givenName'] as const).flatMap((field) => {
      const column = mapping[field];
      return column === undefined ? [] : [textOf(cells?.[column])];
    });
    return show(texts.filter(Boolean).join(' '));
  };
  const idle = run.kind !== 'running';
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <>
          <Button variant="default" component={Link} to="/imports">
            {t('past.title')}
          </Button>
          {chosen && run.kind === 'idle' ? (
            <Button onClick={() => void begin()} disabled={!checked || checked.units.length === 0}>
              {t('begin', { count: checked ? (counts?.good ?? 0) : 0 })}
            </Button>
          ) : null}
        </>
      }
    >
      <RunPanel
        onAnother={() => {
          runner.dismiss();
          setChosen(null);
        }}
      />
      {idle && run.kind !== 'ended' ? (
        <section className={classes.step} aria-label={t('step.file')}>
          <Title order={2}>{t('step.file')}</Title>
          <div className={classes.tools}>
            <SegmentedControl
              aria-label={t('kind.label')}
              value={kind}
              onChange={(next) => {
                setKind(next as ImportKind);
                if (rows) void lookAt(rows, next as ImportKind);
              }}
              data={IMPORT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
          </div>
          <Text size="sm" className={classes.muted} maw={760}>
            {t(`kindHint.${kind}`)}
          </Text>
          <div className={classes.tools}>
            <FileInput
              id="import-file"
              label={t('file')}
              placeholder={t('choose')}
              accept=".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              value={chosen?.file ?? null}
              onChange={(file) => void read(file)}
              disabled={reading}
              clearable
              clearButtonProps={{ 'aria-label': t('common:action.clear') }}
              w={320}
            />
            {chosen && chosen.read.sheets.length > 1 ? (
              <Select
                label={t('sheet')}
                value={String(chosen.sheet)}
                data={chosen.read.sheets.map(({ name }, at) => ({ value: String(at), label: name || String(at + 1) }))}
                allowDeselect={false}
                onChange={(at) => {
                  const sheet = Number(at);
                  setChosen({ ...chosen, sheet });
                  void lookAt(chosen.read.sheets[sheet]?.rows ?? [], kind);
                }}
              />
            ) : null}
            {chosen?.read.encoding ? (
              <>
                <Select
                  label={t('encoding')}
                  value={chosen.read.encoding}
                  data={ENCODINGS.map((value) => ({ value, label: value }))}
                  allowDeselect={false}
                  w={160}
                  onChange={(value) =>
                    void read(chosen.file, {
                      encoding: value as Encoding,
                      ...(chosen.delimiter ? { delimiter: chosen.delimiter } : {}),
                    })
                  }
                />
                <Select
                  label={t('delimiter.label')}
                  value={chosen.read.delimiter}
                  data={DELIMITERS.map((value) => ({
                    value,
                    label: t(`delimiter.${value === ';' ? 'semicolon' : value === ',' ? 'comma' : 'tab'}`),
                  }))}
                  allowDeselect={false}
                  w={180}
                  onChange={(value) =>
                    void read(chosen.file, {
                      delimiter: value as Delimiter,
                      ...(chosen.encoding ? { encoding: chosen.encoding } : {}),
                    })
                  }
                />
              </>
            ) : null}
            {rows ? (
              <NumberInput
                label={t('headRow')}
                value={rows[headRow]?.at ?? 1}
                min={1}
                max={rows.length}
                allowDecimal={false}
                w={150}
                onChange={(value) => {
                  const at = rows.findIndex((row) => row.at === Number(value));
                  if (at >= 0) void lookAt(rows, kind, at);
                }}
              />
            ) : null}
          </div>
          {reading ? <LoadingState>{t('reading')}</LoadingState> : null}
          {failure ? <ErrorState onRetry={() => setFailure(null)}>{failureText(failure)}</ErrorState> : null}
        </section>
      ) : null}
      {chosen && rows && run.kind === 'idle' ? (
        <>
          <section className={classes.step} aria-label={t('step.columns')}>
            <Title order={2}>{t('step.columns')}</Title>
            <Text size="sm" className={classes.muted}>
              {t('columnsHint')}
            </Text>
            <div className={classes.tools}>
              {kind === 'programmes' && mapping.programme === undefined ? (
                <Select
                  label={t('oneProgramme')}
                  placeholder={t('choose')}
                  data={programmes.map(({ code, titles }) => ({ value: code, label: titles[0] ?? code }))}
                  value={choices.programme ?? null}
                  onChange={(programme) => setChoices({ ...choices, programme: programme ?? undefined })}
                  nothingFoundMessage={t('noProgrammes')}
                  w={320}
                />
              ) : null}
              {kind === 'cases' && mapping.caseKind === undefined ? (
                <Select
                  label={t('oneCaseKind')}
                  placeholder={t('choose')}
                  data={CASE_KINDS.filter((one) => one !== 'violence').map((value) => ({
                    value,
                    label: t(`caseKind.${value}`),
                  }))}
                  value={choices.caseKind ?? null}
                  onChange={(value) => setChoices({ ...choices, caseKind: (value as CaseKind | null) ?? undefined })}
                  w={320}
                />
              ) : null}
              <Switch
                label={t('showNames')}
                checked={open}
                onChange={(event) => setOpen(event.currentTarget.checked)}
              />
            </div>
            <table className={classes.table} aria-label={t('step.columns')}>
              <thead>
                <tr>
                  <th scope="col">{t('column.head')}</th>
                  <th scope="col">{t('column.samples')}</th>
                  <th scope="col">{t('column.field')}</th>
                </tr>
              </thead>
              <tbody>
                {heads.map((head, column) =>
                  head === '' && below.slice(0, 20).every(({ cells }) => textOf(cells?.[column]) === '') ? null : (
                    // A column is its place: nothing else tells two of one name apart.
                    // oxlint-disable-next-line react/no-array-index-key
                    <tr key={column}>
                      <td>{head || t('column.nth', { n: column + 1 })}</td>
                      <td className={classes.muted}>
                        {below
                          .slice(0, 20)
                          .map(({ cells }) => show(textOf(cells?.[column])).slice(0, 40))
                          .filter(Boolean)
                          .slice(0, SAMPLES)
                          .join(' · ')}
                      </td>
                      <td>
                        <Select
                          aria-label={t('column.holds', { head: head || column + 1 })}
                          placeholder={t('column.nothing')}
                          value={columnOf(column) || null}
                          data={IMPORT_FIELDS[kind].map((field) => ({
                            value: field as string,
                            label: t(`field.${field}`),
                          }))}
                          clearable
                          clearButtonProps={{ 'aria-label': t('common:action.clear') }}
                          searchable
                          w={260}
                          onChange={(field) => {
                            const rest = Object.fromEntries(
                              Object.entries(mapping).filter(([one, at]) => at !== column && one !== field),
                            );
                            setMapping(field ? { ...rest, [field]: column } : rest);
                          }}
                        />
                      </td>
                    </tr>
                  ),
                )}
              </tbody>
            </table>
          </section>
          <section className={classes.step} aria-label={t('step.check')}>
            <Title order={2}>{t('step.check')}</Title>
            {missing.length > 0 ? (
              <Text role="status" c="var(--mantine-color-error)">
                {t('missing', { fields: missing.map((field) => t(`field.${field}`)).join(', ') })}
              </Text>
            ) : below.length === 0 ? (
              <EmptyState title={t('errors:sheet_empty')} />
            ) : !plan || !counts ? (
              <LoadingState>{t('checking', { done, total: below.length })}</LoadingState>
            ) : (
              <>
                <Text role="status" fw={600}>
                  {checked ? t('found', counts) : t('checking', { done, total: below.length })}
                </Text>
                <div className={classes.tools}>
                  <Choice name="certain" choices={choices} values={TREATMENTS} onChange={setChoices} />
                  <Choice name="similar" choices={choices} values={['enter', 'same', 'skip']} onChange={setChoices} />
                  {kind === 'people' ? (
                    <Choice name="twice" choices={choices} values={['skip', 'enter']} onChange={setChoices} />
                  ) : null}
                </div>
                <SegmentedControl
                  aria-label={t('filter.label')}
                  value={filter}
                  onChange={(next) => setFilter(next as Filter)}
                  data={FILTERS.map((value) => ({
                    value,
                    label: t(`filter.${value}`, {
                      n: { everything: counts.rows, bad: counts.bad, warning: counts.warned, double: counts.double }[
                        value
                      ],
                    }),
                  }))}
                />
                {listed.length === 0 ? (
                  <Text mt="md" className={classes.muted}>
                    {t('noneSuch')}
                  </Text>
                ) : (
                  <table className={classes.table} aria-label={t('step.check')}>
                    <thead>
                      <tr>
                        <th scope="col" data-figure>
                          {t('row')}
                        </th>
                        <th scope="col">{t('who')}</th>
                        <th scope="col">{t('fate.label')}</th>
                        <th scope="col">{t('told')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {listed.slice(0, SHOWN).map((row) => (
                        <tr key={row.at}>
                          <td data-figure>{row.at}</td>
                          <td>{nameOfRow(row.at)}</td>
                          <td>
                            <StateBadge tone={TONES[row.fate]}>{t(`fate.${row.fate}`)}</StateBadge>
                            {row.match && row.fate !== 'bad' ? (
                              <Select
                                aria-label={t('treatRow', { n: row.at })}
                                size="xs"
                                w={230}
                                mt={4}
                                value={choices.byRow[row.at] ?? null}
                                placeholder={t('asAll')}
                                data={(row.match === 'twice' ? (['skip', 'enter'] as const) : TREATMENTS).map(
                                  (value) => ({
                                    value,
                                    label: t(`treat.${value}`),
                                  }),
                                )}
                                clearable
                                clearButtonProps={{ 'aria-label': t('common:action.clear') }}
                                onChange={(value) => {
                                  const { [row.at]: _, ...byRow } = choices.byRow;
                                  setChoices({
                                    ...choices,
                                    byRow: value ? { ...byRow, [row.at]: value as Treatment } : byRow,
                                  });
                                }}
                              />
                            ) : null}
                          </td>
                          <td>
                            <ul className={classes.issues}>
                              {row.issues.map((issue) => (
                                <li key={`${issue.code} ${issue.column ?? ''}`}>{issueText(issue, heads)}</li>
                              ))}
                            </ul>
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                )}
                {listed.length > SHOWN ? (
                  <Text mt="xs" className={classes.muted}>
                    {t('more', { count: listed.length - SHOWN })}
                  </Text>
                ) : null}
              </>
            )}
          </section>
        </>
      ) : null}
    </Page>
  );
}

/** How one sort of doubles is treated. */
function Choice<Name extends 'certain' | 'similar' | 'twice'>({
  name,
  choices,
  values,
  onChange,
}: {
  readonly name: Name;
  readonly choices: Choices;
  readonly values: readonly Choices[Name][];
  readonly onChange: (next: Choices) => void;
}) {
  const { t } = useTranslation('import');
  return (
    <Select
      label={t(`double.${name}`)}
      value={choices[name] as string}
      data={values.map((value) => ({ value: value as string, label: t(`treat.${value}`) }))}
      allowDeselect={false}
      w={260}
      onChange={(value) => value && onChange({ ...choices, [name]: value })}
    />
  );
}
