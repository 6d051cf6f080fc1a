import { writeArchivePdf, type ArchiveInfo, type SheetFonts } from './archive-pdf.ts';
import { breakLines, PAGE, type Measure, type SheetItem } from './sheet.ts';

/** A line of a report: a heading, a fact with its name, or plain text. */
export type ReportLine =
  | { readonly kind: 'title' | 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'fact'; readonly name: string; readonly text: string };

const SIZES = { title: 15, heading: 12, text: 10.5 } as const;
const NAME_WIDTH = 150;

/** Lays out a report on as many pages as it needs. */
export function layoutReport(lines: readonly ReportLine[], measure: Measure): readonly (readonly SheetItem[])[] {
  const width = PAGE.width - PAGE.left - PAGE.right;
  const pages: SheetItem[][] = [[]];
  let y = PAGE.height - PAGE.top;
  const down = (by: number) => {
    if (y - by < PAGE.bottom) {
      pages.push([]);
      y = PAGE.height - PAGE.top;
    }
    y -= by;
  };
  const put = (text: string, x: number, size: number, bold: boolean) =>
    (pages.at(-1) as SheetItem[]).push({ kind: 'text', text, x, y, size, bold });
  for (const line of lines) {
    if (line.kind === 'fact') {
      const parts = breakLines(line.text, width - NAME_WIDTH, SIZES.text, false, measure);
      for (const [index, part] of parts.entries()) {
        down(SIZES.text * 1.4);
        if (index === 0) put(line.name, PAGE.left, SIZES.text, false);
        put(part.words.join(' '), PAGE.left + NAME_WIDTH, SIZES.text, false);
      }
      continue;
    }
    const size = SIZES[line.kind];
    const bold = line.kind !== 'text';
    if (line.kind === 'heading') down(10);
    for (const part of breakLines(line.text, width, size, bold, measure)) {
      down(size * 1.45);
      put(part.words.join(' '), PAGE.left, size, bold);
    }
  }
  return pages;
}

/** Writes a report as an archive PDF. */
export function writeReportPdf(
  lines: readonly ReportLine[],
  info: ArchiveInfo,
  fonts: SheetFonts,
): Promise<Uint8Array> {
  return writeArchivePdf((measure) => layoutReport(lines, measure), info, fonts);
}
