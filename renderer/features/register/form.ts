import { checkPhone, checkPinflAgainst } from '#shared/domain/casework/pinfl.ts';
import { isTime } from '#shared/domain/documents/appeals.ts';
import type { WorkingCalendar } from '#shared/domain/documents/calendar.ts';
import { type AppealKind, appealDeadline, type AppealTerm, type Deadline } from '#shared/domain/documents/deadline.ts';
import type { DocumentBody, DocumentKind, Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { isReceived, kindsOf } from '#shared/domain/documents/journals.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { MAX_APPLICANTS } from '#shared/domain/documents/collections/documents/appeal.ts';
import type { NewPerson, Registration } from '../../documents/acts.ts';

/** A half-filled form. Every field is a text or absent, so that it can be kept as it stands. */
export interface FormValues {
  readonly receivedDate?: string;
  readonly kind: DocumentKind;
  readonly form: 'oral' | 'written' | 'electronic';
  readonly from: 'person' | 'organisation' | 'none';
  /** A person whom the office knows already. */
  readonly personId?: string;
  /** She has said that it is not one of the people offered. */
  readonly newPerson?: boolean;
  readonly pinfl: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly patronymic: string;
  readonly birthDate?: string;
  readonly sex?: 'female' | 'male';
  readonly address: string;
  readonly phone: string;
  readonly organisation: string;
  readonly theirNumber: string;
  readonly theirDate?: string;
  readonly subject: string;
  readonly text: string;
  /** What was answered on the spot, at a reception. */
  readonly answered?: string;
  readonly term: AppealTerm;
  readonly dueDate?: string;
  /** `HH:MM` at which an appeal came; empty for within hours. */
  readonly receivedTime: string;
  /** Whoever else has signed a collective appeal, one a line: the name, and after a comma the address. */
  readonly others: string;
  /** The earlier appeal that this one repeats. */
  readonly repeatOf?: string;
}

/** A field of the form. */
export type Field = keyof FormValues;

/** What is wrong with a field: a code of the error catalogue, or one of this form's own (`register:fault.<code>`). */
export interface Fault {
  readonly field: Field;
  readonly code: ErrorCode | 'required' | 'time_wrong' | 'in_future' | 'decide_person' | 'due_before_receipt';
}

const WITHOUT_CORRESPONDENT: readonly Journal[] = ['internal', 'minutes', 'decisions', 'acts'];
/** Journals whose papers usually come from, or go to, a citizen. */
const OF_PERSONS: readonly Journal[] = ['appeals', 'reception', 'certificates'];

/** Whether a journal's papers come from, or go to, somebody. */
export function hasCorrespondent(journal: Journal): boolean {
  return !WITHOUT_CORRESPONDENT.includes(journal);
}

/** Whether a term belongs to a paper of this journal: a visit is answered on the spot, or becomes an appeal. */
export function hasTerm(journal: Journal): boolean {
  return isReceived(journal) && journal !== 'reception';
}

/** Whether the sender may stay unnamed. */
export function mayBeUnnamed(journal: Journal): boolean {
  return journal === 'appeals' || journal === 'reception';
}

/** An empty form. */
export function emptyForm(journal: Journal, today: string): FormValues {
  const letters = journal === 'incoming' || journal === 'outgoing';
  return {
    ...(isReceived(journal) ? { receivedDate: today } : {}),
    kind: letters ? 'letter' : (kindsOf(journal)[0] as DocumentKind),
    form: 'written',
    from: OF_PERSONS.includes(journal) ? 'person' : hasCorrespondent(journal) ? 'organisation' : 'none',
    pinfl: '',
    familyName: '',
    givenName: '',
    patronymic: '',
    address: '',
    phone: '',
    organisation: '',
    theirNumber: '',
    subject: '',
    text: '',
    term: 'plain',
    receivedTime: '',
    others: '',
  };
}

/** Applicants of a collective appeal, besides the first. */
export function applicantsOf(others: string): NonNullable<Registration['applicants']> {
  return others
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_APPLICANTS)
    .map((line) => {
      const [name = '', ...rest] = line.split(',');
      const address = rest.join(',').trim().slice(0, 300);
      return { name: name.trim().slice(0, 300) || line.slice(0, 300), ...(address ? { address } : {}) };
    });
}

/** A time as people type it, `9.05`, `9:05` or `0905`, as `HH:MM`; null for what is no time. */
export function parseTime(typed: string): string | null {
  const match = /^(\d{1,2})[:. ]?(\d{2})$/.exec(typed.trim());
  const time = match ? `${String(match[1]).padStart(2, '0')}:${match[2]}` : '';
  return isTime(time) ? time : null;
}

/**
 * A form that begins from another paper: an entry that it corrects, or a visit that becomes an oral appeal. The day of
 * receipt stays that of the first: by it the term runs.
 */
export function formFrom(journal: Journal, paper: DocumentBody, today: string): FormValues {
  const empty = emptyForm(journal, today);
  const { correspondent: from } = paper;
  const same = paper.journal === journal;
  return {
    ...empty,
    ...(paper.receivedDate && isReceived(journal) ? { receivedDate: paper.receivedDate } : {}),
    ...(same ? { kind: paper.kind } : { form: 'oral' }),
    ...(same && paper.form ? { form: paper.form } : {}),
    ...(same && paper.dueDate && paper.dueRule === 'manual' ? { dueDate: paper.dueDate } : {}),
    from: from?.name ? (from.personId ? 'person' : 'organisation') : mayBeUnnamed(journal) ? 'none' : empty.from,
    ...(from?.personId ? { personId: from.personId } : {}),
    organisation: from && !from.personId ? (from.name ?? '') : '',
    address: from && !from.personId ? (from.address ?? '') : '',
    theirNumber: from?.theirNumber ?? '',
    ...(from?.theirDate ? { theirDate: from.theirDate } : {}),
    subject: paper.subject,
    text: paper.text ?? '',
  };
}

/** The term by law of an appeal, or null while there is not enough to work it out. */
export function deadlineOf(
  journal: Journal,
  values: FormValues,
  calendar: WorkingCalendar,
  moveToWorkingDay = true,
): Deadline | null {
  if (journal !== 'appeals' || !values.receivedDate) return null;
  try {
    return appealDeadline({
      kind: values.kind as AppealKind,
      receivedDate: values.receivedDate,
      term: values.term,
      calendar,
      moveToWorkingDay,
    });
  } catch {
    return null;
  }
}

/** The person whom the form describes, without what was left empty. */
export function personOf(values: FormValues): NewPerson {
  const phone = values.phone.trim() === '' ? null : checkPhone(values.phone);
  return {
    familyName: values.familyName.trim(),
    givenName: values.givenName.trim(),
    ...(values.patronymic.trim() ? { patronymic: values.patronymic.trim() } : {}),
    ...(values.pinfl.trim() ? { pinfl: values.pinfl.replace(/\s/g, '') } : {}),
    ...(values.birthDate ? { birthDate: values.birthDate } : {}),
    ...(values.sex ? { sex: values.sex } : {}),
    ...(values.address.trim() ? { address: values.address.trim() } : {}),
    ...(phone?.ok ? { phone: phone.value } : {}),
  };
}

/** Whether there is enough of a new person to look for the same one among those known. */
export function canLookForDuplicates(values: FormValues): boolean {
  if (values.from !== 'person' || values.personId) return false;
  return (
    values.pinfl.replace(/\s/g, '').length === 14 ||
    (values.familyName.trim().length > 1 && values.givenName.trim().length > 1)
  );
}

/** What a valid PINFL says about empty fields: sex and day of birth. */
export function fillFromPinfl(values: FormValues): FormValues {
  if (values.pinfl.replace(/\s/g, '').length !== 14) return values;
  const checked = checkPinflAgainst({ pinfl: values.pinfl });
  if (!checked.ok) return values;
  return {
    ...values,
    birthDate: values.birthDate ?? checked.value.birthDate,
    sex: values.sex ?? checked.value.sex,
  };
}

/** Faults of a form, in the order of its fields. */
export function findFaults(journal: Journal, values: FormValues, today: string, duplicates: number): readonly Fault[] {
  const faults: Fault[] = [];
  const need = (field: Field, value: string | undefined) => {
    if (!value?.trim()) faults.push({ field, code: 'required' });
  };
  if (isReceived(journal)) {
    need('receivedDate', values.receivedDate);
    if (values.receivedDate && values.receivedDate > today) faults.push({ field: 'receivedDate', code: 'in_future' });
    if (values.receivedTime.trim() && parseTime(values.receivedTime) === null) {
      faults.push({ field: 'receivedTime', code: 'time_wrong' });
    }
  }
  if (values.from === 'person' && hasCorrespondent(journal) && !values.personId) {
    if (values.pinfl.trim()) {
      const checked = checkPinflAgainst(values);
      if (!checked.ok) faults.push({ field: 'pinfl', code: checked.failure.code });
    }
    need('familyName', values.familyName);
    need('givenName', values.givenName);
    if (values.birthDate && values.birthDate > today) faults.push({ field: 'birthDate', code: 'birth_in_future' });
    if (values.phone.trim() && !checkPhone(values.phone).ok) faults.push({ field: 'phone', code: 'phone_invalid' });
    if (duplicates > 0 && !values.newPerson) faults.push({ field: 'newPerson', code: 'decide_person' });
  }
  if (values.from === 'organisation' && hasCorrespondent(journal)) need('organisation', values.organisation);
  if (values.theirDate && values.theirDate > today) faults.push({ field: 'theirDate', code: 'in_future' });
  need('subject', values.subject);
  if (hasTerm(journal) && values.dueDate && values.receivedDate && values.dueDate < values.receivedDate) {
    faults.push({ field: 'dueDate', code: 'due_before_receipt' });
  }
  return faults;
}

/** What is written down when the form is saved. */
export interface Outcome {
  readonly registration: Registration;
  readonly person?: { readonly id: string; readonly body: NewPerson };
}

function appealFields(values: FormValues): Partial<Registration> {
  const receivedTime = parseTime(values.receivedTime);
  const applicants = applicantsOf(values.others);
  return {
    form: values.form,
    appealTerm: values.term,
    ...(receivedTime ? { receivedTime } : {}),
    ...(applicants.length > 0 ? { applicants } : {}),
    ...(values.repeatOf ? { repeatOf: values.repeatOf } : {}),
  };
}

/**
 * Turns a faultless form into what is registered.
 * @param known the known person, where one was chosen
 */
export function toOutcome(
  journal: Journal,
  values: FormValues,
  deadline: Deadline | null,
  ids: { readonly paper: string; readonly person: string },
  known: NewPerson | null,
): Outcome {
  const received = isReceived(journal);
  const person = values.from === 'person' && !values.personId ? personOf(values) : null;
  const named = known ?? person;
  const full = named ? [named.familyName, named.givenName, named.patronymic].filter(Boolean).join(' ') : '';
  const theirs = received
    ? {
        ...(values.theirNumber.trim() ? { theirNumber: values.theirNumber.trim() } : {}),
        ...(values.theirDate ? { theirDate: values.theirDate } : {}),
      }
    : {};
  const correspondent: Registration['correspondent'] =
    !hasCorrespondent(journal) || values.from === 'none'
      ? undefined
      : values.from === 'person'
        ? {
            kind: 'person',
            personId: values.personId ?? ids.person,
            name: full,
            ...(named?.address ? { address: named.address } : {}),
            ...(named?.phone ? { phone: named.phone } : {}),
            ...theirs,
          }
        : {
            kind: 'organisation',
            name: values.organisation.trim(),
            ...(values.address.trim() ? { address: values.address.trim() } : {}),
            ...theirs,
          };
  const manual = values.dueDate !== undefined && values.dueDate !== deadline?.dueDate;
  const dueDate = hasTerm(journal) ? (values.dueDate ?? deadline?.dueDate) : undefined;
  return {
    registration: {
      paperId: ids.paper,
      journal,
      kind: values.kind,
      subject: values.subject.trim(),
      ...(values.text.trim() ? { text: values.text } : {}),
      ...(journal === 'reception' && values.answered?.trim() ? { note: values.answered.trim() } : {}),
      ...(journal === 'appeals' ? appealFields(values) : {}),
      ...(received && values.receivedDate ? { receivedDate: values.receivedDate } : {}),
      ...(dueDate ? { dueDate, dueRule: manual || !deadline ? 'manual' : deadline.rule } : {}),
      ...(correspondent ? { correspondent } : {}),
    },
    ...(person && hasCorrespondent(journal) ? { person: { id: ids.person, body: person } } : {}),
  };
}
