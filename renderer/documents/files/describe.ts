import type { FileDescription } from '#shared/domain/documents/attachments.ts';
import { checkFile, SNIFF_BYTES } from '#shared/domain/documents/file-types.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { hashFile } from './hash.ts';
import type { NewFile } from './keep.ts';
import { openPages } from './pages.ts';

/**
 * Looks at a file: its type by its bytes, its pages, its hash. Rejects with what is wrong with it.
 * @param limit largest file taken, bytes
 */
export async function describeFile(
  file: NewFile,
  limit: number,
): Promise<{ readonly described: FileDescription; readonly bytes: Uint8Array }> {
  // Before its bytes are read: a file of a gigabyte has no place in the memory.
  if (file.size > limit) {
    const checked = checkFile({ ...file, head: new Uint8Array(0), tail: new Uint8Array(0), limit });
    if (!checked.ok) throw new CodedError(checked.failure.code, checked.failure.params);
  }
  const bytes = await file.bytes();
  const checked = checkFile({
    name: file.name,
    size: bytes.length,
    head: bytes.subarray(0, SNIFF_BYTES),
    tail: bytes.subarray(Math.max(0, bytes.length - SNIFF_BYTES)),
    limit,
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
  return {
    described: {
      hash: await hashFile(bytes),
      size: bytes.length,
      name,
      type,
      ...(pages ? { pages } : {}),
      ...(scripted ? { scripted: true as const } : {}),
    },
    bytes,
  };
}
