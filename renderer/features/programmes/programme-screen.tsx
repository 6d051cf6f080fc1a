import { Anchor, Button, Collapse, SegmentedControl, Select, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { countOutcomes, dryRun } from '#shared/domain/casework/programmes/dry-run.ts';
import type { Outcome } from '#shared/domain/casework/programmes/evaluate.ts';
import { isEnrolledOn } from '#shared/domain/casework/programmes/facts.ts';
import { type ProgrammeVersion, versionOn } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { RuleWords, useWords } from '../../casework/explanation.tsx';
import { factName, type Words } from '../../casework/programme-words.ts';
import classes from '../../casework/programmes.module.css';
import { type Programmes, subjectOf, useProgrammes } from '../../casework/use-programmes.ts';
import { type Column, DataTable, EmptyState, LoadingState, Page, StateBadge, useKept } from '../../ui/index.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly categories: string;
  readonly missing: string;
  readonly enrolled: boolean;
  readonly outcome: Outcome;
}

type Shown = Outcome | 'lapsed';
const rowId = (row: Row) => row.id;

function rowsOf(version: ProgrammeVersion, programmes: Programmes, words: Words): readonly Row[] {
  const { programme } = version;
  const { base, today } = programmes;
  const inside = new Set(
    programmes.entries
      .filter(({ body }) => body.programme === programme.code && isEnrolledOn(body, today))
      .map(({ body }) => subjectOf(body).id),
  );
  return dryRun(programme, programmes, base, today).subjects.map((one): Row => {
    const subject = { kind: programme.subject, id: one.id };
    const name = programmes.nameOf(subject) || programmes.addressOf(subject) || words.t('programmes:subject.unknown');
    return {
      id: one.id,
      name: subject.kind === 'family' ? words.t('programmes:subject.familyOf', { name }) : name,
      address: programmes.addressOf(subject),
      categories: programme.categories
        .filter((category) => one.categories[category.code] === one.outcome)
        .map((category) => nameIn(category.names, words.language))
        .join(', '),
      missing: one.missing.map((fact) => factName(fact, words)).join(', '),
      enrolled: inside.has(one.id),
      outcome: one.outcome,
    };
  });
}

/** A programme's criteria in words, and who of the office's own people would meet them now. */
export function ProgrammeScreen() {
  const { code = '' } = useParams();
  const { t } = useTranslation('programmes');
  const navigate = useNavigate();
  const programmes = useProgrammes();
  const words = useWords(programmes);
  const [versionId, setVersionId] = useState<string | null>(null);
  const [shown, setShown] = useKept<Shown>(`programmes.of.${code}`, 'meets');
  const [open, setOpen] = useState(false);
  const versions = programmes.versions.filter((one) => one.programme.code === code);
  const version = useMemo(() => {
    const of = programmes.versions.filter((one) => one.programme.code === code);
    return of.find((one) => one.id === versionId) ?? versionOn(of, code, programmes.today) ?? of[0];
  }, [programmes.versions, programmes.today, code, versionId]);
  const rows = useMemo(() => (version ? rowsOf(version, programmes, words) : []), [version, programmes, words]);
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        id: 'name',
        header: t('col.who'),
        track: 'minmax(180px, 2fr)',
        cell: (row) => row.name,
        sortBy: (row) => row.name,
      },
      {
        id: 'address',
        header: t('contract.address'),
        track: 'minmax(140px, 1.3fr)',
        cell: (row) => row.address,
        sortBy: (row) => row.address,
      },
      shown === 'unknown'
        ? {
            id: 'missing',
            header: t('programme.missingCol'),
            track: 'minmax(180px, 2fr)',
            cell: (row: Row) => row.missing,
          }
        : {
            id: 'categories',
            header: t('col.category'),
            track: 'minmax(180px, 2fr)',
            cell: (row: Row) => (row.outcome === 'fails' ? '' : row.categories),
          },
      {
        id: 'enrolled',
        header: t('programme.standing'),
        track: '150px',
        cell: (row) => (
          <StateBadge tone={row.enrolled ? 'done' : 'neutral'}>
            {t(row.enrolled ? 'programme.inList' : 'programme.notInList')}
          </StateBadge>
        ),
        sortBy: (row) => Number(row.enrolled),
      },
    ],
    [t, shown],
  );
  if (!programmes.ready) return <LoadingState />;
  if (!version) {
    return (
      <EmptyState
        title={t('programme.gone')}
        order={1}
        action={
          <Button component={Link} to="/programmes">
            {t('title')}
          </Button>
        }
      />
    );
  }
  const { programme } = version;
  const lapsed = rows.filter((row) => row.enrolled && row.outcome === 'fails');
  const counts = countOutcomes(rows);
  const list = shown === 'lapsed' ? lapsed : rows.filter((row) => row.outcome === shown);
  return (
    <Page
      title={nameIn(programme.names, words.language)}
      subtitle={t('programme.tryHint', { day: formatDay(programmes.today) })}
      body="fill"
      actions={
        <Button component={Link} variant="default" to="/programmes">
          {t('entry.backToList')}
        </Button>
      }
      toolbar={
        <>
          <SegmentedControl
            aria-label={t('programme.try')}
            value={shown}
            onChange={(next) => setShown(next as Shown)}
            data={[
              { value: 'meets', label: t('programme.meets', { n: counts.meets }) },
              { value: 'unknown', label: t('programme.unknown', { n: counts.unknown }) },
              { value: 'fails', label: t('programme.fails', { n: counts.fails }) },
              { value: 'lapsed', label: t('programme.lapsed', { n: lapsed.length }) },
            ]}
          />
          {versions.length > 1 ? (
            <Select
              aria-label={t('programme.version')}
              data={versions.map((one) => ({
                value: one.id,
                label: t('entry.versionIs', { n: one.programme.version, day: formatDay(one.validFrom) }),
              }))}
              value={version.id}
              onChange={setVersionId}
              allowDeselect={false}
              w={220}
            />
          ) : null}
        </>
      }
    >
      <div style={{ padding: '8px 24px' }}>
        <Text size="sm" c="dimmed">
          {programme.law}
          {programme.confirmed ? '' : ` (${t('fit.lawUnconfirmed')})`} ·{' '}
          {t('programme.versionIs', {
            n: programme.version,
            from: formatDay(version.validFrom),
            to: version.validTo ? t('programme.until', { day: formatDay(version.validTo) }) : '',
          })}
        </Text>
        <Anchor component="button" type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('programme.criteria')}
        </Anchor>
        <Collapse expanded={open}>
          {/* A list of criteria can be longer than the window, under which the list of people stands. */}
          <div
            style={{ maxHeight: 320, overflowY: 'auto' }}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to take the focus
            tabIndex={0}
            role="region"
            aria-label={t('programme.criteria')}
          >
            {programme.precondition ? (
              <>
                <Title order={2} size="h5" mt="xs">
                  {t('fit.precondition')}
                </Title>
                <RuleWords rule={programme.precondition} words={words} />
              </>
            ) : null}
            {programme.categories.map((category) => (
              <div key={category.code}>
                <Title order={2} size="h5" mt="xs">
                  {nameIn(category.names, words.language)}
                </Title>
                <RuleWords rule={category.rule} words={words} />
                {category.evidence.length > 0 ? (
                  <div className={classes.quiet}>
                    {t('entry.evidenceAsked', {
                      list: category.evidence.map((one) => nameIn(one, words.language)).join(', '),
                    })}
                  </div>
                ) : null}
              </div>
            ))}
          </div>
        </Collapse>
      </div>
      <DataTable
        keepAs={`programmes.of.${code}.${shown}`}
        label={t('programme.try')}
        rows={list}
        columns={columns}
        rowId={rowId}
        empty={<EmptyState title={t('programme.nobody')} />}
        countLabel={t('count', { n: list.length })}
        onOpen={(row) =>
          void navigate(`/programmes/propose?${programme.subject}=${row.id}&programme=${programme.code}`)
        }
      />
    </Page>
  );
}
