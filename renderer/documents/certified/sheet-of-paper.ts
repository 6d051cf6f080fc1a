import qrcode from 'qrcode';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import { attachmentsOf } from '#shared/domain/documents/attachments.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { isReceived } from '#shared/domain/documents/journals.ts';
import { stripMarkup } from '#shared/domain/documents/markup.ts';
import { type Filled, labelIn, type Questions, showFilled } from '#shared/domain/documents/questions.ts';
import { formatDayLong } from '#shared/domain/language/dates.ts';
import type { SheetContent, SheetSigner, SheetWords } from '#shared/pdf/sheet.ts';
import type { OfficeInfo } from '#shared/sync/protocol.ts';

/** The script that a paper is written in: a signed paper speaks it all over, whoever looks at it. */
export type SheetScript = 'latn' | 'cyrl';

const WORDS: Readonly<Record<SheetScript, SheetWords & { readonly annex: string }>> = {
  latn: {
    signed: 'Elektron imzo bilan imzolangan hujjat',
    certificate: 'Sertifikat',
    key: 'Kalit',
    page: 'bet',
    check: 'Haqiqiyligini QR kod yoki shu faylning oʻzi orqali tekshiring.',
    annex: 'Ilova',
  },
  cyrl: {
    signed: 'Электрон имзо билан имзоланган ҳужжат',
    certificate: 'Сертификат',
    key: 'Калит',
    page: 'бет',
    check: 'Ҳақиқийлигини QR код ёки шу файлнинг ўзи орқали текширинг.',
    annex: 'Илова',
  },
};

/** The script of a paper's own text. */
export function scriptOf(body: Pick<DocumentBody, 'subject' | 'text'>): SheetScript {
  return /[\u0400-\u04ff]/.test(`${body.subject}${body.text ?? ''}`) ? 'cyrl' : 'latn';
}

/** Who is to sign a paper: those of its route, or the one who signs alone. */
export function signersOf(body: DocumentBody, own: string): readonly string[] {
  const route = (body.route ?? []).flatMap((step) => (step.action === 'sign' ? step.people : []));
  const first = body.signedBy ?? own;
  return [...new Set([first, ...route])];
}

/** A QR code's rows of dark modules. */
export function codeRows(text: string): readonly (readonly boolean[])[] {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (__, column) => modules.get(row, column) === 1),
  );
}

/** What was answered to an instruction's form, a line each: it is signed, so it stands on the sheet. */
function filledForm(body: DocumentBody, language: 'uz-Latn' | 'uz-Cyrl'): string {
  const questions = body.questions as Questions | undefined;
  if (!questions || isReceived(body.journal)) return '';
  const filled = (body.filled ?? {}) as Filled;
  return questions.fields
    .map((one) => `${labelIn(one.label, language)}: ${showFilled(one, filled[one.id], language) || '—'}`)
    .join('\n');
}

/** What of a paper goes on its signed sheet. */
export function sheetOfPaper(input: {
  readonly body: DocumentBody;
  readonly office: OfficeInfo;
  readonly signers: readonly { readonly staff: StaffBody; readonly certificate?: string; readonly key?: string }[];
  /** Name of the paper's kind, in the language of its script. */
  readonly kind: string;
  /** What the QR code says; null for a paper without one. */
  readonly mark: string | null;
}): SheetContent {
  const { body, office } = input;
  const script = scriptOf(body);
  const language = script === 'cyrl' ? 'uz-Cyrl' : 'uz-Latn';
  const words = WORDS[script];
  const signers = input.signers.map(({ staff, certificate, key }): SheetSigner => ({
    position: staff.position ?? '',
    name: staff.name,
    ...(certificate ? { certificate } : {}),
    ...(key ? { key } : {}),
  }));
  const annexes = attachmentsOf(body).filter((one) => one.role === 'annex');
  return {
    language,
    office: [office.region[script], office.district[script], office.name[script].toUpperCase()],
    number: body.number ?? '',
    date: body.regDate ? formatDayLong(body.regDate, language) : '',
    addressee: isReceived(body.journal) ? [] : [body.correspondent?.name ?? '', body.correspondent?.address ?? ''],
    title: body.kind === 'letter' ? '' : input.kind.toUpperCase(),
    subject: body.subject,
    text: [stripMarkup(body.text ?? ''), filledForm(body, language)].filter(Boolean).join('\n\n'),
    annexes: annexes.map((one) => `${words.annex}: ${one.name}`),
    signers,
    contentHash: body.contentHash ?? '',
    words,
    ...(input.mark ? { code: codeRows(input.mark) } : {}),
  };
}
