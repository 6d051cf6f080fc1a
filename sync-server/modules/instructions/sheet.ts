import writeExcelFile, { type Row, type SheetData } from 'write-excel-file/node';
import {
  labelIn,
  type Filled,
  type Question,
  type Questions,
  showFilled,
  summariseFilled,
} from '#shared/domain/documents/questions.ts';
import { toReceiptStep, toReceiptTerm } from '#shared/domain/documents/receipt.ts';
import { toSheetText } from '#shared/domain/documents/sheet-text.ts';
import { dayOfMoment, formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import type { AnswerRow, DispatchSummary, Receipt } from '../../storage/dispatches.ts';
import type { StoredOffice } from '../../storage/offices.ts';
import { SHEET_WORDS } from './words.ts';

/** What goes into the table of one instruction's answers. */
export interface AnswerSheet {
  readonly dispatch: DispatchSummary;
  readonly questions: Questions | null;
  readonly offices: ReadonlyMap<string, StoredOffice>;
  readonly receipts: readonly Receipt[];
  readonly answers: ReadonlyMap<string, AnswerRow>;
  readonly language: Language;
  /** The office's present day. */
  readonly today: string;
  /** The server's time, milliseconds. */
  readonly now: number;
}

const bold = (text: string) => ({ value: toSheetText(text), fontWeight: 'bold' as const, wrap: true });

function cellOf(question: Question, filled: Filled | undefined, language: Language): Row[number] {
  const value = filled && Object.hasOwn(filled, question.id) ? filled[question.id] : undefined;
  if (value === undefined || value === '') return null;
  // Numbers stay numbers, so that the ministry can add them up; everything else is read as text.
  if (question.kind === 'number' && typeof value === 'number') return value;
  return toSheetText(showFilled(question, value, language));
}

/**
 * Writes the answers to one instruction as XLSX: a row for every office that it went to, answered or not, and a second
 * sheet with what the answers add up to and as of when.
 * @returns the file's bytes
 */
export async function writeAnswerSheet(sheet: AnswerSheet): Promise<Buffer> {
  const { dispatch, language, receipts, answers, offices, today } = sheet;
  const words = SHEET_WORDS[language];
  const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
  const fields = sheet.questions?.fields ?? [];
  const head: Row = [...words.columns.map(bold), ...fields.map((question) => bold(labelIn(question.label, language)))];
  const rows = receipts.map((receipt, at): Row => {
    const office = offices.get(receipt.officeId);
    const answer = answers.get(receipt.officeId);
    const answeredOn = receipt.answeredAt ? dayOfMoment(receipt.answeredAt.getTime()) : null;
    const term = toReceiptTerm(dispatch.dueDate, answeredOn, today);
    return [
      at + 1,
      toSheetText(office?.region[script] ?? ''),
      toSheetText(office?.district[script] ?? ''),
      toSheetText(office?.name[script] ?? ''),
      words.steps[toReceiptStep(receipt)],
      dispatch.recall ? '' : words.terms[term],
      answeredOn ? formatDay(answeredOn) : '',
      toSheetText(answer?.number ?? ''),
      receipt.lastContact ? formatMoment(receipt.lastContact.toISOString(), language, { now: sheet.now }) : '',
      ...fields.map((question) => cellOf(question, answer?.filled, language)),
    ];
  });
  const data: SheetData = [head, ...rows];
  const widths = [5, 22, 22, 28, 18, 16, 12, 14, 18, ...fields.map(() => 20)];
  return writeExcelFile([
    {
      data,
      sheet: words.sheet,
      columns: widths.map((width) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape',
    },
    {
      data: summaryOf(sheet),
      sheet: words.summary,
      columns: [{ width: 44 }, { width: 24 }, { width: 16 }, { width: 16 }],
    },
  ]).toBuffer();
}

function summaryOf(sheet: AnswerSheet): SheetData {
  const { dispatch, language, receipts } = sheet;
  const words = SHEET_WORDS[language];
  const questions = sheet.questions;
  const rows: Row[] = [
    [bold(words.about.subject), toSheetText(`№ ${dispatch.number}. ${dispatch.subject}`)],
    [bold(words.about.due), formatDay(dispatch.dueDate)],
    [bold(words.about.asOf), formatMoment(new Date(sheet.now).toISOString(), language)],
    [bold(words.about.recipients), receipts.length],
    [bold(words.about.answered), receipts.filter((receipt) => receipt.answeredAt).length],
  ];
  if (!questions) return rows;
  const sums = summariseFilled(
    questions,
    [...sheet.answers.values()].map((answer) => answer.filled),
  );
  questions.fields.forEach((question, at) => {
    const sum = sums[at];
    rows.push([], [bold(labelIn(question.label, language)), words.about.answered, sum?.answered ?? 0]);
    if (sum?.numbers) {
      rows.push(
        [null, words.about.sum, sum.numbers.sum],
        [null, words.about.least, sum.numbers.least],
        [null, words.about.greatest, sum.numbers.greatest],
      );
    }
    for (const [key, count] of Object.entries(sum?.counts ?? {})) {
      const value = question.kind === 'yes_no' ? key === 'yes' : key;
      rows.push([null, toSheetText(showFilled(question, value, language)), count]);
    }
  });
  return rows;
}
