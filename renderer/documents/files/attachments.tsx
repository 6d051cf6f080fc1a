import { ActionIcon, Button, Menu, Progress, Select, Title } from '@mantine/core';
import { IconDots, IconPaperclip, IconPrinter, IconScan } from '@tabler/icons-react';
import { type DragEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  ATTACHMENT_ROLES,
  type Attachment,
  type AttachmentRole,
  attachmentsOf,
  type WithAttachments,
} from '#shared/domain/documents/attachments.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { useData } from '../../data/react.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { showFailure, showUndo, StateBadge } from '../../ui/index.ts';
import { useOffice, usePeopleOfOffice } from '../office.ts';
import { FileDialog } from './file-dialog.tsx';
import classes from './files.module.css';
import { fromBrowser, keepFiles, type NewFile } from './keep.ts';
import { fileLimit } from './limit.ts';
import { sizeText } from './size.ts';
import { useOfficeFiles, usePlaces, useScanned, useTransfers } from './use-files.ts';

interface AttachmentsProps {
  readonly collection: 'documents' | 'tasks';
  readonly docId: string;
  readonly body: WithAttachments;
  readonly place: 'here' | 'server';
  readonly level: 2 | 3 | 4 | 5;
  /** Whether this person may attach and take away. */
  readonly mayChange: boolean;
  /** Whether annexes can't be changed any more: they are signed with the paper. */
  readonly annexesStill?: boolean;
}

/** Files of a paper or a task: what there is, where each is, and how more come. */
export function Attachments(props: AttachmentsProps) {
  const { collection, docId, body, level, mayChange, annexesStill = false } = props;
  const { t } = useTranslation(['files', 'common']);
  const files = useOfficeFiles();
  const data = useData();
  const office = useOffice();
  const failureText = useFailureText();
  const transfers = useTransfers(files);
  const list = useMemo(() => attachmentsOf(body), [body]);
  const places = usePlaces(files, list, transfers);
  const [opened, setOpened] = useState<Attachment | null>(null);
  const [role, setRole] = useState<AttachmentRole>(collection === 'tasks' ? 'report' : 'scan');
  const [faults, setFaults] = useState<readonly Failure[]>([]);
  const [share, setShare] = useState<number | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { scanner, state: scanned } = useScanned(files);
  if (!files) return null;

  const attach = async (added: readonly NewFile[]): Promise<readonly NewFile[]> => {
    if (added.length === 0 || share !== null) return [];
    setFaults([]);
    setShare(0);
    try {
      const kept = await keepFiles(
        files.attachments,
        added,
        { role, limit: fileLimit(), context: office.context() },
        (done, of) => setShare(done / of),
      );
      const good = kept.filter((one) => one.ok);
      setFaults(kept.flatMap((one) => (one.ok ? [] : [one.failure])));
      if (good.length === 0) return [];
      const entries = good.map((one) => one.attachment);
      const named = entries.map(({ hash, size }) => ({ hash, size, collection, docId }));
      // Noted before the record is saved: no crash in between can leave a file that is never sent.
      for (const one of named) await files.attachments.send(one);
      const failure = await office.act([
        { collection, docId, kind: 'patch', patch: { attachments: entries as unknown as Json } },
      ]);
      if (failure) {
        for (const one of named) await files.attachments.unsend(one);
        return [];
      }
      void data.sync.now();
      return good.map((one) => one.file);
    } catch (error) {
      showFailure(failureText(error as Failure));
      return [];
    } finally {
      setShare(null);
    }
  };

  const attachScans = async (names: readonly { readonly name: string; readonly size: number }[]) => {
    if (!scanner) return;
    const added = names.map(({ name, size }): NewFile => ({
      name,
      size,
      async bytes() {
        const bytes = new Uint8Array(size);
        for (let n = 0; n * PIECE_BYTES < size; n++) bytes.set(await scanner.read(name, n), n * PIECE_BYTES);
        return bytes;
      },
    }));
    // Only what was attached leaves the folder.
    for (const file of await attach(added)) await scanner.take(file.name);
  };

  const remove = async (attachment: Attachment) => {
    const before = body.removedAttachmentIds ?? [];
    const set = (ids: readonly string[]) =>
      office.act([{ collection, docId, kind: 'patch', patch: { removedAttachmentIds: [...ids] } }]);
    if ((await set([...before, attachment.id])) === null) {
      showUndo(t('removed', { name: attachment.name }), () => void set(before));
    }
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void attach([...event.dataTransfer.files].map(fromBrowser));
  };

  const roles = ATTACHMENT_ROLES.filter((one) => one !== 'signed' && !(annexesStill && one === 'annex'));
  const mayRemove = (attachment: Attachment) =>
    mayChange && attachment.role !== 'signed' && !(annexesStill && attachment.role === 'annex');
  return (
    <>
      <Title order={level}>{t('title', { count: list.length })}</Title>
      {list.length > 0 ? (
        <ul className={classes.files}>
          {list.map((attachment) => (
            <FileRow
              key={attachment.id}
              attachment={attachment}
              sign={<WhereSign {...props} attachment={attachment} places={places} transfers={transfers} />}
              onOpen={() => setOpened(attachment)}
              onRemove={mayRemove(attachment) ? () => void remove(attachment) : null}
            />
          ))}
        </ul>
      ) : null}
      {mayChange ? (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- files are also chosen by the button inside
        <div
          className={classes.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Button
            variant="default"
            leftSection={<IconPaperclip size={18} aria-hidden />}
            onClick={() => input.current?.click()}
            disabled={share !== null}
          >
            {t('attach')}
          </Button>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('attach')}
            onChange={(event) => {
              const chosen = [...(event.currentTarget.files ?? [])].map(fromBrowser);
              event.currentTarget.value = '';
              void attach(chosen);
            }}
          />
          {scanner && scanned && scanned.found.length > 0 ? (
            <Menu position="bottom-start" withinPortal>
              <Menu.Target>
                <Button variant="default" leftSection={<IconScan size={18} aria-hidden />} disabled={share !== null}>
                  {t('fromScanner', { count: scanned.found.length })}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {scanned.found.slice(0, 12).map((one) => (
                  <Menu.Item key={one.name} onClick={() => void attachScans([one])}>
                    {one.name} · {sizeText(one.size)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : null}
          <Select
            aria-label={t('role.label')}
            data={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            value={role}
            onChange={(next) => next && setRole(next as AttachmentRole)}
            allowDeselect={false}
            w={190}
          />
          {collection === 'documents' ? (
            <Button
              component={Link}
              to={`/scans/cover/${docId}`}
              variant="subtle"
              leftSection={<IconPrinter size={18} aria-hidden />}
            >
              {t('cover')}
            </Button>
          ) : null}
          <span className={classes.detail}>{t('dropHint')}</span>
        </div>
      ) : null}
      {share !== null ? (
        <Progress mt="xs" value={share * 100} aria-label={t('keeping')} animated transitionDuration={0} />
      ) : null}
      <div role="alert">
        {faults.map((failure) => (
          <p key={`${failure.code}${String(failure.params?.name)}`} className={classes.fault}>
            {failureText(failure)}
          </p>
        ))}
      </div>
      {opened ? (
        <FileDialog
          attachment={opened}
          collection={collection}
          docId={docId}
          files={files}
          transfer={transfers.get(`down${opened.hash}`) ?? null}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </>
  );
}

function FileRow({
  attachment,
  sign,
  onOpen,
  onRemove,
}: {
  readonly attachment: Attachment;
  readonly sign: React.ReactNode;
  readonly onOpen: () => void;
  readonly onRemove: (() => void) | null;
}) {
  const { t } = useTranslation(['files', 'common']);
  const language = useLanguage();
  const { nameOf } = usePeopleOfOffice();
  const detail = [
    t(`role.${attachment.role}`),
    sizeText(attachment.size),
    attachment.pages ? t('pages', { count: attachment.pages }) : '',
    nameOf(attachment.actor),
    formatMoment(attachment.at, language),
  ];
  return (
    <li className={classes.file}>
      <Button variant="transparent" size="compact-sm" justify="flex-start" px={0} onClick={onOpen} maw="100%">
        <span className={classes.name} style={{ whiteSpace: 'normal' }}>
          {attachment.name}
        </span>
      </Button>
      <span style={{ display: 'flex', alignItems: 'center', gap: 8, gridRow: 'span 2' }}>
        {attachment.scripted ? <StateBadge tone="due">{t('scripted')}</StateBadge> : null}
        {sign}
        {onRemove ? (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="subtle" size="lg" aria-label={t('more', { name: attachment.name })}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={onOpen}>{t('open')}</Menu.Item>
              <Menu.Item onClick={onRemove}>{t('remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </span>
      <span className={classes.detail}>{detail.filter(Boolean).join(' · ')}</span>
    </li>
  );
}

function WhereSign({
  attachment,
  places,
  transfers,
}: AttachmentsProps & {
  readonly attachment: Attachment;
  readonly places: ReturnType<typeof usePlaces>;
  readonly transfers: ReturnType<typeof useTransfers>;
}) {
  const { t } = useTranslation('files');
  const failureText = useFailureText();
  const place = places.get(attachment.hash);
  const up = transfers.get(`up${attachment.hash}`);
  const down = transfers.get(`down${attachment.hash}`);
  const percent = (done: number) => Math.floor((100 * done) / attachment.size);
  if (down?.state === 'running') {
    return <StateBadge tone="accent">{t('where.fetching', { percent: percent(down.done) })}</StateBadge>;
  }
  if (up?.state === 'running') {
    return <StateBadge tone="accent">{t('where.sending', { percent: percent(up.done) })}</StateBadge>;
  }
  if (up?.state === 'stopped') {
    return (
      <StateBadge tone="overdue">
        {t('where.stopped', { why: failureText({ code: up.code ?? 'unexpected' } as Failure) })}
      </StateBadge>
    );
  }
  if (up) return <StateBadge tone="neutral">{t('where.here')}</StateBadge>;
  if (place === 'here') return <StateBadge tone="done">{t('where.both')}</StateBadge>;
  if (place === undefined) return null;
  return <StateBadge tone="neutral">{t(place === 'partly' ? 'where.partly' : 'where.away')}</StateBadge>;
}
