import { Anchor, Button, Group, Progress, Select, Stack, Text, Title } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ScanPart } from '#shared/domain/documents/cover-sheet.ts';
import type { Json } from '#shared/kernel/json.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useSummaries } from '../../data/react.tsx';
import { FileSettings } from '../../documents/files/file-settings.tsx';
import { PageCanvas } from '../../documents/files/file-view.tsx';
import fileClasses from '../../documents/files/files.module.css';
import { fromBrowser, keepFiles, type NewFile } from '../../documents/files/keep.ts';
import { fileLimit } from '../../documents/files/limit.ts';
import { takePages } from '../../documents/files/split.ts';
import { useOfficeFiles, useScanned } from '../../documents/files/use-files.ts';
import { useOffice } from '../../documents/office.ts';
import { usePaperTitle } from '../../documents/paper-view.tsx';
import { useFailureText } from '../../i18n/index.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { EmptyState, Page, showDone } from '../../ui/index.ts';
import { divideScans, type Divided, type DivideProgress } from './divide.ts';
import classes from './scans.module.css';

/** Pages of a part that are shown before it is accepted. */
const STRIP = 12;

/** Divides long scans by their cover sheets and puts each part to its paper. */
export function ScansScreen() {
  const { t } = useTranslation(['scans', 'common', 'files']);
  const { office: ownOffice } = useSession();
  const files = useOfficeFiles();
  const data = useData();
  const office = useOffice();
  const failureText = useFailureText();
  const summaries = useSummaries();
  const { scanner, state: scanned } = useScanned(files);
  const [progress, setProgress] = useState<DivideProgress | null>(null);
  const [divided, setDivided] = useState<Divided | null>(null);
  const [targets, setTargets] = useState<readonly (string | null)[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saving, setSaving] = useState(false);
  const taken = useRef<readonly string[]>([]);
  const running = useRef<AbortController | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const byId = useMemo(() => new Map(summaries.map((one) => [one.id, one])), [summaries]);
  useEffect(() => () => running.current?.abort(new DOMException('left', 'AbortError')), []);
  useEffect(() => () => void divided?.pages.close(), [divided]);

  const divide = async (added: readonly NewFile[], names: readonly string[]) => {
    if (added.length === 0) return;
    const controller = new AbortController();
    running.current = controller;
    setFailure(null);
    setDivided(null);
    setProgress({ done: 0, of: 0 });
    try {
      const result = await divideScans(
        added,
        { officeId: ownOffice.id, limit: fileLimit() },
        setProgress,
        controller.signal,
      );
      taken.current = names;
      setTargets(result.parts.map((part) => (part.documentId && byId.has(part.documentId) ? part.documentId : null)));
      setDivided(result);
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setFailure(toFailure(error));
    } finally {
      running.current = null;
      setProgress(null);
    }
  };

  const divideScanned = () => {
    if (!scanner || !scanned) return;
    // The oldest first: the order in which they came out of the scanner.
    const found = scanned.found.toReversed();
    const added = found.map(({ name, size }): NewFile => ({
      name,
      size,
      async bytes() {
        const bytes = new Uint8Array(size);
        for (let n = 0; n * PIECE_BYTES < size; n++) bytes.set(await scanner.read(name, n), n * PIECE_BYTES);
        return bytes;
      },
    }));
    void divide(
      added,
      found.map((one) => one.name),
    );
  };

  const accept = async () => {
    if (!files || !divided || saving) return;
    setSaving(true);
    setFailure(null);
    try {
      let count = 0;
      for (const [at, part] of divided.parts.entries()) {
        const docId = targets[at];
        if (!docId) continue;
        const number = byId.get(docId)?.number?.replaceAll(/[^\p{L}\p{N}-]+/gu, '-');
        const name = `${number ?? 'skan'}.pdf`;
        const bytes = await takePages(divided.bytes, part.pages, name);
        const file: NewFile = { name, size: bytes.length, bytes: async () => bytes };
        const [kept] = await keepFiles(
          files.attachments,
          [file],
          { role: 'scan', limit: fileLimit(), context: office.context() },
          () => undefined,
        );
        if (!kept?.ok) {
          setFailure(kept?.failure ?? { code: 'unexpected' });
          return;
        }
        const { hash, size } = kept.attachment;
        const named = { hash, size, collection: 'documents', docId };
        await files.attachments.send(named);
        const refused = await office.act([
          {
            collection: 'documents',
            docId,
            kind: 'patch',
            patch: { attachments: [kept.attachment] as unknown as Json },
          },
        ]);
        if (refused) {
          await files.attachments.unsend(named);
          return;
        }
        count += 1;
        // What is saved is not saved again by a second try.
        setTargets((before) => before.map((one, index) => (index === at ? null : one)));
      }
      if (targets.every((target) => target !== null)) {
        for (const name of taken.current) await scanner?.take(name);
      }
      showDone(t('done', { count }));
      void data.sync.now();
      setDivided(null);
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setSaving(false);
    }
  };

  const ready = targets.filter((target) => target !== null).length;
  const busy = progress !== null || saving;
  if (!files) return <EmptyState title={t('title')} order={1} />;
  return (
    <Page
      title={t('title')}
      subtitle={t('hint')}
      actions={
        <>
          <Button variant={divided ? 'default' : 'filled'} disabled={busy} onClick={() => input.current?.click()}>
            {t('choose')}
          </Button>
          {scanner && scanned && scanned.found.length > 0 ? (
            <Button variant="default" disabled={busy} onClick={divideScanned}>
              {t('fromScanner', { count: scanned.found.length })}
            </Button>
          ) : null}
        </>
      }
    >
      <input
        ref={input}
        type="file"
        accept=".pdf,.jpg,.jpeg,.png"
        multiple
        hidden
        aria-label={t('choose')}
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])].map(fromBrowser);
          event.currentTarget.value = '';
          void divide(chosen, []);
        }}
      />
      <Stack gap="lg" maw={980}>
        {progress ? (
          <div>
            <Text role="status">{t('reading', { done: progress.done, of: progress.of })}</Text>
            <Group mt="xs" wrap="nowrap">
              <Progress
                flex={1}
                value={progress.of === 0 ? 0 : (100 * progress.done) / progress.of}
                aria-label={t('title')}
                transitionDuration={0}
              />
              <Button
                variant="default"
                onClick={() => running.current?.abort(new DOMException('cancelled', 'AbortError'))}
              >
                {t('common:action.cancel')}
              </Button>
            </Group>
          </div>
        ) : null}
        <div role="alert">
          {[...(failure ? [failure] : []), ...(divided?.faults ?? [])].map((one) => (
            <p key={`${one.code}${String(one.params?.name)}`} className={classes.fault}>
              {failureText(one)}
            </p>
          ))}
        </div>
        {divided ? (
          <>
            <Group justify="space-between">
              <Title order={2}>{t('preview', { count: divided.parts.length })}</Title>
              <Group>
                <Button variant="default" disabled={saving} onClick={() => setDivided(null)}>
                  {t('discard')}
                </Button>
                <Button loading={saving} disabled={ready === 0} onClick={() => void accept()}>
                  {t('accept', { count: ready })}
                </Button>
              </Group>
            </Group>
            <ul className={fileClasses.parts}>
              {divided.parts.map((part, at) => (
                <Part
                  key={part.pages.join()}
                  part={part}
                  divided={divided}
                  target={targets[at] ?? null}
                  summaries={summaries}
                  onTarget={(id) => setTargets((before) => before.map((one, index) => (index === at ? id : one)))}
                />
              ))}
            </ul>
          </>
        ) : progress ? null : (
          <>
            <Text>{t('how')}</Text>
            <FileSettings />
          </>
        )}
      </Stack>
    </Page>
  );
}

function Part({
  part,
  divided,
  target,
  summaries,
  onTarget,
}: {
  readonly part: ScanPart;
  readonly divided: Divided;
  readonly target: string | null;
  readonly summaries: readonly DocumentSummary[];
  readonly onTarget: (id: string | null) => void;
}) {
  const { t } = useTranslation(['scans', 'files']);
  const title = usePaperTitle();
  const [search, setSearch] = useState('');
  const paper = summaries.find((one) => one.id === target);
  const options = useMemo(() => {
    const words = search.toLowerCase();
    return summaries
      .filter((one) => one.id === target || `${one.number ?? ''} ${one.subject}`.toLowerCase().includes(words))
      .slice(0, 30)
      .map((one) => ({ value: one.id, label: [one.number, one.subject].filter(Boolean).join(' · ') }));
  }, [summaries, search, target]);
  const why = part.documentId === null ? t(`reason.${part.reason ?? 'before_first'}`) : t('reason.unknown');
  return (
    <li className={fileClasses.part} data-nobody={target === null || undefined}>
      <Title order={3}>
        {paper ? (
          <Anchor component={Link} to={`/paper/${paper.id}`} inherit>
            {title(paper as never)} · {paper.subject}
          </Anchor>
        ) : (
          t('nobody')
        )}
      </Title>
      <Text size="xs" c="dimmed">
        {t('files:pages', { count: part.pages.length })}
        {part.documentId === null || !paper ? ` · ${why}` : ` · ${t('byCover')}`}
      </Text>
      <div className={fileClasses.strip}>
        {part.pages.slice(0, STRIP).map((n) => (
          <div key={n}>
            <PageCanvas pages={divided.pages} n={n} width={96} label={t('files:view.page', { n: n + 1 })} />
          </div>
        ))}
        {part.pages.length > STRIP ? <Text>+{part.pages.length - STRIP}</Text> : null}
      </div>
      <Select
        label={t('target')}
        placeholder={t('targetNone')}
        data={options}
        value={target}
        onChange={onTarget}
        searchable
        clearable
        searchValue={search}
        onSearchChange={setSearch}
        filter={({ options: shown }) => shown}
        maw={560}
      />
    </li>
  );
}
