import {
  createPaperMark,
  isProofGenuine,
  markText,
  type PaperMark,
  readPaperProof,
  shortCode,
} from '#shared/domain/documents/paper-proof.ts';
import { createOfficeKey } from '#shared/domain/documents/signing.ts';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { MARK_READER_OPTIONS } from '../../../renderer/documents/mark-options.ts';
import { qrPath } from '../../../renderer/documents/qr.ts';

/** A paper of the trials, and its mark. */
export interface Printed {
  readonly number: string;
  readonly regDate: string;
  readonly contentHash: string;
  readonly mark: PaperMark;
}

/** How a page was treated before it came under the reader. */
export interface Treatment {
  /** Degrees. */
  readonly rotate: number;
  /** Of 150 dots to the inch. */
  readonly scale: number;
  /** Radius, pixels of the treated picture. */
  readonly blur: number;
  /** JPEG quality, 0 to 1. */
  readonly quality: number;
  /** Brightness and contrast, 1 as it was. */
  readonly brightness: number;
  readonly contrast: number;
}

/** A source of the same numbers for the same seed, 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Makes the nth paper. */
export function makePrinted(n: number): Printed {
  const key = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill((n % 250) + 1) });
  const next = seeded(n + 17);
  const contentHash = Array.from({ length: 64 }, () => Math.floor(next() * 16).toString(16)).join('');
  const facts = {
    number: `${(n % 90) + 1}-${(n % 9) + 1}/${n * 37 + 5}`,
    regDate: `2026-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`,
    contentHash,
  };
  return { ...facts, mark: createPaperMark(key.secret, facts) };
}

const WORDS =
  'fuqarolar yigʻini raisi hujjat murojaat boʻyicha maʼlum qiladi oʻrganib chiqildi belgilangan tartibda'.split(' ');

/** A page with its mark at the foot, the size at which the client prints it. */
export function pageOf(printed: Printed): string {
  const { size, path } = qrPath(markText(printed.mark, 'https://hujjat.mahalla.uz'));
  const next = seeded(printed.number.length + 3);
  const text = Array.from({ length: 260 }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
  return `<!doctype html><meta charset="utf-8"><style>@page{size:A4;margin:20mm 15mm 20mm 25mm}body{font:13pt/1.45 sans-serif;margin:0}
    .f{display:flex;justify-content:space-between;margin-top:30px}.m{width:36mm;text-align:center;font:9pt monospace}svg{display:block;width:36mm;height:36mm}</style>
    <p>№ ${printed.number} · ${printed.regDate}</p><p>${text}</p>
    <div class="f"><div>Rais<br>SHA-256 ${printed.contentHash.slice(0, 32)}…</div><div class="m">
    <svg viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}"/></svg>
    ${shortCode(printed.contentHash)}</div></div>`;
}

/** The treatment of a trial: any angle, half to one and a half of its size, out of focus, badly lit, badly kept. */
export function treatmentOf(trial: number): Treatment {
  const next = seeded(trial * 7_919 + 11);
  return {
    rotate: next() * 360,
    scale: 0.75 + next() * 0.75,
    blur: next() * 1.2,
    quality: 0.5 + next() * 0.45,
    brightness: 0.8 + next() * 0.4,
    contrast: 0.7 + next() * 0.5,
  };
}

/** Treats a picture of a page in the browser; a JPEG. */
export async function treat(page: Page, picture: Buffer, treatment: Treatment): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([source, { rotate, scale, blur, quality, brightness, contrast }]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const angle = (rotate * Math.PI) / 180;
      const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
      const [width, height] = [image.width * scale, image.height * scale];
      const canvas = document.createElement('canvas');
      canvas.width = Math.ceil(width * cos + height * sin);
      canvas.height = Math.ceil(width * sin + height * cos);
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.fillStyle = '#d8d2c8';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.filter = `blur(${blur}px) brightness(${brightness}) contrast(${contrast})`;
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate(angle);
      context.drawImage(image, -width / 2, -height / 2, width, height);
      return canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? '';
    },
    [picture.toString('base64'), treatment] as const,
  );
  return Buffer.from(base64, 'base64');
}

let ready: Promise<unknown> | null = null;

/** Reads and verifies the mark of a picture as the client does: offline, against the pinned key. */
export async function readAndVerify(picture: Uint8Array, printed: Printed): Promise<boolean> {
  ready ??= Promise.resolve(
    prepareZXingModule({
      overrides: {
        wasmBinary: readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
          .buffer as ArrayBuffer,
      },
      fireImmediately: true,
    }),
  );
  await ready;
  const codes = await readBarcodes(picture, MARK_READER_OPTIONS);
  return codes.some((code) => {
    const proof = code.isValid ? readPaperProof(code.text) : null;
    return (
      proof !== null &&
      isProofGenuine(proof, printed.mark.publicKey) &&
      proof.number === printed.number &&
      proof.regDate === printed.regDate &&
      proof.contentHash === printed.contentHash
    );
  });
}
