import { fromBase64Url } from '#shared/kernel/encoding.ts';

/** The longest photograph that a person's record takes, characters of base64. */
export const PHOTO_MAX = 18 * 1024;

const hasNoLength = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);

interface Segment {
  readonly marker: number;
  readonly from: number;
  readonly to: number;
}

/** What stands before the picture's dots, the head of the first scan included; null for what is no JPEG. */
function segmentsOf(bytes: Uint8Array): readonly Segment[] | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const segments: Segment[] = [];
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    const length = hasNoLength(marker) ? 0 : ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    if (length === 1) return null;
    const to = at + 2 + length;
    if (to > bytes.length) return null;
    segments.push({ marker, from: at, to });
    at = to;
    if (marker === 0xda) return segments;
  }
  return null;
}

/** A segment that says something of a picture, and is not the picture: EXIF, a colour profile, a comment. */
function isForeign(bytes: Uint8Array, { marker, from, to }: Segment): boolean {
  if (marker === 0xfe) return true;
  if (marker < 0xe0 || marker > 0xef) return false;
  // JFIF's own head tells the density of the dots; 18 bytes with the marker hold no small picture.
  return marker !== 0xe0 || to - from !== 18 || String.fromCharCode(...bytes.subarray(from + 4, from + 8)) !== 'JFIF';
}

/**
 * Whether bytes are a JPEG with nothing in it but the picture: no EXIF, no position, no comment, no vendor's data, and
 * nothing behind its end.
 */
export function isBareJpeg(bytes: Uint8Array): boolean {
  const segments = segmentsOf(bytes);
  if (!segments || segments.some((segment) => isForeign(bytes, segment))) return false;
  return endsAfterScans(bytes, segments.at(-1)?.to ?? bytes.length);
}

/** A JPEG without what {@link isForeign} before its dots; null for what is no JPEG. */
export function stripJpeg(bytes: Uint8Array): Uint8Array | null {
  const segments = segmentsOf(bytes);
  if (!segments) return null;
  const kept = segments.filter((segment) => !isForeign(bytes, segment)).map(({ from, to }) => bytes.subarray(from, to));
  const parts = [bytes.subarray(0, 2), ...kept, bytes.subarray(segments.at(-1)?.to)];
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** From the first scan on: no foreign segment between scans, and nothing behind the end. */
function endsAfterScans(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] as number;
    if (marker === 0xd9) return at + 2 === bytes.length;
    if (marker >= 0xe0 && marker <= 0xef) return false;
    if (marker === 0xfe) return false;
  }
  return false;
}

/** Whether a text is a photograph as a record may hold it: base64 of a bare JPEG, and no longer than it may be. */
export function isPhoto(text: string): boolean {
  if (text.length > PHOTO_MAX || /[-_]/.test(text)) return false;
  try {
    return isBareJpeg(
      fromBase64Url(
        text
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replace(/={1,2}$/, ''),
      ),
    );
  } catch {
    return false;
  }
}

/** The part of a picture that is kept: its corner and size in the picture's own dots. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture that is cut out, as wide to high as 3 to 4.
 * @param zoom 1 takes as much as there is, 3 a third of it
 * @param across 0 is the left end, 1 the right one; `down` likewise
 */
export function cropOf(
  picture: { readonly width: number; readonly height: number },
  zoom: number,
  across: number,
  down: number,
): Crop {
  const most = Math.min(picture.width, (picture.height * 3) / 4);
  const width = most / Math.max(1, zoom);
  const height = (width * 4) / 3;
  return { x: (picture.width - width) * across, y: (picture.height - height) * down, width, height };
}
