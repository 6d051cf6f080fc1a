/** Words that stand in the picture's EXIF; nothing of them may be in what is kept. */
export const GPS_WORDS = ['Exif', 'Toshkent, 41.3111 N 69.2797 E', 'Sinov kamerasi'] as const;

const text = (value: string) => Buffer.from(`${value}\0`, 'latin1');

/** One entry of an EXIF directory; its value, or the place where it lies. */
function entry(tag: number, type: number, count: number, value: Buffer | number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(tag, 0);
  bytes.writeUInt16BE(type, 2);
  bytes.writeUInt32BE(count, 4);
  if (typeof value === 'number') bytes.writeUInt32BE(value, 8);
  else value.copy(bytes, 8);
  return bytes;
}

function directory(entries: readonly Buffer[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16BE(entries.length);
  return Buffer.concat([count, ...entries, Buffer.alloc(4)]);
}

function degrees(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [at, value] of values.entries()) {
    bytes.writeUInt32BE(value, at * 8);
    bytes.writeUInt32BE(at === 2 ? 100 : 1, at * 8 + 4);
  }
  return bytes;
}

/** A JPEG with the EXIF of a telephone: its camera, words, and the place where it was taken. */
export function withPosition(jpeg: Buffer): Buffer {
  const place = text(GPS_WORDS[1]);
  const camera = text(GPS_WORDS[2]);
  const first = 8;
  const gps = first + 2 + 3 * 12 + 4;
  const data = gps + 2 + 4 * 12 + 4;
  const latitude = degrees(41, 18, 3996);
  const longitude = degrees(69, 16, 4692);
  const tiff = Buffer.concat([
    Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, first]),
    directory([
      entry(0x010e, 2, place.length, data + 48),
      entry(0x010f, 2, camera.length, data + 48 + place.length),
      entry(0x8825, 4, 1, gps),
    ]),
    directory([
      entry(1, 2, 2, Buffer.from('N\0')),
      entry(2, 5, 3, data),
      entry(3, 2, 2, Buffer.from('E\0')),
      entry(4, 5, 3, data + 24),
    ]),
    latitude,
    longitude,
    place,
    camera,
  ]);
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, (content.length + 2) >> 8, (content.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}
