import { NumberInput, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_SHEETS, yearOf } from '#shared/domain/documents/archive.ts';
import { useKept } from '../ui/index.ts';
import { ActDialog } from './act-dialog.tsx';
import { filePaper } from './acts.ts';
import type { DialogProps } from './doing.ts';
import { placeInFile, useArchive } from './filing.ts';
import { useOffice, useToday } from './office.ts';
import { useAsked } from './use-asked.ts';

/** Files a finished paper: into which file, how many sheets; the volume is found by itself. */
export function FileDialog(props: DialogProps) {
  const { paper } = props;
  const { t } = useTranslation(['paper', 'common']);
  const office = useOffice();
  const today = useToday();
  const archive = useArchive();
  // A journal's papers mostly go into one file: the last choice is offered again.
  const [last, setLast] = useKept<string | null>(`filing.${paper.body.journal}`, null);
  const { values, set, busy, run } = useAsked<{ fileId: string | null; sheets: number | '' }>(
    `paper.${paper.id}.file`,
    props,
    { fileId: last, sheets: paper.body.sheets ?? 1 },
  );
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { sheets } = values;
  const files = archive?.files ?? [];
  // A file that was chosen may stand in the nomenclature no longer.
  const file = [values.fileId, last].map((id) => files.find((one) => one.id === id)).find(Boolean) ?? null;
  const year = yearOf(paper.body) ?? 0;
  const sound = typeof sheets === 'number' && Number.isInteger(sheets) && sheets >= 1 && sheets <= MAX_SHEETS;
  const place = file && sound && archive ? placeInFile(file, archive.volumes, year, sheets, today) : null;

  const go = () => {
    setTried(true);
    if (!place || !file || !sound) return;
    void run(async () => {
      const changes = [...place.begins, ...filePaper(paper, { id: place.id, sheets }, office.context())];
      const failure = await office.act(changes, t('done.file'));
      if (failure === null) setLast(file.id);
      return failure;
    });
  };
  return (
    <ActDialog title={t('step.file')} verb={t('file.verb')} busy={busy} onDo={go} onClose={props.onClose}>
      {archive && files.length === 0 ? <Text role="alert">{t('file.none')}</Text> : null}
      <Select
        label={t('file.file')}
        description={t('file.fileHint')}
        data={files.map((one) => ({ value: one.id, label: `${one.data.index} ${one.title}` }))}
        value={file?.id ?? null}
        onChange={(id) => set({ fileId: id })}
        searchable
        nothingFoundMessage={t('file.nobody')}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
        error={tried && !file ? t('common:form.required') : null}
      />
      <NumberInput
        label={t('file.sheets')}
        value={sheets}
        onChange={(value) => set({ sheets: typeof value === 'number' ? value : '' })}
        min={1}
        max={MAX_SHEETS}
        allowDecimal={false}
        maw={200}
        error={tried && !sound ? t('errors:sheets_missing') : null}
      />
      {place ? (
        <Text role="status">
          {t(place.begins.length > 0 ? 'file.begins' : 'file.goes', { year, volume: place.volume, used: place.used })}
        </Text>
      ) : null}
    </ActDialog>
  );
}

/** Takes a paper out of its volume. */
export function UnfileDialog({ paper, onClose, onDone }: DialogProps) {
  const { t } = useTranslation('paper');
  const office = useOffice();
  const [busy, setBusy] = useState(false);
  const go = async () => {
    if (busy) return;
    setBusy(true);
    const failure = await office.act(filePaper(paper, null, office.context()), t('done.unfile'));
    setBusy(false);
    if (failure) return;
    onDone();
    onClose();
  };
  return (
    <ActDialog title={t('step.unfile')} verb={t('unfile.verb')} busy={busy} onDo={() => void go()} onClose={onClose}>
      <Text>{t('unfile.what')}</Text>
    </ActDialog>
  );
}
