import type { Attachment, AttachmentRole } from '#shared/domain/documents/attachments.ts';
import { checkFile, SNIFF_BYTES } from '#shared/domain/documents/file-types.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { type AttachmentsPort, type FileRef, PIECE_BYTES } from '#shared/sync/files/contract.ts';
import type { ActContext } from '../acts.ts';
import { hashFile } from './hash.ts';
import { openPages } from './pages.ts';

/** A file before it is attached: from a dialog, a drop, the scanner's folder, or a part of a long scan. */
export interface NewFile {
  readonly name: string;
  readonly size: number;
  bytes(): Promise<Uint8Array>;
}

/** What became of one file of a batch. */
export type Kept =
  | { readonly ok: true; readonly file: NewFile; readonly attachment: Attachment }
  | { readonly ok: false; readonly file: NewFile; readonly failure: Failure };

/** Reads a file that is on this laptop, whole; compares nothing more: each piece is sealed to its place. */
export async function readFile(attachments: AttachmentsPort, file: FileRef): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  for (let n = 0; n * PIECE_BYTES < file.size; n++) bytes.set(await attachments.read(file, n), n * PIECE_BYTES);
  return bytes;
}

async function keepOne(
  attachments: AttachmentsPort,
  file: NewFile,
  options: { readonly role: AttachmentRole; readonly limit: number; readonly context: ActContext },
  progress: (share: number) => void,
): Promise<Attachment> {
  // Before its bytes are read: a file of a gigabyte has no place in the memory.
  if (file.size > options.limit) {
    const checked = checkFile({ ...file, head: new Uint8Array(0), tail: new Uint8Array(0), limit: options.limit });
    if (!checked.ok) throw new CodedError(checked.failure.code, checked.failure.params);
  }
  const bytes = await file.bytes();
  const checked = checkFile({
    name: file.name,
    size: bytes.length,
    head: bytes.subarray(0, SNIFF_BYTES),
    tail: bytes.subarray(Math.max(0, bytes.length - SNIFF_BYTES)),
    limit: options.limit,
  });
  if (!checked.ok) throw new CodedError(checked.failure.code, checked.failure.params);
  const { name, type } = checked.file;
  let { scripted } = checked.file;
  let pages: number | undefined;
  if (type === 'pdf' || type === 'jpeg' || type === 'png' || type === 'webp') {
    const open = await openPages(bytes, type, name);
    pages = open.pages;
    if ('scripted' in open && open.scripted === true) scripted = true;
    await open.close();
  }
  const ref: FileRef = { hash: await hashFile(bytes), size: bytes.length };
  const [place] = await attachments.places([ref]);
  if (place !== 'here') {
    for (let n = 0; n * PIECE_BYTES < ref.size; n++) {
      await attachments.write(ref, n, bytes.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
      progress(Math.min(1, ((n + 1) * PIECE_BYTES) / ref.size));
    }
    await attachments.finish(ref);
  }
  return {
    id: options.context.newId(),
    ...ref,
    name,
    type,
    role: options.role,
    ...(pages ? { pages } : {}),
    ...(scripted ? { scripted: true as const } : {}),
    actor: options.context.actor.id,
    at: options.context.at,
  };
}

/**
 * Looks at files and keeps the good ones on this laptop, one after the other; what is wrong with the others is told one
 * by one and holds nothing up.
 */
export async function keepFiles(
  attachments: AttachmentsPort,
  files: readonly NewFile[],
  options: { readonly role: AttachmentRole; readonly limit: number; readonly context: ActContext },
  progress: (done: number, of: number) => void,
): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const [at, file] of files.entries()) {
    progress(at, files.length);
    try {
      const attachment = await keepOne(attachments, file, options, (share) => progress(at + share, files.length));
      kept.push({ ok: true, file, attachment });
    } catch (error) {
      const failure = toFailure(error);
      kept.push({ ok: false, file, failure: { ...failure, params: { name: file.name, ...failure.params } } });
    }
  }
  progress(files.length, files.length);
  return kept;
}

/** A browser's file as a new one. */
export function fromBrowser(file: File): NewFile {
  return { name: file.name, size: file.size, bytes: async () => new Uint8Array(await file.arrayBuffer()) };
}

export { hashFile };
