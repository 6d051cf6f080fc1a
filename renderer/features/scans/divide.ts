import type { PageReading, ScanPart } from '#shared/domain/documents/cover-sheet.ts';
import { splitPages } from '#shared/domain/documents/cover-sheet.ts';
import { checkFile, SNIFF_BYTES } from '#shared/domain/documents/file-types.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { readCovers } from '../../documents/files/covers.ts';
import type { NewFile } from '../../documents/files/keep.ts';
import { type OpenPages, openPages } from '../../documents/files/pages.ts';
import { joinScans } from '../../documents/files/split.ts';

/** A long scan, read and divided, before anybody has accepted it. */
export interface Divided {
  /** The whole as one PDF. */
  readonly bytes: Uint8Array;
  readonly pages: OpenPages;
  readonly parts: readonly ScanPart[];
  readonly readings: readonly PageReading[];
  /** Files that could not be taken, each with its reason; the others are in. */
  readonly faults: readonly Failure[];
}

/** How far dividing is. */
export interface DivideProgress {
  readonly done: number;
  readonly of: number;
}

/** Joins scans, reads their pages for cover sheets, and divides them. Rejects with a code, or an AbortError. */
export async function divideScans(
  files: readonly NewFile[],
  options: { readonly officeId: string; readonly limit: number },
  progress: (state: DivideProgress) => void,
  signal: AbortSignal,
): Promise<Divided> {
  const good: { readonly name: string; readonly type: 'pdf' | 'jpeg' | 'png'; readonly bytes: Uint8Array }[] = [];
  const faults: Failure[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      const bytes = file.size > options.limit ? new Uint8Array(0) : await file.bytes();
      const checked = checkFile({
        name: file.name,
        size: file.size,
        head: bytes.subarray(0, SNIFF_BYTES),
        tail: bytes.subarray(Math.max(0, bytes.length - SNIFF_BYTES)),
        limit: options.limit,
      });
      if (!checked.ok) throw new CodedError(checked.failure.code, checked.failure.params);
      const { type, name } = checked.file;
      if (type !== 'pdf' && type !== 'jpeg' && type !== 'png') throw new CodedError('file_type_unknown', { name });
      // Whether it opens at all, before it is joined to the others.
      await (await openPages(bytes, type, name)).close();
      good.push({ name, type, bytes });
    } catch (error) {
      const failure = toFailure(error);
      faults.push({ ...failure, params: { name: file.name, ...failure.params } });
    }
  }
  const first = faults[0];
  if (good.length === 0) throw new CodedError(first?.code ?? 'file_empty', first?.params);
  const single = good.length === 1 && good[0]?.type === 'pdf' ? good[0].bytes : null;
  const bytes = single ?? (await joinScans(good));
  const pages = await openPages(bytes, 'pdf', good[0]?.name ?? '');
  try {
    progress({ done: 0, of: pages.pages });
    const readings = await readCovers(pages, options.officeId, (done) => progress({ done, of: pages.pages }), signal);
    return { bytes, pages, readings, parts: splitPages(readings), faults };
  } catch (error) {
    await pages.close();
    throw error;
  }
}
