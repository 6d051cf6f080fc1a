/**
 * The few marks that a paper's text may have. The text itself is what is signed, printed and compared: marks are plain
 * characters in it, so there is one canonical form, and a text without marks is shown as it is.
 *
 * `# heading`, `- item`, `1. item`, `| cell | cell |`, and `**bold**` within a line.
 */

/** A piece of a line. */
export interface Run {
  readonly text: string;
  readonly bold: boolean;
}

/** A part of a paper's text. */
export type Block =
  | { readonly kind: 'heading'; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Run[])[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Run[])[];
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Run[])[])[] };

/** The runs of a line: what stands between two pairs of asterisks is bold; a pair that doesn't close stays text. */
export function parseRuns(line: string): readonly Run[] {
  const runs: Run[] = [];
  let rest = line;
  while (rest !== '') {
    const match = /\*\*(?=\S)(.+?)(?<=\S)\*\*/.exec(rest);
    if (!match) break;
    if (match.index > 0) runs.push({ text: rest.slice(0, match.index), bold: false });
    runs.push({ text: match[1] as string, bold: true });
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== '' || runs.length === 0) runs.push({ text: rest, bold: false });
  return runs;
}

const HEADING = /^#{1,3}\s+(.+)$/;
const BULLET = /^\s*[-•–]\s+(.+)$/;
const NUMBERED = /^\s*(\d{1,3})[.)]\s+(.+)$/;
const ROW = /^\s*\|(.*)\|\s*$/;
const RULE = /^[\s|:-]+$/;

function cells(line: string): readonly (readonly Run[])[] {
  return (ROW.exec(line)?.[1] ?? '').split('|').map((cell) => parseRuns(cell.trim()));
}

/** The blocks of a text, in their order. Empty lines part paragraphs; one that is more than one stays as a gap. */
export function parseMarkup(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  const take = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && fits(lines[at] as string)) taken.push(lines[at++] as string);
    return taken;
  };
  const isPlain = (line: string) =>
    line.trim() !== '' && !HEADING.test(line) && !BULLET.test(line) && !NUMBERED.test(line) && !ROW.test(line);
  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = HEADING.exec(line);
    if (heading) {
      blocks.push({ kind: 'heading', runs: parseRuns(heading[1] as string) });
      at++;
    } else if (ROW.test(line)) {
      const rows = take((one) => ROW.test(one)).filter((one) => !RULE.test(one));
      if (rows.length > 0) blocks.push({ kind: 'table', rows: rows.map(cells) });
    } else if (BULLET.test(line)) {
      const items = take((one) => BULLET.test(one)).map((one) => parseRuns(BULLET.exec(one)?.[1] ?? ''));
      blocks.push({ kind: 'list', ordered: false, start: 1, items });
    } else if (NUMBERED.test(line)) {
      const start = Number(NUMBERED.exec(line)?.[1]);
      let next = start;
      const items = take((one) => {
        const fits = Number(NUMBERED.exec(one)?.[1] ?? -1) === next;
        if (fits) next++;
        return fits;
      }).map((one) => parseRuns(NUMBERED.exec(one)?.[2] ?? ''));
      blocks.push({ kind: 'list', ordered: true, start, items });
    } else if (line.trim() === '') {
      const empty = take((one) => one.trim() === '').length;
      // A gap that somebody left on purpose, to be filled by hand.
      if (empty > 2 && blocks.length > 0)
        blocks.push({ kind: 'paragraph', lines: Array.from({ length: empty - 1 }, () => []) });
    } else {
      blocks.push({ kind: 'paragraph', lines: take(isPlain).map(parseRuns) });
    }
  }
  return blocks;
}

/** The text without its marks: for searching and for where there is no layout. */
export function stripMarkup(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^#{1,3}\s+/, '').replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, '$1'))
    .join('\n');
}
