import type { Language } from '#shared/domain/language/language.ts';
import { toCyrillic } from '#shared/domain/language/transliterate.ts';
import type { TemplateData } from './template.ts';

/**
 * Papers that an appeal brings about besides its answer:
 * - `study`: it takes up to a month; `proposal_study`: the same to a proposer, due within 10 days (article 28)
 * - `extension`: the head extended the term (article 28)
 * - `forwarding`: it was passed on, to the applicant; `forward_cover`: the letter that it is passed on with
 * - `conclusion`: the xulosa by which it is left unconsidered; `unconsidered`: the notice of it (article 29)
 */
export const NOTICE_KINDS = [
  'study',
  'proposal_study',
  'extension',
  'forwarding',
  'forward_cover',
  'conclusion',
  'unconsidered',
] as const;
/** A notice code. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What kind of paper a notice is. */
export const NOTICE_PAPERS = {
  study: 'letter',
  proposal_study: 'letter',
  extension: 'letter',
  forwarding: 'letter',
  forward_cover: 'letter',
  conclusion: 'conclusion',
  unconsidered: 'letter',
} as const satisfies Readonly<Record<NoticeKind, string>>;

const SIGNED = '\n\n{{office.name}} raisi {{chair.name}}';
const LAW =
  'Oʻzbekiston Respublikasining «Jismoniy va yuridik shaxslarning murojaatlari toʻgʻrisida»gi Qonuni (OʻRQ-445)';

const TEXTS: Readonly<Record<NoticeKind, { readonly subject: string; readonly text: string }>> = {
  study: {
    subject: 'Murojaatingizni oʻrganish muddati toʻgʻrisida',
    text: `Hurmatli {{person.name}}!

Sizning {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaatingiz qoʻshimcha oʻrganishni talab qiladi.

Sabab: {{appeal.reason}}

${LAW}ning 28-moddasiga muvofiq murojaatingiz {{appeal.dueDate}} kuniga qadar koʻrib chiqiladi va natijasi Sizga maʼlum qilinadi.${SIGNED}`,
  },
  proposal_study: {
    subject: 'Taklifingiz qoʻshimcha oʻrganishni talab qilishi toʻgʻrisida',
    text: `Hurmatli {{person.name}}!

Sizning {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan taklifingiz qoʻshimcha oʻrganishni talab qiladi.

Sabab: {{appeal.reason}}

${LAW}ning 28-moddasiga muvofiq bu haqda Sizga oʻn kunlik muddatda yozma shaklda xabar qilinmoqda. Koʻrib chiqish natijasi Sizga {{appeal.dueDate}} kuniga qadar maʼlum qilinadi.${SIGNED}`,
  },
  extension: {
    subject: 'Murojaatingizni koʻrib chiqish muddati uzaytirilgani toʻgʻrisida',
    text: `Hurmatli {{person.name}}!

Sizning {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaatingizni koʻrib chiqish muddati {{appeal.dueDate}} kuniga qadar uzaytirildi.

Sabab: {{appeal.reason}}

Asos: ${LAW}ning 28-moddasi.${SIGNED}`,
  },
  forwarding: {
    subject: 'Murojaatingiz tegishliligi boʻyicha yuborilgani toʻgʻrisida',
    text: `Hurmatli {{person.name}}!

Sizning {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaatingizdagi masala {{office.name}} vakolatiga kirmaydi. Shu sababli u tegishliligi boʻyicha quyidagi organga yuborildi: {{appeal.forwardedTo}}.

Murojaatingiz natijasi haqida Sizga shu organ xabar beradi.

Asos: ${LAW}.${SIGNED}`,
  },
  forward_cover: {
    subject: 'Murojaatni tegishliligi boʻyicha yuborish toʻgʻrisida',
    text: `{{appeal.forwardedTo}}ga

{{office.name}}ga {{person.name}}dan kelib tushgan va {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaat («{{paper.subject}}») tegishliligi boʻyicha koʻrib chiqish uchun yuborilmoqda.

{{appeal.reason}}

Natijasi haqida murojaat etuvchiga va {{office.name}}ga xabar berishingizni soʻraymiz.

Ilova: murojaat nusxasi.${SIGNED}`,
  },
  conclusion: {
    subject: 'Murojaatni koʻrmay qoldirish toʻgʻrisida xulosa',
    text: `{{office.name}}ga kelib tushgan va {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaat («{{paper.subject}}») oʻrganib chiqildi.

Aniqlandi: {{appeal.reason}}

${LAW}ning 29-moddasiga muvofiq murojaat koʻrmay qoldirilsin.

TASDIQLAYMAN
{{office.name}} raisi {{chair.name}}`,
  },
  unconsidered: {
    subject: 'Murojaatingiz koʻrmay qoldirilgani toʻgʻrisida',
    text: `Hurmatli {{person.name}}!

Sizning {{paper.date}} kuni {{paper.number}}-son bilan roʻyxatga olingan murojaatingiz ${LAW}ning 29-moddasiga muvofiq koʻrmay qoldirildi.

Sabab: {{appeal.reason}}

Sabab bartaraf etilgach, qayta murojaat qilish huquqiga egasiz.${SIGNED}`,
  },
};

const FIELD = /(\{\{[^{}]*\}\})/;

function cyrillic(text: string): string {
  return text
    .split(FIELD)
    .map((part) => (part.startsWith('{{') ? part : toCyrillic(part)))
    .join('');
}

/**
 * The program's own text of a notice, for an office whose ministry has sent no template of its own. In Latin script or,
 * for a paper in Cyrillic, in Cyrillic.
 */
export function noticeTemplate(kind: NoticeKind, language: Language): TemplateData & { readonly notice: NoticeKind } {
  const { subject, text } = TEXTS[kind];
  const script: Language = language === 'uz-Cyrl' || language === 'ru' ? 'uz-Cyrl' : 'uz-Latn';
  const write = script === 'uz-Cyrl' ? cyrillic : (part: string) => part;
  return {
    notice: kind,
    kind: NOTICE_PAPERS[kind],
    language: script,
    subject: write(subject),
    text: write(text),
  };
}

/** The template of a notice: the ministry's or the office's own where there is one in this script, else the program's. */
export function chooseNoticeTemplate(
  kind: NoticeKind,
  language: Language,
  templates: readonly (TemplateData & { readonly notice?: string | undefined })[],
): TemplateData {
  const own = noticeTemplate(kind, language);
  return templates.find((one) => one.notice === kind && one.language === own.language) ?? own;
}
