/** The longest photograph that a person's record takes, characters of base64. */
export const PHOTO_MAX = 18 * 1024;

const MARKERS_WITHOUT_LENGTH = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);

/**
 * Whether bytes are a JPEG with nothing in it but the picture: no EXIF, no position, no comment, no vendor's data.
 * JFIF's own head, which tells the density of the dots, may be there.
 */
export function isBareJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false;
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return false;
    const marker = bytes[at + 1] as number;
    if (MARKERS_WITHOUT_LENGTH(marker)) {
      at += 2;
      continue;
    }
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    if (length < 2) return false;
    const isJfif = marker === 0xe0 && String.fromCharCode(...bytes.subarray(at + 4, at + 8)) === 'JFIF';
    if ((marker >= 0xe0 && marker <= 0xef && !isJfif) || marker === 0xfe) return false;
    // A thumbnail may lie in JFIF's head: 16 bytes hold none.
    if (isJfif && length !== 16) return false;
    at += 2 + length;
    if (marker === 0xda) return endsAfterScans(bytes, at);
  }
  return false;
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
