import { CodedError } from '#shared/kernel/result.ts';

/** Points of an A4 page. */
const A4 = { width: 595, height: 842 } as const;

/** Takes pages, counted from 0, out of a PDF into one of their own. */
export async function takePages(pdf: Uint8Array, pages: readonly number[], name: string): Promise<Uint8Array> {
  const { PDF } = await import('@libpdf/core');
  try {
    const source = await PDF.load(pdf);
    return await (await source.extractPages([...pages])).save();
  } catch (error) {
    throw new CodedError('file_damaged', { name }, { cause: error });
  }
}

/** Makes one PDF of several scans, PDF and images alike, in their order: so that they can be divided as one. */
export async function joinScans(
  scans: readonly { readonly name: string; readonly type: 'pdf' | 'jpeg' | 'png'; readonly bytes: Uint8Array }[],
): Promise<Uint8Array> {
  const { PDF } = await import('@libpdf/core');
  const joined = PDF.create();
  for (const scan of scans) {
    try {
      if (scan.type === 'pdf') {
        const source = await PDF.load(scan.bytes);
        await joined.copyPagesFrom(
          source,
          Array.from({ length: source.getPageCount() }, (_, n) => n),
        );
        continue;
      }
      const image = joined.embedImage(scan.bytes);
      const turned = image.width > image.height;
      const width = turned ? A4.height : A4.width;
      const height = (width * image.height) / image.width;
      joined.addPage({ width, height }).drawImage(image, { x: 0, y: 0, width, height });
    } catch (error) {
      throw new CodedError('file_damaged', { name: scan.name }, { cause: error });
    }
  }
  return joined.save();
}
