import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { readPaperProof } from '#shared/domain/documents/paper-proof.ts';

/** Pictures with more pixels are refused before anything unpacks them. */
export const MAX_PIXELS = 40_000_000;

/** Width and height of a PNG or JPEG by its head; null for another file. */
export function sizeOf(bytes: Buffer): { readonly width: number; readonly height: number } | null {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.readUInt32BE(12) === 0x49484452) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    if (marker === 0xda) return null;
    const alone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    at += marker === 0xff ? 1 : alone ? 2 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

let ready: Promise<unknown> | null = null;
let turn: Promise<unknown> = Promise.resolve();

/**
 * The mark on a picture of a page, as its QR code says it; null where there is none, `too_large` where the picture is a
 * flood. One picture at a time: whoever sends many waits for themselves.
 */
export async function readPicture(bytes: Buffer): Promise<string | null | 'too_large'> {
  const size = sizeOf(bytes);
  if (!size || size.width === 0 || size.height === 0) return null;
  if (size.width * size.height > MAX_PIXELS) return 'too_large';
  ready ??= Promise.resolve(
    prepareZXingModule({
      overrides: {
        wasmBinary: new Uint8Array(
          readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')),
        ).buffer,
      },
      fireImmediately: true,
    }),
  );
  const mine = turn.then(async () => {
    await ready;
    const codes = await readBarcodes(bytes, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 8 });
    return codes.map((code) => code.text).find((text) => readPaperProof(text) !== null) ?? null;
  });
  turn = mine.catch(() => undefined);
  return mine.catch(() => null);
}
