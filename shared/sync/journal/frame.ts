import { hashBytes } from '#shared/kernel/json.ts';
import { crc32 } from './crc32.ts';

/*
 * A record on disk:
 *   0  magic "MJ1\n"
 *   4  length of the sealed bytes, 32 bits big-endian
 *   8  number of the record in its segment, from 0
 *  12  CRC-32 of everything else in the frame, magic left out
 *  16  SHA-256 of the frame before it, across segments
 *  48  sealed bytes
 */
const MAGIC = [0x4d, 0x4a, 0x31, 0x0a] as const;
/** Bytes of a frame before its sealed content. */
export const FRAME_HEADER = 48;
/** Length of a frame's hash. */
export const HASH_LENGTH = 32;
/** No record is larger: a greater length is damage. */
export const MAX_RECORD_BYTES = 64 * 1_048_576;

/** Where a frame lies in its segment. */
export interface Frame {
  readonly offset: number;
  readonly end: number;
  readonly index: number;
}

/** A piece of a segment that is no frame. */
export interface Gap {
  readonly offset: number;
  readonly end: number;
}

/** What a segment is made of. `tail`: unreadable bytes at its end, after which nothing readable comes. */
export interface ScannedSegment {
  readonly frames: readonly Frame[];
  readonly gaps: readonly Gap[];
  readonly tail: Gap | null;
}

function checksum(frame: Uint8Array): number {
  return crc32(frame.subarray(16), crc32(frame.subarray(4, 12)));
}

/** Frames sealed bytes. */
export function encodeFrame(index: number, previous: Uint8Array, sealed: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER + sealed.length);
  const view = new DataView(frame.buffer);
  frame.set(MAGIC, 0);
  view.setUint32(4, sealed.length);
  view.setUint32(8, index);
  frame.set(previous, 16);
  frame.set(sealed, FRAME_HEADER);
  view.setUint32(12, checksum(frame));
  return frame;
}

/** SHA-256 of a frame: the next one holds it. */
export function hashFrame(frame: Uint8Array): Uint8Array {
  return hashBytes(frame);
}

function hasMagic(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === MAGIC[0] && bytes[at + 1] === MAGIC[1] && bytes[at + 2] === MAGIC[2] && bytes[at + 3] === MAGIC[3]
  );
}

/** The frame at `offset`, or null where there is no whole and undamaged one. */
export function frameAt(bytes: Uint8Array, offset: number): Frame | null {
  if (offset + FRAME_HEADER > bytes.length || !hasMagic(bytes, offset)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(offset + 4);
  const end = offset + FRAME_HEADER + length;
  if (length > MAX_RECORD_BYTES || end > bytes.length) return null;
  if (checksum(bytes.subarray(offset, end)) !== view.getUint32(offset + 12)) return null;
  return { offset, end, index: view.getUint32(offset + 8) };
}

/** Finds every undamaged frame of a segment, also beyond damage. Never throws. */
export function scanSegment(bytes: Uint8Array): ScannedSegment {
  const frames: Frame[] = [];
  const gaps: Gap[] = [];
  let at = 0;
  let gapFrom = -1;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at);
    if (frame) {
      if (gapFrom >= 0) gaps.push({ offset: gapFrom, end: at });
      gapFrom = -1;
      frames.push(frame);
      at = frame.end;
      continue;
    }
    if (gapFrom < 0) gapFrom = at;
    at = bytes.indexOf(MAGIC[0], at + 1);
    if (at < 0) break;
  }
  return { frames, gaps, tail: gapFrom < 0 ? null : { offset: gapFrom, end: bytes.length } };
}
