import { strictKey } from '#shared/domain/language/keys.ts';
import type { DocumentKind } from './journals.ts';

/** A part of an office paper. */
export type PaperPart =
  | 'place'
  | 'about'
  | 'basis'
  | 'chair'
  | 'members'
  | 'present'
  | 'findings'
  | 'conclusion'
  | 'annexes'
  | 'signatures'
  | 'purpose'
  | 'parties'
  | 'duties'
  | 'term'
  | 'needs'
  | 'measures'
  | 'responsible';

interface PartData {
  readonly part: PaperPart;
  /** Words that a line of the text begins with, before a colon or as a heading: Uzbek in either script, Russian. */
  readonly labels: readonly [string, ...string[]];
  /** Whether the paper is not sent for approval without it. */
  readonly required: boolean;
}

const BASIS: PartData = { part: 'basis', labels: ['Asos', 'Asoslar', 'Основание'], required: true };

/**
 * What office papers consist of, beside what the program puts itself: the organisation, the title, the number, the day,
 * the stamp of approval and the signature. A dalolatnoma's parts are those of the office's rules of paperwork: place,
 * heading "... haqida", basis, chair and members, those present, text, annexes with page counts, signatures.
 */
export const PAPER_PARTS: Partial<Record<DocumentKind, readonly PartData[]>> = {
  act: [
    { part: 'about', labels: ['haqida', 'toʻgʻrisida', 'о', 'об'], required: true },
    { part: 'place', labels: ['Tuzilgan joyi', 'Joyi', 'Место составления'], required: true },
    BASIS,
    { part: 'chair', labels: ['Komissiya raisi', 'Rais', 'Председатель'], required: true },
    { part: 'members', labels: ['Komissiya aʼzolari', 'Aʼzolar', 'Члены комиссии'], required: true },
    { part: 'present', labels: ['Hozir boʻlganlar', 'Ishtirok etdilar', 'Присутствовали'], required: true },
    { part: 'findings', labels: ['Aniqlandi', 'Установлено'], required: true },
    { part: 'annexes', labels: ['Ilovalar', 'Ilova', 'Приложения', 'Приложение'], required: true },
    { part: 'signatures', labels: ['Imzolar', 'Подписи'], required: true },
  ],
  conclusion: [
    { part: 'findings', labels: ['Aniqlandi', 'Установлено'], required: false },
    { part: 'conclusion', labels: ['Xulosa', 'Заключение'], required: false },
  ],
  certificate: [{ part: 'purpose', labels: ['Taqdim etiladigan joy', 'Место предъявления'], required: false }],
  contract: [
    { part: 'parties', labels: ['Tomonlar', 'Стороны'], required: true },
    { part: 'duties', labels: ['Majburiyatlar', 'Обязательства'], required: true },
    { part: 'term', labels: ['Amal qilish muddati', 'Muddati', 'Срок действия'], required: true },
  ],
  programme: [
    { part: 'needs', labels: ['Ehtiyojlar', 'Потребности'], required: true },
    { part: 'measures', labels: ['Chora-tadbirlar', 'Мероприятия'], required: true },
    { part: 'responsible', labels: ['Masʼullar', 'Ответственные'], required: true },
    { part: 'term', labels: ['Muddati', 'Срок'], required: true },
  ],
};

/** How a part stands in a text: `bad_pages` is an annex without its count of pages. */
export interface PartState {
  readonly part: PaperPart;
  readonly required: boolean;
  readonly state: 'there' | 'empty' | 'missing' | 'bad_pages';
  /** The label to write it under. */
  readonly label: string;
}

const NOTHING = /^[\s_.…—–-]*$/;
const PAGES = /\d+\s*(?:ta\s+)?(?:varaq|bet|sahifa|варақ|бет|саҳифа|лист|стр)/iu;
const NONE = /^\s*(?:yoʻq|yo'q|yoq|йўқ|нет)\b/iu;

interface Line {
  readonly label: string | null;
  readonly content: string;
}

function readLine(line: string, keys: ReadonlySet<string>): Line {
  const bare = line.replace(/^\s*(?:#{1,3}\s+|\*\*)/, '').replaceAll('**', '');
  const colon = bare.indexOf(':');
  const head = strictKey(colon < 0 ? bare : bare.slice(0, colon));
  if (keys.has(head)) return { label: head, content: colon < 0 ? '' : bare.slice(colon + 1) };
  return { label: null, content: bare };
}

/** How each part of a paper's kind stands in its text; nothing for a kind without parts. */
export function checkParts(paper: {
  readonly kind: string;
  readonly subject?: string | null | undefined;
  readonly text?: string | null | undefined;
}): readonly PartState[] {
  const parts = PAPER_PARTS[paper.kind as DocumentKind] ?? [];
  if (parts.length === 0) return [];
  const keys = new Set(
    parts.flatMap((one) => (one.part === 'about' ? [] : one.labels.map((label) => strictKey(label)))),
  );
  const contents = new Map<string, string>();
  let current: string | null = null;
  for (const line of (paper.text ?? '').split('\n')) {
    const { label, content } = readLine(line, keys);
    if (label !== null) current = label;
    if (current !== null) contents.set(current, `${contents.get(current) ?? ''}${content}\n`);
  }
  return parts.map(({ part, labels, required }): PartState => {
    const shown = labels[0];
    if (part === 'about') {
      const subject = ` ${strictKey(paper.subject ?? '')} `;
      const there = labels.some((label) => subject.includes(` ${strictKey(label)} `));
      return { part, required, label: shown, state: there ? 'there' : 'missing' };
    }
    const key = labels.map((label) => strictKey(label)).find((one) => contents.has(one));
    if (key === undefined) return { part, required, label: shown, state: 'missing' };
    const content = contents.get(key) as string;
    if (NOTHING.test(content)) return { part, required, label: shown, state: 'empty' };
    const pages = part !== 'annexes' || NONE.test(content) || PAGES.test(content);
    return { part, required, label: shown, state: pages ? 'there' : 'bad_pages' };
  });
}

/** The required parts that a paper lacks. */
export function missingParts(paper: Parameters<typeof checkParts>[0]): readonly PartState[] {
  return checkParts(paper).filter((one) => one.required && one.state !== 'there');
}
