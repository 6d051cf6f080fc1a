import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Programme } from '#shared/domain/casework/programmes/programme.ts';
import { addMonths, type Day } from '#shared/domain/language/dates.ts';
import { parseNumber } from '#shared/domain/language/numbers.ts';
import type { EntryLog, EntryStep } from './acts.ts';

/** What is asked about an entry in a dialog. */
export type Asking =
  | { readonly kind: EntryStep | Exclude<EntryLog, 'planResults'> | 'contract'; readonly reason?: string }
  | { readonly kind: 'planResults'; readonly itemId: string };

/** One field of a dialog. */
export interface FormField {
  /** Field of the entry, or of the line that is added. */
  readonly name: string;
  /** End of the label's key `programmes:form.<label>`. */
  readonly label: string;
  readonly as: 'text' | 'area' | 'day' | 'term' | 'amount' | 'exit' | 'aidType' | 'situation' | 'month' | 'paper';
  readonly required?: boolean;
  /** A day that can't be before the enrolment. */
  readonly sinceEnrolment?: boolean;
}

const text = (name: string, label = name, required = false): FormField => ({ name, label, as: 'text', required });
const area = (name: string, label = name, required = false): FormField => ({ name, label, as: 'area', required });
const day = (name: string, label = name, required = false): FormField => ({ name, label, as: 'day', required });

/** The fields of a dialog, in the order of the paper in her hand. */
export function fieldsOf(kind: Asking['kind'], programme: Programme | undefined): readonly FormField[] {
  const { minutes, decision } = programme?.decidedBy ?? { minutes: true, decision: false };
  switch (kind) {
    case 'return':
      return [area('reason', 'returnReason', true)];
    case 'enrol':
      return [
        ...(minutes || !decision
          ? [text('minutesNumber', 'minutesNumber', minutes), day('minutesDate', 'minutesDate', minutes)]
          : []),
        ...(decision
          ? [text('decisionNumber', 'decisionNumber', true), day('decisionDate', 'decisionDate', true)]
          : []),
        day('enrolledOn', 'enrolledOn', true),
        text('number'),
      ];
    case 'refuse':
      return [area('refusedReason', 'refusedReason', true), text('minutesNumber'), day('minutesDate')];
    case 'exit':
      return [
        { name: 'exitReason', label: 'exitReason', as: 'exit', required: true },
        { ...day('exitOn', 'exitOn', true), sinceEnrolment: true },
        ...(decision ? [text('decisionNumber'), day('decisionDate')] : []),
        area('exitNote'),
      ];
    case 'evidence':
      return [{ name: 'what', label: 'what', as: 'paper', required: true }, text('paper'), day('on')];
    case 'plan':
      return [
        area('need', 'need', true),
        text('help'),
        text('responsible'),
        { name: 'due', label: 'due', as: 'term', required: true },
      ];
    case 'planResults':
      return [area('result', 'result', true), { ...day('on', 'on', true), sinceEnrolment: true }];
    case 'aid':
      return [
        { name: 'type', label: 'type', as: 'aidType', required: true },
        { name: 'amount', label: 'amount', as: 'amount' },
        text('what', 'aidWhat'),
        text('source'),
        { ...day('on', 'on', true), sinceEnrolment: true },
      ];
    case 'visits':
      return [{ ...day('on', 'on', true), sinceEnrolment: true }, area('found', 'found', true)];
    case 'monitoring':
      return [
        { name: 'month', label: 'month', as: 'month', required: true },
        { name: 'situation', label: 'situation', as: 'situation', required: true },
        area('note'),
      ];
    case 'contract':
      return [
        text('contractNumber', 'contractNumber', true),
        day('contractDate', 'contractDate', true),
        area('contractDuties'),
      ];
  }
}

/** Values of a dialog by its fields' names; amounts as they are typed. */
export type Values = Readonly<Record<string, string | undefined>>;

/** Months from the enrolment to the present one that have no monitoring yet, the earliest first. */
export function openMonths(body: ProgrammeEntryBody, today: Day): readonly string[] {
  const done = new Set((body.monitoring ?? []).map((one) => one.month));
  const months: string[] = [];
  const from = `${(body.enrolledOn ?? today).slice(0, 7)}-01`;
  for (let first = from; first <= today; first = addMonths(first, 1)) {
    if (!done.has(first.slice(0, 7))) months.push(first.slice(0, 7));
  }
  return months;
}

/** What a dialog begins with. */
export function initialOf(asking: Asking, body: ProgrammeEntryBody, number: string, today: Day): Values {
  switch (asking.kind) {
    case 'enrol':
      return { enrolledOn: today, number };
    case 'exit':
      return { exitOn: today, exitReason: asking.reason };
    case 'refuse':
      return { refusedReason: asking.reason };
    case 'aid':
      return { type: 'cash', on: today };
    case 'visits':
    case 'planResults':
    case 'evidence':
      return { on: today };
    case 'monitoring':
      // The month of the enrolment is offered, and rarely meant.
      return {
        month: openMonths(body, today).find((month) => month > (body.enrolledOn ?? '').slice(0, 7)),
        situation: 'same',
      };
    case 'contract':
      return {
        contractNumber: body.contractNumber,
        contractDate: body.contractDate ?? today,
        contractDuties: body.contractDuties,
      };
    case 'return':
    case 'plan':
      return {};
  }
}

/** What is wrong with a field: the end of the i18n key `programmes:form.<code>`, or `required`. */
export type FormFault = 'required' | 'inFuture' | 'beforeEnrolment' | 'amountWrong' | 'orAid';

/** Faults of a dialog, by its fields' names. */
export function faultsOf(
  fields: readonly FormField[],
  values: Values,
  body: ProgrammeEntryBody,
  today: Day,
): Readonly<Record<string, FormFault>> {
  const faults: Record<string, FormFault> = {};
  for (const field of fields) {
    const value = values[field.name]?.trim() ?? '';
    if (value === '') {
      if (field.required) faults[field.name] = 'required';
      continue;
    }
    if (field.as === 'day' && value > today) faults[field.name] = 'inFuture';
    else if (field.sinceEnrolment && body.enrolledOn && value < body.enrolledOn) faults[field.name] = 'beforeEnrolment';
    if (field.as === 'amount') {
      const amount = parseNumber(value);
      if (amount === null || amount < 0 || !Number.isInteger(amount) || amount > 10_000_000_000)
        faults[field.name] = 'amountWrong';
    }
  }
  const isAid = fields.some((field) => field.as === 'aidType');
  if (isAid && !faults.amount && !values.amount?.trim() && !values.what?.trim()) faults.amount = 'orAid';
  return faults;
}

/** Values as they go into the entry: amounts as numbers, texts without spaces around. */
export function toPatch(fields: readonly FormField[], values: Values): Readonly<Record<string, string | number>> {
  const patch: Record<string, string | number> = {};
  for (const field of fields) {
    const value = values[field.name]?.trim() ?? '';
    if (value === '') continue;
    const amount = field.as === 'amount' ? parseNumber(value) : null;
    patch[field.name] = amount ?? value;
  }
  return patch;
}
