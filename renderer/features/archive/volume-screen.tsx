import { Anchor, Button, Group, Table, Text, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { inventory, MAX_SHEETS } from '#shared/domain/documents/archive.ts';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState, useRecord } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { useArchive, type Volume } from '../../documents/filing.ts';
import { useOffice, usePeopleOfOffice, useScript, useToday } from '../../documents/office.ts';
import { OnPrinter, PrintButtons, usePrinting } from '../../documents/printed-sheet.tsx';
import { useAsked } from '../../documents/use-asked.ts';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState, Page } from '../../ui/index.ts';
import classes from './archive.module.css';
import { VolumeState } from './archive-screen.tsx';

/** A volume: its inner list, which is printed, and what may be done with it. */
export function VolumeScreen() {
  const { id } = useParams();
  const { t } = useTranslation('archive');
  const index = useIndexState();
  const archive = useArchive();
  if (!archive || !index.ready) return <LoadingState />;
  const volume = archive.volumes.find((one) => one.id === id);
  if (!volume) {
    return (
      <EmptyState
        order={1}
        title={t('noVolume')}
        action={
          <Button component={Link} to="/archive">
            {t('title')}
          </Button>
        }
      />
    );
  }
  return <LoadedVolume volume={volume} />;
}

function useLines(volume: Volume) {
  return useMemo(
    () =>
      inventory(
        volume.papers.map((paper) => ({
          id: paper.id,
          sheets: paper.sheets ?? 1,
          regDate: paper.regDate ?? '',
          n: paper.numbered?.n ?? 0,
          paper,
        })),
      ),
    [volume.papers],
  );
}

function LoadedVolume({ volume }: { readonly volume: Volume }) {
  const { t } = useTranslation(['archive', 'documents', 'common', 'print']);
  const { user } = useSession();
  const office = useOffice();
  const navigate = useNavigate();
  const today = useToday();
  const lines = useLines(volume);
  const destruction = useRecord('documents', volume.data.destroyedById ?? null);
  const [holding, setHolding] = useState(false);
  const { data, file } = volume;
  const printing = usePrinting(
    `${file?.data.index ?? 'jild'}-${data.year}-${data.volume}`,
    () => void navigate('/archive'),
    lines.length > 0 && !holding,
  );
  const act = (fields: JsonObject, done: string) =>
    office.act(
      [
        {
          collection: 'catalogues',
          docId: volume.id,
          kind: 'patch',
          patch: { data: { ...(data as unknown as JsonObject), ...fields } },
        },
      ],
      done,
    );
  const change = (fields: JsonObject, done: string) => printing.doing(() => act(fields, done));
  const may = user.role !== 'specialist' && !data.destroyedById;
  return (
    <Page
      title={t('volumeTitle', { index: file?.data.index ?? '', year: data.year, volume: data.volume })}
      subtitle={file?.title}
      actions={
        <>
          <PrintButtons printing={printing} />
          {may && !data.closedDate ? (
            <Button variant="default" onClick={() => void change({ closedDate: today }, t('done.closed'))}>
              {t('act.close')}
            </Button>
          ) : null}
          {may && data.closedDate ? (
            <Button variant="default" onClick={() => void change({ closedDate: null }, t('done.reopened'))}>
              {t('act.reopen')}
            </Button>
          ) : null}
          {may && user.role === 'chair' ? (
            data.hold ? (
              <Button variant="default" onClick={() => void change({ hold: null }, t('done.released'))}>
                {t('act.release')}
              </Button>
            ) : (
              <Button variant="default" onClick={() => setHolding(true)}>
                {t('act.hold')}
              </Button>
            )
          ) : null}
          <Button variant="default" component={Link} to="/archive">
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      <Group mb="md" gap="lg">
        <VolumeState volume={volume} />
        <Text>{t('sheetsOf', { n: volume.sheets, max: MAX_SHEETS })}</Text>
        <Text>
          {volume.keptUntil === null
            ? t('forever')
            : t('keptUntil', { day: formatDay(volume.keptUntil), n: file?.data.years ?? 0 })}
        </Text>
        {data.hold ? <Text>{t('heldWhy', { why: data.hold })}</Text> : null}
        {destruction ? (
          <Anchor component={Link} to={`/paper/${destruction.id}`}>
            {t('destroyedBy', { number: destruction.body.number })}
          </Anchor>
        ) : null}
      </Group>
      {lines.length === 0 ? (
        <EmptyState title={t('emptyVolume')}>{t('emptyVolumeHint')}</EmptyState>
      ) : (
        <Table layout="fixed" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={60}>{t('head.order')}</Table.Th>
              <Table.Th w={170}>{t('head.number')}</Table.Th>
              <Table.Th>{t('head.subject')}</Table.Th>
              <Table.Th w={120}>{t('head.sheets')}</Table.Th>
              <Table.Th w={200}>{t('head.note')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ paper, from, to, over }, at) => (
              <Table.Tr key={paper.id}>
                <Table.Td>{at + 1}</Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={`/paper/${paper.id}`}>
                    {paper.paper.number}
                  </Anchor>
                  <br />
                  {formatDay(paper.regDate)}
                </Table.Td>
                <Table.Td className={classes.wrap}>
                  {t(`documents:kind.${paper.paper.kind}`)}. {paper.paper.subject}
                </Table.Td>
                <Table.Td>{from === to ? from : `${from}–${to}`}</Table.Td>
                <Table.Td>{over ? t('overNote') : ''}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <OnPrinter>
        <InventoryOnPaper volume={volume} />
      </OnPrinter>
      {holding ? (
        <HoldDialog
          volumeId={volume.id}
          onClose={() => setHolding(false)}
          onHold={(why) => act({ hold: why }, t('done.held'))}
        />
      ) : null}
    </Page>
  );
}

function HoldDialog({
  volumeId,
  onHold,
  onClose,
}: {
  readonly volumeId: string;
  readonly onHold: (why: string) => Promise<Failure | null>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['archive', 'common']);
  const { values, set, busy, run } = useAsked(`archive.volume.${volumeId}.hold`, { onClose }, { why: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { why } = values;
  const go = () => {
    setTried(true);
    if (why.trim() !== '') void run(() => onHold(why.trim()));
  };
  return (
    <ActDialog title={t('act.hold')} verb={t('act.hold')} busy={busy} onDo={go} onClose={onClose}>
      <Text>{t('holdWhat')}</Text>
      <Textarea
        label={t('holdWhy')}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={why}
        onChange={(event) => set({ why: event.currentTarget.value })}
        error={tried && why.trim() === '' ? t('common:form.required') : null}
      />
    </ActDialog>
  );
}

/** The inner list as it lies in the volume. */
function InventoryOnPaper({ volume }: { readonly volume: Volume }) {
  const { t } = useTranslation(['archive', 'documents', 'common']);
  const language = useLanguage();
  const { office } = useSession();
  const script = useScript();
  const today = useToday();
  const { staff } = usePeopleOfOffice();
  const lines = useLines(volume);
  const { data, file } = volume;
  const secretary = staff.find(({ body }) => body.role === 'secretary' && body.active)?.body.name ?? '';
  return (
    <div className={classes.paper}>
      <div className={classes.head}>
        <div>{office.district[script]}</div>
        <div>
          <strong>{office.name[script]}</strong>
        </div>
        <h2>{t('inventoryTitle')}</h2>
        <div>
          {file?.data.index} {file?.title}
        </div>
        <div>{t('volumeOf', { year: data.year, volume: data.volume })}</div>
        <div>
          {volume.keptUntil === null ? t('forever') : t('years', { n: file?.data.years ?? 0 })}. {file?.data.source}
        </div>
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th style={{ width: '10mm' }}>{t('head.order')}</th>
            <th style={{ width: '34mm' }}>{t('head.number')}</th>
            <th>{t('head.subject')}</th>
            <th style={{ width: '20mm' }}>{t('head.sheets')}</th>
            <th style={{ width: '28mm' }}>{t('head.note')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ paper, from, to, over }, at) => (
            <tr key={paper.id}>
              <td>{at + 1}</td>
              <td>
                {paper.paper.number}
                <br />
                {formatDay(paper.regDate)}
              </td>
              <td>
                {t(`documents:kind.${paper.paper.kind}`)}. {paper.paper.subject}
              </td>
              <td>{from === to ? from : `${from}–${to}`}</td>
              <td>{over ? t('overNote') : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('inventorySum', { papers: lines.length, sheets: volume.sheets })}</p>
      <p>
        {t('common:role.secretary')} ____________________ {secretary}
      </p>
      <p>{formatDayLong(today, language)}</p>
    </div>
  );
}
