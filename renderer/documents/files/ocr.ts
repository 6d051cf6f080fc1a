import coreUrl from 'tesseract.js-core/tesseract-core-simd-lstm.wasm.js?url';
import workerUrl from 'tesseract.js/dist/worker.min.js?url';
import type { FileText } from '../../ports/files.ts';
import type { OpenPages } from './pages.ts';

/** Scripts whose letters can be recognised: Uzbek in Latin, in Cyrillic, or a paper that mixes both. */
export const OCR_SCRIPTS = ['uzb', 'uzb_cyrl', 'uzb+uzb_cyrl'] as const;
/** A choice of scripts. */
export type OcrScript = (typeof OCR_SCRIPTS)[number];

/** Pixels of a page's width when it is recognised: an A4 sheet at about 240 dpi. */
const WIDTH = 2_000;
/** A page with fewer characters of its own has no text layer worth the name. */
const LAYER_FROM = 40;

/** How far reading is. */
export interface OcrProgress {
  readonly page: number;
  readonly pages: number;
  /** 0 to 1, of everything. */
  readonly share: number;
}

const absolute = (url: string) => new URL(url, document.baseURI).href;

/**
 * Reads a file: takes the text that is in it, and recognises the pages that are pictures. All of it on this laptop: the
 * recogniser, its core and its languages are our own files. Stops between pages and within one when `signal` says so,
 * and then rejects with an AbortError.
 */
export async function readText(
  hash: string,
  pages: OpenPages,
  script: OcrScript,
  progress: (state: OcrProgress) => void,
  signal: AbortSignal,
): Promise<FileText> {
  const texts: string[] = [];
  const pictures: number[] = [];
  for (let n = 0; n < pages.pages; n++) {
    signal.throwIfAborted();
    const layer = (await pages.text(n)).trim();
    texts.push(layer);
    if (layer.length < LAYER_FROM) pictures.push(n);
  }
  const at = new Date().toISOString();
  if (pictures.length === 0) return { hash, pages: texts, source: 'layer', at };

  const { createWorker, OEM } = (await import('tesseract.js')).default;
  let page = 0;
  const tell = (share: number) =>
    progress({ page: page + 1, pages: pictures.length, share: (page + share) / pictures.length });
  tell(0);
  const worker = await createWorker(script.split('+'), OEM.LSTM_ONLY, {
    workerPath: absolute(workerUrl),
    corePath: absolute(coreUrl),
    langPath: absolute('ocr'),
    workerBlobURL: false,
    cacheMethod: 'none',
    logger: ({ status, progress: share }) => {
      if (status === 'recognizing text') tell(share);
    },
  });
  // Ending the worker is the only way out of a page that takes long.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    for (const n of pictures) {
      signal.throwIfAborted();
      const canvas = await pages.draw(n, WIDTH);
      const found = await Promise.race([worker.recognize(canvas), aborted]);
      texts[n] = found.data.text.trim();
      canvas.width = 0;
      page += 1;
      tell(0);
    }
  } finally {
    await worker.terminate();
  }
  return { hash, pages: texts, source: 'ocr', at };
}
