import { CodedError } from '#shared/kernel/result.ts';
import { openPdf } from '../../documents/files/pdf.ts';
import type { MarkReader } from '../../documents/mark-reader.ts';

/** Widths at which a page is looked at, in pixels: the first is enough for a good scan. */
const WIDTHS = [1_240, 2_000, 800] as const;
const MAX_BYTES = 60 * 1_048_576;
const MAX_PAGES = 20;

function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new CodedError('unexpected');
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function fromImage(file: Blob, reader: MarkReader): Promise<readonly string[]> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    throw new CodedError('mark_not_found', undefined, { cause });
  }
  try {
    for (const width of WIDTHS) {
      const scale = Math.min(1, width / Math.min(bitmap.width, bitmap.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const texts = await reader.read(pixelsOf(canvas));
      if (texts.length > 0) return texts;
    }
    return [];
  } finally {
    bitmap.close();
  }
}

async function fromPdf(file: File, reader: MarkReader): Promise<readonly string[]> {
  const pdf = await openPdf(new Uint8Array(await file.arrayBuffer()), file.name);
  try {
    // A mark stands at the signature, on the last page as a rule.
    for (let at = Math.min(pdf.pages, MAX_PAGES) - 1; at >= 0; at--) {
      for (const width of WIDTHS) {
        const texts = await reader.read(pixelsOf(await pdf.draw(at, width)));
        if (texts.length > 0) return texts;
      }
    }
    return [];
  } finally {
    await pdf.close();
  }
}

/** The texts of the QR codes on a photograph, a scan or a PDF. Rejects with `mark_not_found` where there is none. */
export async function readMarks(file: File, reader: MarkReader): Promise<readonly string[]> {
  if (file.size > MAX_BYTES) throw new CodedError('too_large');
  const head = new Uint8Array(await file.slice(0, 5).arrayBuffer());
  const texts = String.fromCharCode(...head) === '%PDF-' ? await fromPdf(file, reader) : await fromImage(file, reader);
  if (texts.length === 0) throw new CodedError('mark_not_found');
  return texts;
}
