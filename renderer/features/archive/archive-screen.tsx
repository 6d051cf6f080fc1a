import { Anchor, Button, NumberInput, Radio, Group, Table, Text, TextInput, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFileData, isPermanent, MAX_SHEETS } from '#shared/domain/documents/archive.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { type NomenclatureFile, useArchive, type Volume } from '../../documents/filing.ts';
import { useOffice } from '../../documents/office.ts';
import { useAsked } from '../../documents/use-asked.ts';
import { EmptyState, LoadingState, Page, StateBadge } from '../../ui/index.ts';
import classes from './archive.module.css';

/** The nomenclature, permanent and temporary apart, and under each file its volumes. */
export function ArchiveScreen() {
  const { t } = useTranslation('archive');
  const { user } = useSession();
  const index = useIndexState();
  const archive = useArchive();
  const [editing, setEditing] = useState<NomenclatureFile | 'new' | null>(null);
  const may = user.role !== 'specialist';
  const parts = useMemo(() => {
    const files = archive?.files ?? [];
    return [
      { kind: 'permanent', files: files.filter((file) => isPermanent(file.data)) },
      { kind: 'temporary', files: files.filter((file) => !isPermanent(file.data)) },
    ] as const;
  }, [archive]);
  if (!archive || !index.ready) return <LoadingState />;
  const add = may ? <Button onClick={() => setEditing('new')}>{t('file.add')}</Button> : null;
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle', { files: archive.files.length, volumes: archive.volumes.length })}
      actions={
        <>
          <Button variant="default" component={Link} to="/archive/destruction">
            {t('destruction.title')}
          </Button>
          {add}
        </>
      }
    >
      {archive.files.length === 0 ? (
        <EmptyState title={t('none')} action={add}>
          {t('noneHint')}
        </EmptyState>
      ) : null}
      {parts.map((part) =>
        part.files.length === 0 ? null : (
          <section key={part.kind} className={classes.part} aria-label={t(part.kind)}>
            <Title order={2} size="h3">
              {t(part.kind)}
            </Title>
            <Table verticalSpacing="xs" layout="fixed">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={90}>{t('column.index')}</Table.Th>
                  <Table.Th>{t('column.title')}</Table.Th>
                  <Table.Th w={260}>{t('column.term')}</Table.Th>
                  <Table.Th w={330}>{t('column.volumes')}</Table.Th>
                  {may ? (
                    <Table.Th w={110}>
                      <span className={classes.unseen}>{t('column.act')}</span>
                    </Table.Th>
                  ) : null}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {part.files.map((file) => (
                  <Table.Tr key={file.id}>
                    <Table.Td>{file.data.index}</Table.Td>
                    <Table.Td className={classes.wrap}>{file.title}</Table.Td>
                    <Table.Td className={classes.wrap}>
                      {file.data.years === null ? t('forever') : t('years', { n: file.data.years })}
                      <Text size="xs" c="dimmed">
                        {file.data.source}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <Volumes volumes={archive.volumes.filter(({ data }) => data.fileId === file.id)} />
                    </Table.Td>
                    {may ? (
                      <Table.Td>
                        <Button
                          variant="default"
                          size="xs"
                          onClick={() => setEditing(file)}
                          aria-label={t('file.changeNamed', { index: file.data.index })}
                        >
                          {t('file.change')}
                        </Button>
                      </Table.Td>
                    ) : null}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ),
      )}
      {editing ? <FileForm file={editing === 'new' ? null : editing} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}

function Volumes({ volumes }: { readonly volumes: readonly Volume[] }) {
  const { t } = useTranslation('archive');
  if (volumes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('noVolumes')}
      </Text>
    );
  return (
    <ul className={classes.volumes}>
      {volumes.map((volume) => (
        <li key={volume.id}>
          <Anchor component={Link} to={`/archive/volume/${volume.id}`}>
            {t('volumeOf', { year: volume.data.year, volume: volume.data.volume })}
          </Anchor>{' '}
          <Text span size="sm" c="dimmed">
            {t('sheetsOf', { n: volume.sheets, max: MAX_SHEETS })}
          </Text>{' '}
          <VolumeState volume={volume} />
        </li>
      ))}
    </ul>
  );
}

/** What stands in the way of a volume, or that it is gone. */
export function VolumeState({ volume }: { readonly volume: Volume }) {
  const { t } = useTranslation('archive');
  const { data } = volume;
  if (data.destroyedById)
    return <StateBadge tone="neutral">{t('state.destroyed', { day: formatDay(data.destroyedDate) })}</StateBadge>;
  if (data.hold) return <StateBadge tone="due">{t('state.held')}</StateBadge>;
  if (volume.sheets > MAX_SHEETS) return <StateBadge tone="overdue">{t('state.over')}</StateBadge>;
  if (data.closedDate) return <StateBadge tone="done">{t('state.closed')}</StateBadge>;
  return <StateBadge tone="accent">{t('state.open')}</StateBadge>;
}

interface LineForm {
  readonly index: string;
  readonly title: string;
  readonly kept: 'years' | 'forever';
  readonly years: number | '';
  readonly source: string;
}

/** A line of the nomenclature: its term never stands without what says so. */
function FileForm({ file, onClose }: { readonly file: NomenclatureFile | null; readonly onClose: () => void }) {
  const { t } = useTranslation(['archive', 'common']);
  const { user } = useSession();
  const office = useOffice();
  const { values, set, busy, run } = useAsked<LineForm>(
    `archive.file.${file?.id ?? 'new'}`,
    { onClose },
    {
      index: file?.data.index ?? '',
      title: file?.title ?? '',
      kept: file && file.data.years === null ? 'forever' : 'years',
      years: file?.data.years ?? '',
      source: file?.data.source ?? '',
    },
  );
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { index, title, kept, years, source } = values;
  // A term that papers are kept by is changed by the head alone.
  const fixed = file !== null && user.role !== 'chair';
  const data = {
    index: index.trim(),
    years: kept === 'forever' ? null : Number(years) || 0,
    source: source.trim(),
  };
  const required = t('common:form.required');
  const go = () => {
    setTried(true);
    if (title.trim() === '' || !isFileData(data)) return;
    void run(() =>
      office.act(
        [
          file
            ? { collection: 'catalogues', docId: file.id, kind: 'patch', patch: { title: title.trim(), data } }
            : {
                collection: 'catalogues',
                docId: office.context().newId(),
                kind: 'create',
                patch: { kind: 'file', title: title.trim(), data },
              },
        ],
        t('file.saved'),
      ),
    );
  };
  return (
    <ActDialog
      title={t(file ? 'file.change' : 'file.add')}
      verb={t('common:action.save')}
      busy={busy}
      onDo={go}
      onClose={onClose}
    >
      <TextInput
        label={t('column.index')}
        description={t('file.indexHint')}
        value={index}
        maxLength={20}
        maw={200}
        data-autofocus
        onChange={(event) => set({ index: event.currentTarget.value })}
        error={tried && !isFileData({ ...data, years: 1, source: 'x' }) ? t('file.indexFault') : null}
      />
      <TextInput
        label={t('column.title')}
        value={title}
        maxLength={180}
        onChange={(event) => set({ title: event.currentTarget.value })}
        error={tried && title.trim() === '' ? required : null}
      />
      <Radio.Group label={t('column.term')} value={kept} onChange={(value) => set({ kept: value as typeof kept })}>
        <Group mt={4}>
          <Radio value="years" label={t('temporary')} disabled={fixed} />
          <Radio value="forever" label={t('permanent')} disabled={fixed} />
        </Group>
      </Radio.Group>
      {kept === 'years' ? (
        <NumberInput
          label={t('file.years')}
          value={years}
          onChange={(value) => set({ years: typeof value === 'number' ? value : '' })}
          min={1}
          max={100}
          allowDecimal={false}
          maw={200}
          disabled={fixed}
          error={tried && !(Number(years) >= 1) ? required : null}
        />
      ) : null}
      <TextInput
        label={t('file.source')}
        description={t('file.sourceHint')}
        value={source}
        maxLength={300}
        onChange={(event) => set({ source: event.currentTarget.value })}
        error={tried && source.trim() === '' ? required : null}
      />
    </ActDialog>
  );
}
