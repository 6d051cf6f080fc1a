import { PDF } from '@libpdf/core';
import { describe, expect, it } from 'vitest';
import { joinScans, takePages } from './split.ts';

async function pdfOf(widths: readonly number[]): Promise<Uint8Array> {
  const pdf = PDF.create();
  for (const width of widths) pdf.addPage({ width, height: 300 });
  return pdf.save();
}

async function widthsOf(bytes: Uint8Array): Promise<readonly number[]> {
  const pdf = await PDF.load(bytes);
  return Array.from({ length: pdf.getPageCount() }, (_, n) => Math.round(pdf.getPage(n)?.width ?? 0));
}

describe('dividing and joining scans', () => {
  it('takes the pages that are asked for, in their order', async () => {
    const whole = await pdfOf([100, 200, 300, 400]);
    expect(await widthsOf(await takePages(whole, [1, 3], 'a.pdf'))).toEqual([200, 400]);
    await expect(takePages(new Uint8Array([1, 2, 3]), [0], 'a.pdf')).rejects.toMatchObject({
      failure: { code: 'file_damaged', params: { name: 'a.pdf' } },
    });
  });

  it('joins scans page after page', async () => {
    const joined = await joinScans([
      { name: 'a.pdf', type: 'pdf', bytes: await pdfOf([100, 200]) },
      { name: 'b.pdf', type: 'pdf', bytes: await pdfOf([300]) },
    ]);
    expect(await widthsOf(joined)).toEqual([100, 200, 300]);
    await expect(joinScans([{ name: 'b.png', type: 'png', bytes: new Uint8Array(4) }])).rejects.toMatchObject({
      failure: { code: 'file_damaged', params: { name: 'b.png' } },
    });
  });
});
