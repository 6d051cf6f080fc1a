import type { PDFDocumentProxy } from 'pdfjs-dist';
import { pdfMarks } from '#shared/domain/documents/file-types.ts';
import { CodedError } from '#shared/kernel/result.ts';

const workers = import.meta.glob<string>('../../../node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs', {
  eager: true,
  query: '?url',
  import: 'default',
});
// Decoders of scanners' images, and the fonts that a PDF may take for granted: from our own files, each by its address.
const decoders = import.meta.glob<string>('../../../node_modules/pdfjs-dist/wasm/*.wasm', {
  eager: true,
  query: '?url',
  import: 'default',
});
const fonts = import.meta.glob<string>('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
  eager: true,
  query: '?url',
  import: 'default',
});
const addresses = new Map(
  [...Object.entries(decoders), ...Object.entries(fonts)].map(([path, url]) => [path.split('/').at(-1), url]),
);

/** Gives pdf.js what it asks for by name. */
class OwnFiles {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const url = addresses.get(filename);
    if (!url) throw new Error(`no ${filename} here`);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${filename} does not load`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** A PDF that is open for reading. Nothing in it ever runs: pdf.js only draws. */
export interface OpenPdf {
  readonly pages: number;
  /** There is a program in it. */
  readonly scripted: boolean;
  /** Width by height of a page, n from 0, in points as it is shown. */
  size(n: number): Promise<{ readonly width: number; readonly height: number }>;
  /** Draws a page, n from 0, so wide, in pixels. */
  draw(n: number, width: number): Promise<HTMLCanvasElement>;
  /** The text that the page has in it; empty for a picture of a page. */
  text(n: number): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens a PDF. Rejects with `file_encrypted` or `file_damaged`.
 * @param name for the message
 */
export async function openPdf(bytes: Uint8Array, name: string): Promise<OpenPdf> {
  const marks = pdfMarks(bytes);
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  pdfjs.GlobalWorkerOptions.workerSrc = Object.values(workers)[0] as string;
  let opened: PDFDocumentProxy;
  try {
    opened = await pdfjs.getDocument({
      // A copy: pdf.js takes what it is given away into its worker.
      data: bytes.slice(),
      BinaryDataFactory: OwnFiles,
      useWorkerFetch: false,
      enableXfa: false,
      stopAtErrors: false,
      verbosity: 0,
    }).promise;
  } catch (error) {
    const locked = (error as Error).name === 'PasswordException';
    throw new CodedError(locked ? 'file_encrypted' : 'file_damaged', { name }, { cause: error });
  }
  // One that opens without a password may still forbid this and that: it can't be kept as it is for ten years.
  if (marks.encrypted) {
    await opened.loadingTask.destroy();
    throw new CodedError('file_encrypted', { name });
  }
  const scripted =
    marks.scripted ||
    (await opened.hasJSActions().catch(() => false)) ||
    (await opened.getOpenAction().catch(() => null))?.action !== undefined;
  return {
    pages: opened.numPages,
    scripted,
    async size(n) {
      const { width, height } = (await opened.getPage(n + 1)).getViewport({ scale: 1 });
      return { width, height };
    },
    async draw(n, width) {
      const page = await opened.getPage(n + 1);
      const scale = width / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.floor(viewport.width));
      canvas.height = Math.max(1, Math.floor(viewport.height));
      await page.render({ canvas, viewport }).promise;
      page.cleanup();
      return canvas;
    },
    async text(n) {
      const content = await (await opened.getPage(n + 1)).getTextContent();
      return content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    },
    close: () => opened.loadingTask.destroy(),
  };
}
