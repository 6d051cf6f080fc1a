import { Button, Group, Modal, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Attachment, attachmentsOf } from '#shared/domain/documents/attachments.ts';
import { SHOWN_TYPES } from '#shared/domain/documents/file-types.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { createBrowserFiles } from '../adapters/browser/files.ts';
import { FileView } from '../documents/files/file-view.tsx';
import classes from '../documents/files/files.module.css';
import { hashFile } from '../documents/files/hash.ts';
import { type OpenPages, openPages } from '../documents/files/pages.ts';
import { sizeText } from '../documents/files/size.ts';
import { useFailureText } from '../i18n/index.ts';
import { ErrorState, LoadingState, StateBadge } from '../ui/index.ts';
import type { PaperDetail } from './api.ts';
import { useConsole } from './context.ts';

/** Files of an office's paper: whoever may read the paper may open them. */
export function PaperFiles({ paper }: { readonly paper: PaperDetail }) {
  const { t } = useTranslation('files');
  const [opened, setOpened] = useState<Attachment | null>(null);
  const list = attachmentsOf(paper.body);
  if (list.length === 0) return null;
  return (
    <section>
      <Title order={3}>{t('title', { count: list.length })}</Title>
      <ul className={classes.files}>
        {list.map((attachment) => (
          <li key={attachment.id} className={classes.file}>
            <Button
              variant="transparent"
              size="compact-sm"
              justify="flex-start"
              px={0}
              onClick={() => setOpened(attachment)}
              maw="100%"
            >
              <span className={classes.name} style={{ whiteSpace: 'normal' }}>
                {attachment.name}
              </span>
            </Button>
            {attachment.scripted ? <StateBadge tone="due">{t('scripted')}</StateBadge> : <span />}
            <span className={classes.detail}>
              {[
                t(`role.${attachment.role}`),
                sizeText(attachment.size),
                attachment.pages ? t('pages', { count: attachment.pages }) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {opened ? <FileOfPaper paper={paper} attachment={opened} onClose={() => setOpened(null)} /> : null}
    </section>
  );
}

type Shown =
  | { readonly kind: 'fetching'; readonly attempt: number }
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly pages: OpenPages | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

function FileOfPaper({
  paper,
  attachment,
  onClose,
}: {
  readonly paper: PaperDetail;
  readonly attachment: Attachment;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['files', 'common']);
  const failureText = useFailureText();
  const { api } = useConsole();
  const [shown, setShown] = useState<Shown>({ kind: 'fetching', attempt: 0 });
  const [tries, setTries] = useState(0);
  const { hash, type, name } = attachment;
  useEffect(() => {
    let gone = false;
    let open: OpenPages | null = null;
    setShown({ kind: 'fetching', attempt: tries });
    const run = async () => {
      const blob = await api.attachment(paper.office.id, 'documents', paper.id, hash);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      // What came is what the paper names, or it is not shown.
      if ((await hashFile(bytes)) !== hash) throw new CodedError('file_damaged', { name });
      open = SHOWN_TYPES.includes(type) ? await openPages(bytes, type, name) : null;
      if (gone) await open?.close();
      else setShown({ kind: 'open', bytes, pages: open });
    };
    run().catch((error: unknown) => gone || setShown({ kind: 'failed', failure: toFailure(error) }));
    return () => {
      gone = true;
      void open?.close();
    };
  }, [api, paper.office.id, paper.id, hash, type, name, tries]);
  const save = (bytes: Uint8Array) => void createBrowserFiles().saveFile(name, bytes);
  return (
    <Modal
      opened
      onClose={onClose}
      title={name}
      size="min(1180px, 96vw)"
      styles={{ body: { height: 'calc(100vh - 180px)', display: 'flex', flexDirection: 'column' } }}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {shown.kind === 'fetching' ? <LoadingState /> : null}
      {shown.kind === 'failed' ? (
        <ErrorState onRetry={() => setTries(tries + 1)}>
          {failureText({ ...shown.failure, params: { ...shown.failure.params, name } })}
        </ErrorState>
      ) : null}
      {shown.kind === 'open' ? (
        <>
          <Group justify="space-between" mb="xs">
            <Text role="note">{attachment.scripted ? t('scriptedHint') : shown.pages ? '' : t('view.none')}</Text>
            <Button variant="default" onClick={() => save(shown.bytes)}>
              {t('save')}
            </Button>
          </Group>
          {shown.pages ? (
            <div style={{ flex: 1, minHeight: 0 }}>
              <FileView pages={shown.pages} />
            </div>
          ) : null}
        </>
      ) : null}
    </Modal>
  );
}
