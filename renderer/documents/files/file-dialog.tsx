import { Button, Group, Modal, Progress, Select, Tabs, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/domain/documents/attachments.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { Transfer } from '#shared/sync/files/contract.ts';
import { useSession } from '../../app/session-context.ts';
import { useFailureText } from '../../i18n/index.ts';
import type { OfficeFiles } from '../../ports/files.ts';
import { ErrorState, LoadingState, showDone, showFailure } from '../../ui/index.ts';
import { FileView } from './file-view.tsx';
import classes from './files.module.css';
import { OCR_SCRIPTS, type OcrProgress, type OcrScript, readText } from './ocr.ts';
import type { OpenPages } from './pages.ts';
import { useFileText, useShownFile } from './use-files.ts';

/** A file before the eyes: its pages, its text, a copy of it. */
export function FileDialog({
  attachment,
  collection,
  docId,
  files,
  transfer,
  onClose,
}: {
  readonly attachment: Attachment;
  readonly collection: string;
  readonly docId: string;
  readonly files: OfficeFiles;
  readonly transfer: Transfer | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['files', 'common']);
  const failureText = useFailureText();
  const session = useSession();
  const { shown, retry } = useShownFile(files, { collection, docId }, attachment);
  const save = async (bytes: Uint8Array) => {
    try {
      const path = await session.files.saveFile(attachment.name, bytes);
      if (path !== null) showDone(t('saved', { name: attachment.name }));
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={attachment.name}
      size="min(1180px, 96vw)"
      styles={{ body: { height: 'calc(100vh - 180px)', display: 'flex', flexDirection: 'column' } }}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {shown === null || shown.kind === 'fetching' ? (
        <LoadingState>
          {transfer ? t('where.fetching', { percent: Math.floor((100 * transfer.done) / attachment.size) }) : undefined}
        </LoadingState>
      ) : null}
      {shown?.kind === 'failed' ? (
        <ErrorState onRetry={retry}>
          {failureText({ ...shown.failure, params: { name: attachment.name, ...withoutName(shown.failure) } })}
        </ErrorState>
      ) : null}
      {shown?.kind === 'open' ? (
        <>
          {attachment.scripted ? <Text role="note">{t('scriptedHint')}</Text> : null}
          {shown.pages ? (
            <Tabs
              defaultValue="pages"
              keepMounted={false}
              style={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}
            >
              <Group justify="space-between" align="end" mb="xs">
                <Tabs.List>
                  <Tabs.Tab value="pages">{t('view.title')}</Tabs.Tab>
                  <Tabs.Tab value="text">{t('text.title')}</Tabs.Tab>
                </Tabs.List>
                <Button variant="default" onClick={() => void save(shown.bytes)}>
                  {t('save')}
                </Button>
              </Group>
              <Tabs.Panel value="pages" style={{ flex: 1, minHeight: 0 }}>
                <FileView pages={shown.pages} />
              </Tabs.Panel>
              <Tabs.Panel value="text" style={{ flex: 1, minHeight: 0, overflow: 'auto' }} tabIndex={0}>
                <FileTextView files={files} hash={attachment.hash} pages={shown.pages} />
              </Tabs.Panel>
            </Tabs>
          ) : (
            <Group>
              <Text>{t('view.none')}</Text>
              <Button onClick={() => void save(shown.bytes)}>{t('save')}</Button>
            </Group>
          )}
        </>
      ) : null}
    </Modal>
  );
}

function withoutName(failure: Failure): Record<string, string | number> {
  const { name: _, ...rest } = failure.params ?? {};
  return rest;
}

/** What can be read in a file: from its own text, or recognised on this laptop. */
export function FileTextView({
  files,
  hash,
  pages,
}: {
  readonly files: OfficeFiles;
  readonly hash: string;
  readonly pages: OpenPages;
}) {
  const { t } = useTranslation(['files', 'common']);
  const failureText = useFailureText();
  const text = useFileText(files, hash);
  const [script, setScript] = useState<OcrScript>('uzb');
  const [progress, setProgress] = useState<OcrProgress | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(new DOMException('closed', 'AbortError')), []);

  const read = async () => {
    const controller = new AbortController();
    running.current = controller;
    setFailure(null);
    setProgress({ page: 1, pages: pages.pages, share: 0 });
    try {
      await files.texts.put(await readText(hash, pages, script, setProgress, controller.signal));
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setFailure(toFailure(error));
    } finally {
      running.current = null;
      setProgress(null);
    }
  };

  return (
    <>
      <Group align="end" mb="md">
        <Select
          label={t('text.script')}
          data={OCR_SCRIPTS.map((one) => ({ value: one, label: t(`text.scripts.${one.replace('+', '_and_')}`) }))}
          value={script}
          onChange={(next) => next && setScript(next as OcrScript)}
          allowDeselect={false}
          disabled={progress !== null}
          w={260}
        />
        {progress ? (
          <Button variant="default" onClick={() => running.current?.abort(new DOMException('cancelled', 'AbortError'))}>
            {t('common:action.cancel')}
          </Button>
        ) : (
          <Button onClick={() => void read()}>{t(text ? 'text.again' : 'text.read')}</Button>
        )}
      </Group>
      {progress ? (
        <>
          <Text size="sm" role="status">
            {t('text.reading', { n: progress.page, of: progress.pages })}
          </Text>
          <Progress value={progress.share * 100} aria-label={t('text.title')} transitionDuration={0} mb="md" />
        </>
      ) : null}
      {failure ? (
        <p className={classes.fault} role="alert">
          {failureText(failure)}
        </p>
      ) : null}
      {text ? (
        <>
          <Text size="xs" c="dimmed" mb="xs">
            {t(`text.from.${text.source}`)}
          </Text>
          <p className={classes.texts} data-file-text>
            {text.pages.join('\n\n').trim() || t('text.empty')}
          </p>
        </>
      ) : progress ? null : (
        <Text c="dimmed">{t('text.hint')}</Text>
      )}
    </>
  );
}
