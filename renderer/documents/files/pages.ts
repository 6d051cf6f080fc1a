import type { FileType } from '#shared/domain/documents/file-types.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { openPdf } from './pdf.ts';

/** The pages of a file that can be shown: those of a PDF, or an image as its only one. */
export interface OpenPages {
  readonly pages: number;
  size(n: number): Promise<{ readonly width: number; readonly height: number }>;
  draw(n: number, width: number): Promise<HTMLCanvasElement>;
  /** Text that is in the file already; empty for pictures. */
  text(n: number): Promise<string>;
  close(): Promise<void>;
}

const MIME: Partial<Record<FileType, string>> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };
/** No canvas is larger, pixels a side: more than any scanner's page at 300 dpi. */
const MAX_SIDE = 6_000;

async function openImage(bytes: Uint8Array, type: FileType, name: string): Promise<OpenPages> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: MIME[type] ?? '' }));
  } catch (error) {
    throw new CodedError('file_damaged', { name }, { cause: error });
  }
  return {
    pages: 1,
    size: async () => ({ width: bitmap.width, height: bitmap.height }),
    async draw(_n, width) {
      const scale = Math.min(width, MAX_SIDE) / bitmap.width;
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.min(Math.round(bitmap.height * scale), MAX_SIDE));
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return canvas;
    },
    text: async () => '',
    close: async () => bitmap.close(),
  };
}

/** Opens a file to be looked at. Rejects with `file_encrypted`, `file_damaged`, or `file_type_unknown` for what has no pages. */
export async function openPages(bytes: Uint8Array, type: FileType, name: string): Promise<OpenPages> {
  if (type === 'pdf') return openPdf(bytes, name);
  if (MIME[type]) return openImage(bytes, type, name);
  throw new CodedError('file_type_unknown', { name });
}
