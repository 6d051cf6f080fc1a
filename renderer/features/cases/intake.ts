import type { CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/** Somebody's case as it is taken in. */
export interface IntakeForm {
  readonly caseId: string;
  readonly openedOn?: Day | undefined;
  readonly source: string;
  readonly kind: CaseKind | '';
  /** Whom the office knows already; never of a violence file. */
  readonly personId?: string | undefined;
  readonly householdId?: string | undefined;
  readonly clientName: string;
  readonly clientBirthDate?: Day | undefined;
  readonly clientSex?: 'female' | 'male' | undefined;
  readonly clientPhone: string;
  readonly clientAddress: string;
  readonly safeContact: string;
  readonly request: string;
  readonly urgency: string;
  /** Whether consent to services was given. */
  readonly consent: 'yes' | 'later' | '';
  readonly consentOn?: Day | undefined;
  readonly consentUntil?: Day | undefined;
  readonly consentHow: string;
  readonly openNow: boolean;
  readonly supervisorId: string;
}

/** An empty form. */
export function emptyIntake(newId: () => string, today: Day): IntakeForm {
  return {
    caseId: newId(),
    openedOn: today,
    source: 'self',
    kind: '',
    clientName: '',
    clientPhone: '',
    clientAddress: '',
    safeContact: '',
    request: '',
    urgency: 'ordinary',
    consent: '',
    consentOn: today,
    consentHow: '',
    openNow: true,
    supervisorId: '',
  };
}

/** A fault of the form; `own` are words of this feature, the others codes of the error catalogue. */
export interface IntakeFault {
  readonly fieldId: string;
  readonly code: ErrorCode | 'required' | 'in_future' | 'before_given';
}

/** Faults in the order of the fields. */
export function findIntakeFaults(form: IntakeForm, today: Day): readonly IntakeFault[] {
  const faults: IntakeFault[] = [];
  const add = (field: string, code: IntakeFault['code']) => faults.push({ fieldId: `intake-${field}`, code });
  if (!form.openedOn) add('openedOn', 'required');
  else if (form.openedOn > today) add('openedOn', 'in_future');
  if (!form.kind) add('kind', 'required');
  if (!form.personId || form.kind === 'violence') {
    if (!form.clientName.trim()) add('clientName', 'required');
    if (form.clientBirthDate && form.clientBirthDate > today) add('clientBirthDate', 'birth_in_future');
  }
  if (form.clientPhone.trim() && !checkPhone(form.clientPhone).ok) add('clientPhone', 'phone_invalid');
  if (!form.request.trim()) add('request', 'required');
  if (!form.consent) add('consent', 'required');
  if (form.consent === 'yes') {
    if (!form.consentOn) add('consentOn', 'required');
    else if (form.consentOn > today) add('consentOn', 'in_future');
    if (form.consentUntil && form.consentOn && form.consentUntil < form.consentOn) add('consentUntil', 'before_given');
  }
  return faults;
}

/** A name as it is typed, taken apart for the search for similar people: family name, given name, patronymic. */
export function partsOfName(name: string): {
  readonly familyName: string;
  readonly givenName: string;
  readonly patronymic: string;
} {
  const [familyName = '', givenName = '', ...rest] = name.trim().split(/\s+/);
  return { familyName, givenName, patronymic: rest.join(' ') };
}
