import { ActionIcon, Button, Group, Progress, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_FILE_LIMIT, type FileDescription } from '#shared/domain/documents/attachments.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { describeFile } from '../documents/files/describe.ts';
import classes from '../documents/files/files.module.css';
import { fromBrowser } from '../documents/files/keep.ts';
import { sizeText } from '../documents/files/size.ts';
import { useFailureText } from '../i18n/index.ts';
import { ChooseFiles, showDone, StateBadge } from '../ui/index.ts';
import type { AnnexView, ConsoleApi, DispatchDetail, SentDispatch } from './api.ts';
import { useConsole } from './context.ts';

/** An annex of an instruction that is being written. */
export interface ChosenFile extends FileDescription {
  /** Its bytes; null where the server has them already, from the instruction that is corrected. */
  readonly bytes: Uint8Array | null;
}

/** Most annexes of one instruction. */
const MOST = 20;

/** The annexes of an instruction that is being written: chosen, looked at, taken out again. */
export function InstructionFiles(props: {
  readonly files: readonly ChosenFile[];
  readonly onChange: (files: readonly ChosenFile[]) => void;
}) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const [faults, setFaults] = useState<readonly Failure[]>([]);
  const [busy, setBusy] = useState(false);
  const add = async (chosen: readonly File[]) => {
    setBusy(true);
    const found: Failure[] = [];
    const files = [...props.files];
    for (const file of chosen) {
      try {
        if (files.length >= MOST) throw new CodedError('files_limit', { n: MOST });
        const { described, bytes } = await describeFile(fromBrowser(file), DEFAULT_FILE_LIMIT);
        if (!files.some((one) => one.hash === described.hash)) files.push({ ...described, bytes });
      } catch (error) {
        const failure = toFailure(error);
        found.push({ ...failure, params: { name: file.name, ...failure.params } });
      }
    }
    setFaults(found);
    setBusy(false);
    props.onChange(files);
  };
  return (
    <div>
      <Text fw={600} component="h2" size="md" m={0}>
        {t('send.files')}
      </Text>
      <Text size="sm" c="dimmed" mb={4}>
        {t('send.filesHint')}
      </Text>
      {props.files.length > 0 ? (
        <ul className={classes.files}>
          {props.files.map((file) => (
            <li key={file.hash} className={classes.file}>
              <span className={classes.name}>{file.name}</span>
              {file.scripted ? <StateBadge tone="due">{t('files:scripted')}</StateBadge> : <span />}
              <ActionIcon
                variant="subtle"
                aria-label={t('send.fileOut', { name: file.name })}
                onClick={() => props.onChange(props.files.filter((one) => one !== file))}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
              <span className={classes.detail}>{sizeText(file.size)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {faults.map((fault) => (
        <Text key={String(fault.params?.name)} c="var(--mantine-color-error)" role="alert">
          {toText(fault)}
        </Text>
      ))}
      <ChooseFiles multiple onChange={(files) => void add(files)}>
        {(button) => (
          <Button {...button} variant="default" loading={busy} leftSection={<IconPaperclip size={18} aria-hidden />}>
            {t('files:attach')}
          </Button>
        )}
      </ChooseFiles>
    </div>
  );
}

/**
 * Sends the bytes of an instruction's annexes, one after the other.
 * @returns names of those that did not arrive; each can be sent again from the instruction's page
 */
export async function uploadFiles(
  api: ConsoleApi,
  sent: SentDispatch,
  files: readonly ChosenFile[],
  progress: (share: number) => void,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const total = files.reduce((sum, one) => sum + (one.bytes?.length ?? 0), 0);
  let before = 0;
  for (const file of files) {
    if (!file.bytes) continue;
    const { hash, size, bytes } = file;
    const start = before;
    try {
      await api.upload({ collection: 'documents', docId: sent.docId, hash, size }, bytes, (share) =>
        progress((start + share * size) / total),
      );
    } catch {
      failed.push(file.name);
    }
    before += size;
  }
  return failed;
}

/** The annexes of a sent instruction. One whose bytes did not arrive is chosen again by its sender. */
export function DispatchFiles({ dispatch }: { readonly dispatch: DispatchDetail }) {
  const { t } = useTranslation('console');
  if (dispatch.files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('send.files')}>
      {dispatch.files.map((file) => (
        <DispatchFile key={file.id} dispatch={dispatch} file={file} />
      ))}
    </ul>
  );
}

function DispatchFile({ dispatch, file }: { readonly dispatch: DispatchDetail; readonly file: AnnexView }) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const { api } = useConsole();
  const cache = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const again = async (chosen: File | null) => {
    if (!chosen) return;
    setFailure(null);
    setShare(0);
    try {
      const { described, bytes } = await describeFile(fromBrowser(chosen), DEFAULT_FILE_LIMIT);
      if (described.hash !== file.hash) throw new CodedError('file_is_another', { name: file.name });
      const { hash, size } = file;
      await api.upload({ collection: 'documents', docId: dispatch.docId, hash, size }, bytes, setShare);
      showDone(t('send.fileCame', { name: file.name }));
      await cache.invalidateQueries({ queryKey: ['dispatch', dispatch.id] });
    } catch (error) {
      const told = toFailure(error);
      setFailure({ ...told, params: { name: chosen.name, ...told.params } });
    } finally {
      setShare(null);
    }
  };
  return (
    <li className={classes.file}>
      <span className={classes.name}>{file.name}</span>
      {file.arrived ? <span /> : <StateBadge tone="due">{t('send.fileMissing')}</StateBadge>}
      {!file.arrived && dispatch.own ? (
        <ChooseFiles onChange={(chosen) => void again(chosen)}>
          {(button) => (
            <Button {...button} size="compact-sm" variant="default" loading={share !== null}>
              {t('send.fileAgain')}
            </Button>
          )}
        </ChooseFiles>
      ) : (
        <span />
      )}
      <span className={classes.detail}>
        {sizeText(file.size)}
        {share === null ? null : <Progress value={share * 100} aria-label={file.name} />}
        {failure ? (
          <Group role="alert" c="var(--mantine-color-error)">
            {toText(failure)}
          </Group>
        ) : null}
      </span>
    </li>
  );
}
