/** A4 in points, with the margins of office papers: 25 mm left, 15 mm right, 20 mm above and below. */
export const PAGE = { width: 595.28, height: 841.89, left: 70.87, right: 42.52, top: 56.69, bottom: 56.69 } as const;

/** Words that the sheet itself speaks, in the language of the paper. */
export interface SheetWords {
  /** Above the signers' stamps. */
  readonly signed: string;
  readonly certificate: string;
  readonly key: string;
  readonly page: string;
  /** Beside the code: how to check the paper. */
  readonly check: string;
}

/** One signer's stamp: filled before anything is signed, so that no signature alters what another has signed. */
export interface SheetSigner {
  readonly position: string;
  readonly name: string;
  /** Serial number of the certificate, and the key's mark; absent for a signer who has none yet. */
  readonly certificate?: string;
  readonly key?: string;
}

/** What stands on an office paper. Texts are in the script that they are printed in. */
export interface SheetContent {
  /** BCP 47, for those who have the file read to them. */
  readonly language: string;
  /** Region, district, and the office last. */
  readonly office: readonly string[];
  readonly number: string;
  readonly date: string;
  readonly addressee: readonly string[];
  /** Kind of the paper, in capitals; empty for a letter. */
  readonly title: string;
  readonly subject: string;
  /** Paragraphs are parted by line ends. */
  readonly text: string;
  readonly annexes: readonly string[];
  readonly signers: readonly SheetSigner[];
  /** SHA-256 of the paper's content, hexadecimal. */
  readonly contentHash: string;
  readonly words: SheetWords;
  /** A QR code: rows of dark modules. */
  readonly code?: readonly (readonly boolean[])[];
}

/** Something to be drawn: points from the lower left corner, as PDF counts. */
export type SheetItem =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly bold: boolean;
    }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      /** A frame of this width; filled where it is left out. */
      readonly frame?: number;
    };

/** Width of a text in points. */
export type Measure = (text: string, size: number, bold: boolean) => number;

const BODY = 12;
const LEADING = 1.4;
const SMALL = 8;
const INDENT = 28.35;
/** Side of the code, points: 24 mm reads well from a poor print. */
const CODE_SIDE = 68;

/** Parts a word that is wider than the line. */
function partWord(word: string, width: number, size: number, bold: boolean, measure: Measure): readonly string[] {
  if (measure(word, size, bold) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const char of word) {
    if (part !== '' && measure(part + char, size, bold) > width) {
      parts.push(part);
      part = '';
    }
    part += char;
  }
  return [...parts, part];
}

interface Line {
  readonly words: readonly string[];
  /** The last line of a paragraph is not stretched. */
  readonly last: boolean;
  readonly indent: number;
}

/** Breaks a paragraph into lines. */
export function breakLines(
  text: string,
  width: number,
  size: number,
  bold: boolean,
  measure: Measure,
  indent = 0,
): readonly Line[] {
  const space = measure(' ', size, bold);
  const lines: Line[] = [];
  let words: string[] = [];
  let used = indent;
  for (const word of text.split(/[ \t]+/).filter(Boolean)) {
    for (const part of partWord(word, width - indent, size, bold, measure)) {
      const wide = measure(part, size, bold);
      if (words.length > 0 && used + space + wide > width) {
        lines.push({ words, last: false, indent: lines.length === 0 ? indent : 0 });
        words = [];
        used = 0;
      }
      used += (words.length > 0 ? space : 0) + wide;
      words.push(part);
    }
  }
  lines.push({ words, last: true, indent: lines.length === 0 ? indent : 0 });
  return lines;
}

/**
 * Lays out an office paper: head of the office, number and day, addressee, title, text, signers' stamps, and at the
 * foot of each page its number and the content's hash. Pure: the same content and widths give the same sheet.
 * @returns what to draw, by page
 */
export function layoutSheet(content: SheetContent, measure: Measure): readonly (readonly SheetItem[])[] {
  const width = PAGE.width - PAGE.left - PAGE.right;
  const pages: SheetItem[][] = [[]];
  let y = PAGE.height - PAGE.top;
  const floor = PAGE.bottom + 24;
  const page = () => pages.at(-1) as SheetItem[];

  const room = (height: number) => {
    if (y - height >= floor) return;
    pages.push([]);
    y = PAGE.height - PAGE.top;
  };
  const put = (text: string, x: number, base: number, size: number, bold = false) => {
    if (text !== '') page().push({ kind: 'text', text, x, y: base, size, bold });
  };
  const paragraph = (
    text: string,
    style: {
      readonly align: 'left' | 'center' | 'justify';
      readonly size?: number;
      readonly bold?: boolean;
      readonly indent?: number;
      readonly x?: number;
      readonly width?: number;
    },
  ) => {
    const { align, size = BODY, bold = false, indent = 0, x = PAGE.left, width: wide = width } = style;
    const step = size * LEADING;
    for (const line of breakLines(text, wide, size, bold, measure, indent)) {
      room(step);
      y -= step;
      const joined = line.words.join(' ');
      if (align === 'center') {
        put(joined, x + (wide - measure(joined, size, bold)) / 2, y, size, bold);
      } else if (align === 'left' || line.last || line.words.length === 1) {
        put(joined, x + line.indent, y, size, bold);
      } else {
        const taken = line.words.reduce((sum, word) => sum + measure(word, size, bold), 0);
        const gap = (wide - line.indent - taken) / (line.words.length - 1);
        let at = x + line.indent;
        for (const word of line.words) {
          put(word, at, y, size, bold);
          at += measure(word, size, bold) + gap;
        }
      }
    }
  };

  for (const [index, line] of content.office.entries()) {
    paragraph(line, { align: 'center', bold: index === content.office.length - 1 });
  }
  y -= 8;
  page().push({ kind: 'box', x: PAGE.left, y, width, height: 1.2 });
  y -= 10;

  const top = y;
  const half = width * 0.42;
  paragraph(`№ ${content.number}`, { align: 'left', width: half });
  paragraph(content.date, { align: 'left', width: half });
  const left = y;
  y = top;
  for (const line of content.addressee) {
    paragraph(line, { align: 'left', x: PAGE.left + width * 0.48, width: width * 0.52 });
  }
  y = Math.min(left, y) - 22;

  if (content.title !== '') paragraph(content.title, { align: 'center', bold: true, size: BODY + 1 });
  paragraph(content.subject, { align: 'center', bold: true });
  y -= 10;
  for (const text of content.text.split(/\r?\n/)) {
    if (text.trim() === '') y -= BODY * 0.6;
    else paragraph(text.trim(), { align: 'justify', indent: INDENT });
  }
  if (content.annexes.length > 0) {
    y -= 8;
    for (const annex of content.annexes) paragraph(annex, { align: 'left', size: BODY - 1.5 });
  }

  y -= 22;
  for (const signer of content.signers) {
    const nameWidth = measure(signer.name, BODY, true);
    const lines = breakLines(signer.position, Math.max(120, width - nameWidth - 24), BODY, true, measure);
    room(lines.length * BODY * LEADING + 10);
    for (const [index, line] of lines.entries()) {
      y -= BODY * LEADING;
      put(line.words.join(' '), PAGE.left, y, BODY, true);
      if (index === lines.length - 1) put(signer.name, PAGE.left + width - nameWidth, y, BODY, true);
    }
    y -= 10;
  }

  stamp(content, { width, measure, put, room, page, down: (by) => (y -= by), at: () => y });

  const count = pages.length;
  for (const [index, items] of pages.entries()) {
    const foot = `№ ${content.number}   ${content.date}   ${content.words.page} ${index + 1}/${count}   SHA-256 ${content.contentHash.slice(0, 16)}`;
    items.push(
      { kind: 'box', x: PAGE.left, y: PAGE.bottom + 11, width, height: 0.4 },
      { kind: 'text', text: foot, x: PAGE.left, y: PAGE.bottom, size: SMALL - 0.5, bold: false },
    );
  }
  return pages;
}

interface Pen {
  readonly width: number;
  readonly measure: Measure;
  put(text: string, x: number, base: number, size: number, bold?: boolean): void;
  room(height: number): void;
  page(): SheetItem[];
  down(by: number): void;
  at(): number;
}

/** The visible stamp: who signs, with which certificate, the content's hash, and room for the code. */
function stamp(content: SheetContent, pen: Pen): void {
  const { words, signers, code } = content;
  if (signers.length === 0) return;
  const inner = pen.width - 20 - (code ? CODE_SIDE + 12 : 0);
  const lines: { readonly text: string; readonly bold: boolean }[] = [{ text: words.signed, bold: true }];
  for (const signer of signers) {
    const parts = [
      `${signer.name}, ${signer.position}`,
      signer.certificate ? `${words.certificate} ${signer.certificate}` : '',
      signer.key ? `${words.key} ${signer.key}` : '',
    ].filter(Boolean);
    lines.push(...parts.map((text) => ({ text, bold: false })));
  }
  lines.push({ text: `SHA-256 ${content.contentHash.slice(0, 32)}`, bold: false });
  lines.push({ text: `${' '.repeat(8)}${content.contentHash.slice(32)}`, bold: false });
  if (code) lines.push({ text: words.check, bold: false });
  const broken = lines.flatMap(({ text, bold }) =>
    breakLines(text, inner, SMALL, bold, pen.measure).map((line) => ({ text: line.words.join(' '), bold })),
  );
  const step = SMALL * 1.35;
  const height = Math.max(broken.length * step + 14, code ? CODE_SIDE + 16 : 0);
  pen.room(height + 6);
  pen.down(height);
  const bottom = pen.at();
  pen.page().push({ kind: 'box', x: PAGE.left, y: bottom, width: pen.width, height, frame: 0.8 });
  let base = bottom + height - 6 - SMALL;
  for (const line of broken) {
    pen.put(line.text, PAGE.left + 10, base, SMALL, line.bold);
    base -= step;
  }
  if (!code) return;
  const module = CODE_SIDE / code.length;
  const x = PAGE.left + pen.width - CODE_SIDE - 8;
  const above = bottom + height - 8;
  for (const [row, cells] of code.entries()) {
    for (let column = 0; column < cells.length; column += 1) {
      if (!cells[column]) continue;
      let run = 1;
      while (cells[column + run]) run += 1;
      pen.page().push({
        kind: 'box',
        x: x + column * module,
        y: above - (row + 1) * module,
        width: run * module,
        height: module,
      });
      column += run;
    }
  }
}
