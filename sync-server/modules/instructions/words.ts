import type { ReceiptStep, ReceiptTerm } from '#shared/domain/documents/receipt.ts';
import type { Language } from '#shared/domain/language/language.ts';

interface SheetWords {
  readonly sheet: string;
  readonly summary: string;
  readonly columns: readonly string[];
  readonly steps: Readonly<Record<ReceiptStep, string>>;
  readonly terms: Readonly<Record<ReceiptTerm, string>>;
  readonly about: Readonly<
    Record<'subject' | 'due' | 'asOf' | 'recipients' | 'answered' | 'sum' | 'least' | 'greatest', string>
  >;
}

/** Words of the table of answers. The server has no other texts for people, so it needs no dictionary for these. */
export const SHEET_WORDS: Readonly<Record<Language, SheetWords>> = {
  'uz-Latn': {
    sheet: 'Javoblar',
    summary: 'Jami',
    columns: [
      '№',
      'Viloyat',
      'Tuman',
      'Mahalla',
      'Holati',
      'Muddat',
      'Javob kuni',
      'Javob raqami',
      'Oxirgi almashinuv',
    ],
    steps: {
      sent: 'Hali olmagan',
      received: 'Olgan, ochmagan',
      opened: 'Ochgan',
      working: 'Ishda',
      answered: 'Javob bergan',
    },
    terms: { none: '', running: 'Muddati bor', overdue: 'Muddati oʻtgan', in_time: 'Muddatida', late: 'Kechikkan' },
    about: {
      subject: 'Topshiriq',
      due: 'Ijro muddati',
      asOf: 'Qaysi vaqt holati',
      recipients: 'Yuborilgan mahallalar',
      answered: 'Javob bergan',
      sum: 'Jami',
      least: 'Eng kami',
      greatest: 'Eng koʻpi',
    },
  },
  'uz-Cyrl': {
    sheet: 'Жавоблар',
    summary: 'Жами',
    columns: ['№', 'Вилоят', 'Туман', 'Маҳалла', 'Ҳолати', 'Муддат', 'Жавоб куни', 'Жавоб рақами', 'Охирги алмашинув'],
    steps: {
      sent: 'Ҳали олмаган',
      received: 'Олган, очмаган',
      opened: 'Очган',
      working: 'Ишда',
      answered: 'Жавоб берган',
    },
    terms: { none: '', running: 'Муддати бор', overdue: 'Муддати ўтган', in_time: 'Муддатида', late: 'Кечиккан' },
    about: {
      subject: 'Топшириқ',
      due: 'Ижро муддати',
      asOf: 'Қайси вақт ҳолати',
      recipients: 'Юборилган маҳаллалар',
      answered: 'Жавоб берган',
      sum: 'Жами',
      least: 'Энг ками',
      greatest: 'Энг кўпи',
    },
  },
  ru: {
    sheet: 'Ответы',
    summary: 'Итого',
    columns: [
      '№',
      'Область',
      'Район',
      'Махалля',
      'Состояние',
      'Срок',
      'День ответа',
      'Номер ответа',
      'Последний обмен',
    ],
    steps: {
      sent: 'Ещё не получено',
      received: 'Получено, не открыто',
      opened: 'Открыто',
      working: 'В работе',
      answered: 'Ответ дан',
    },
    terms: { none: '', running: 'Срок идёт', overdue: 'Просрочено', in_time: 'В срок', late: 'С опозданием' },
    about: {
      subject: 'Поручение',
      due: 'Срок исполнения',
      asOf: 'По состоянию на',
      recipients: 'Отправлено махаллям',
      answered: 'Ответили',
      sum: 'Сумма',
      least: 'Наименьшее',
      greatest: 'Наибольшее',
    },
  },
  en: {
    sheet: 'Answers',
    summary: 'Totals',
    columns: [
      'No',
      'Region',
      'District',
      'Mahalla',
      'State',
      'Deadline',
      'Answered on',
      'Answer number',
      'Last exchange',
    ],
    steps: {
      sent: 'Not received yet',
      received: 'Received, not opened',
      opened: 'Opened',
      working: 'In work',
      answered: 'Answered',
    },
    terms: { none: '', running: 'Running', overdue: 'Overdue', in_time: 'In time', late: 'Late' },
    about: {
      subject: 'Instruction',
      due: 'Deadline',
      asOf: 'As of',
      recipients: 'Sent to mahallas',
      answered: 'Answered',
      sum: 'Sum',
      least: 'Least',
      greatest: 'Greatest',
    },
  },
};
