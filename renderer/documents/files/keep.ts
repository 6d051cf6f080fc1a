import type { Attachment, AttachmentRole } from '#shared/domain/documents/attachments.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { type AttachmentsPort, type FileRef, PIECE_BYTES } from '#shared/sync/files/contract.ts';
import type { ActContext } from '../acts.ts';
import { describeFile } from './describe.ts';
import { hashFile } from './hash.ts';

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
  const { described, bytes } = await describeFile(file, options.limit);
  const ref: FileRef = { hash: described.hash, size: described.size };
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
    ...described,
    role: options.role,
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
