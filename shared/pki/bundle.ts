import PizZip from 'pizzip';
import { CodedError } from '#shared/kernel/result.ts';

/** Name of the signed paper in a bundle that proves it. */
export const BUNDLE_PAPER = 'paper.pdf';

/** Whether bytes begin as a ZIP archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * The signed paper out of a bundle. The certificates that lie beside it are not taken: whoever made a false paper could
 * have put false ones there.
 * @param limit bytes that the paper may have unpacked; an archive made to burst is refused before it is unpacked
 * @throws `bundle_damaged`
 */
export function paperOfBundle(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    const entry = new PizZip(bytes).file(BUNDLE_PAPER);
    // oxlint-disable-next-line no-underscore-dangle -- the library tells an entry's size only here
    const size = (entry as { _data?: { uncompressedSize?: number } } | null)?._data?.uncompressedSize;
    if (!entry || size === undefined || size > limit) throw new CodedError('bundle_damaged');
    return entry.asUint8Array();
  } catch (error) {
    throw error instanceof CodedError ? error : new CodedError('bundle_damaged', {}, { cause: error });
  }
}
