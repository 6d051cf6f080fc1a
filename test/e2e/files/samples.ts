import { PDF, StandardFonts } from '@libpdf/core';
import type { Page } from 'playwright-core';
import { createRequire } from 'node:module';
import { coverCode } from '#shared/domain/documents/cover-sheet.ts';

const { toBuffer } = createRequire(import.meta.url)('qrcode') as {
  toBuffer(text: string, options: { readonly scale: number; readonly errorCorrectionLevel: string }): Promise<Buffer>;
};

/** A PDF of so many pages, each with a line of text. */
export async function pdfOf(lines: readonly string[]): Promise<Buffer> {
  const pdf = PDF.create();
  for (const line of lines) {
    const page = pdf.addPage({ size: 'a4' });
    page.drawText(line, { x: 72, y: 700, size: 24, font: StandardFonts.Helvetica });
  }
  return Buffer.from(await pdf.save());
}

/** A PDF that asks for a password. */
export async function lockedPdf(): Promise<Buffer> {
  const pdf = PDF.create();
  pdf.addPage({ size: 'a4' });
  pdf.setProtection({ userPassword: 'maxfiy', ownerPassword: 'egasi' });
  return Buffer.from(await pdf.save());
}

/** A PDF with a program that runs when it is opened. */
export function scriptedPdf(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("salom"\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  objects.forEach((body, at) => {
    offsets.push(text.length);
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${text}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

/** One long scan: for each paper its cover sheet and its pages; a page before the first sheet belongs to nobody. */
export async function longScan(
  officeId: string,
  papers: readonly { readonly id: string; readonly pages: number }[],
): Promise<Buffer> {
  const pdf = PDF.create();
  pdf.addPage({ size: 'a4' }).drawText('Egasiz', { x: 72, y: 700, size: 24, font: StandardFonts.Helvetica });
  for (const paper of papers) {
    const sheet = pdf.addPage({ size: 'a4' });
    const code = await toBuffer(coverCode(officeId, paper.id), { scale: 8, errorCorrectionLevel: 'Q' });
    sheet.drawImage(pdf.embedImage(new Uint8Array(code)), { x: 180, y: 400, width: 227, height: 227 });
    for (let n = 1; n <= paper.pages; n++) {
      pdf
        .addPage({ size: 'a4' })
        .drawText(`${paper.id} ${n}`, { x: 72, y: 700, size: 18, font: StandardFonts.Helvetica });
    }
  }
  return Buffer.from(await pdf.save());
}

/** A picture of typed lines, as a scanner would give it: drawn by the browser, so that it has its fonts. */
export async function pictureOf(page: Page, lines: readonly string[]): Promise<Buffer> {
  const url = await page.evaluate((text) => {
    const canvas = document.createElement('canvas');
    canvas.width = 1_654;
    canvas.height = 400 + text.length * 90;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#111';
    context.font = '48px serif';
    text.forEach((line, at) => context.fillText(line, 140, 200 + at * 90));
    return canvas.toDataURL('image/png');
  }, lines);
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
