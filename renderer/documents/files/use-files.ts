import { useCallback, useEffect, useState } from 'react';
import type { Attachment } from '#shared/domain/documents/attachments.ts';
import { toFailure, type Failure } from '#shared/kernel/result.ts';
import type { FileOfRecord, FilePlace, Transfer } from '#shared/sync/files/contract.ts';
import { useData } from '../../data/react.tsx';
import type { OfficeFiles } from '../../ports/files.ts';
import { readFile } from './keep.ts';
import { type OpenPages, openPages } from './pages.ts';

/** The office's files; null for a client that was made without them. */
export function useOfficeFiles(): OfficeFiles | null {
  return useData().files ?? null;
}

/** Transfers as they go on, by direction and hash: `up<hash>`, `down<hash>`. Done ones are gone. */
export function useTransfers(files: OfficeFiles | null): ReadonlyMap<string, Transfer> {
  const [transfers, setTransfers] = useState<ReadonlyMap<string, Transfer>>(new Map());
  useEffect(() => {
    if (!files) return undefined;
    let gone = false;
    void files.attachments.transfers().then(
      (list) => gone || setTransfers(new Map(list.map((one) => [`${one.direction}${one.hash}`, one]))),
      () => undefined,
    );
    const stop = files.attachments.onTransfer((transfer) =>
      setTransfers((before) => {
        const next = new Map(before);
        const key = `${transfer.direction}${transfer.hash}`;
        if (transfer.state === 'done' || (transfer.state === 'stopped' && transfer.direction === 'down'))
          next.delete(key);
        else next.set(key, transfer);
        return next;
      }),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [files]);
  return transfers;
}

/** Which of the files are here; again after each transfer. */
export function usePlaces(
  files: OfficeFiles | null,
  attachments: readonly Attachment[],
  again: unknown,
): ReadonlyMap<string, FilePlace> {
  const [places, setPlaces] = useState<ReadonlyMap<string, FilePlace>>(new Map());
  const key = attachments.map((one) => one.hash).join();
  useEffect(() => {
    if (!files || attachments.length === 0) return undefined;
    let gone = false;
    files.attachments.places(attachments.map(({ hash, size }) => ({ hash, size }))).then(
      (found) => gone || setPlaces(new Map(attachments.map((one, at) => [one.hash, found[at] as FilePlace]))),
      () => undefined,
    );
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the hashes are the files
  }, [files, key, again]);
  return places;
}

/** A file that is open before the eyes. */
export type Shown =
  | { readonly kind: 'fetching'; readonly attempt: number }
  | { readonly kind: 'open'; readonly bytes: Uint8Array; readonly pages: OpenPages | null }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Fetches a file where it is not here, reads it, opens its pages. `null` closes. */
export function useShownFile(
  files: OfficeFiles | null,
  record: Pick<FileOfRecord, 'collection' | 'docId'>,
  attachment: Attachment | null,
): { readonly shown: Shown | null; readonly retry: () => void } {
  const [shown, setShown] = useState<Shown | null>(null);
  const [tries, setTries] = useState(0);
  const { collection, docId } = record;
  useEffect(() => {
    if (!files || !attachment) {
      setShown(null);
      return undefined;
    }
    let gone = false;
    let open: OpenPages | null = null;
    const { hash, size, type, name } = attachment;
    setShown({ kind: 'fetching', attempt: tries });
    const run = async () => {
      await files.attachments.fetch({ hash, size, collection, docId });
      const bytes = await readFile(files.attachments, { hash, size });
      const isShown = type === 'pdf' || type === 'jpeg' || type === 'png' || type === 'webp';
      open = isShown ? await openPages(bytes, type, name) : null;
      if (gone) await open?.close();
      else setShown({ kind: 'open', bytes, pages: open });
    };
    run().catch((error: unknown) => gone || setShown({ kind: 'failed', failure: toFailure(error) }));
    return () => {
      gone = true;
      void files.attachments.cancel(hash);
      void open?.close();
    };
  }, [files, attachment, collection, docId, tries]);
  return { shown, retry: useCallback(() => setTries((n) => n + 1), []) };
}

const nothing = () => () => undefined;

/** Whether a file's text was read already; follows. */
export function useFileText(files: OfficeFiles | null, hash: string | null) {
  const [text, setText] = useState<Awaited<ReturnType<OfficeFiles['texts']['get']>>>(null);
  const subscribe = files ? files.texts.onChange : nothing;
  useEffect(() => {
    if (!files || !hash) {
      setText(null);
      return undefined;
    }
    let gone = false;
    void files.texts.get(hash).then(
      (found) => gone || setText(found),
      () => undefined,
    );
    const stop = subscribe((next) => {
      if (next.hash === hash) setText(next);
    });
    return () => {
      gone = true;
      stop();
    };
  }, [files, hash, subscribe]);
  return text;
}

/** Files in the scanner's folder; null where there is no folder. */
export function useScanned(files: OfficeFiles | null) {
  const [state, setState] = useState<{
    readonly folder: string | null;
    readonly found: readonly { readonly name: string; readonly size: number }[];
  } | null>(null);
  const scanner = files?.scanner ?? null;
  const refresh = useCallback(async () => {
    if (!scanner) return;
    setState({ folder: await scanner.folder(), found: await scanner.found() });
  }, [scanner]);
  useEffect(() => {
    if (!scanner) return undefined;
    void refresh().catch(() => undefined);
    return scanner.onFound((found) => setState((before) => ({ folder: before?.folder ?? null, found })));
  }, [scanner, refresh]);
  return { scanner, state, refresh };
}
