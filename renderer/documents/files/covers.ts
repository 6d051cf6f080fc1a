import { type PageReading, readCover } from '#shared/domain/documents/cover-sheet.ts';
import type { OpenPages } from './pages.ts';

const modules = import.meta.glob<string>('../../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', {
  eager: true,
  query: '?url',
  import: 'default',
});
/** Pixels of a page's width when its code is looked for: enough for a code of 3 cm at any angle. */
const WIDTH = 1_000;

/** Looks for cover sheets on every page. Tells how many pages are done; stops when `signal` says so. */
export async function readCovers(
  pages: OpenPages,
  officeId: string,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<readonly PageReading[]> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  await prepareZXingModule({
    overrides: { locateFile: () => Object.values(modules)[0] as string },
    fireImmediately: true,
  });
  const readings: PageReading[] = [];
  for (let n = 0; n < pages.pages; n++) {
    signal.throwIfAborted();
    const canvas = await pages.draw(n, WIDTH);
    const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    const codes = image
      ? await readBarcodes(image, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 })
      : [];
    canvas.width = 0;
    const found = codes.map((code) => readCover(code.text, officeId));
    readings.push(
      found.find((one) => one.kind === 'cover') ?? found.find((one) => one.kind === 'foreign') ?? { kind: 'page' },
    );
    progress(n + 1);
  }
  return readings;
}
