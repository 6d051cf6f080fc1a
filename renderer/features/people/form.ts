import type { FactSource, PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import {
  ageOn,
  type Candidate,
  findMemberFaults,
  type MemberFault,
  type Relation,
} from '#shared/domain/casework/household.ts';
import { checkPhone, checkPinflAgainst, type Sex } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/** Somebody in the form: known already, or described here. */
export interface Row {
  /** Id that the person gets, where they are new. */
  readonly id: string;
  readonly memberId: string;
  /** A person whom the office knows. */
  readonly personId?: string;
  readonly relation: Relation | '';
  readonly pinfl: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly patronymic: string;
  readonly birthDate?: Day;
  readonly sex?: Sex;
  readonly from?: Day;
  /** It was said that a similar person is another one. */
  readonly isNew?: boolean;
  /** They leave the family that they are in now. */
  readonly moves?: boolean;
}

/** A family as it is entered. */
export interface FamilyForm {
  readonly householdId: string;
  readonly address: string;
  readonly phone: string;
  readonly note: string;
  /** Where all this is known from. */
  readonly source: FactSource;
  readonly sourceDetail: string;
  /** The mahalla or place that they came from; empty for people of this one. */
  readonly cameFrom: string;
  /** Whether the adults who are present agreed to be in the base. */
  readonly agreed: boolean;
  /** Lines of adults who did not, or were not asked. */
  readonly notAgreed: readonly string[];
  readonly rows: readonly Row[];
}

/** An empty line. */
export function emptyRow(newId: () => string, relation: Row['relation'], familyName = ''): Row {
  return {
    id: newId(),
    memberId: newId(),
    relation,
    pinfl: '',
    familyName,
    givenName: '',
    patronymic: '',
  };
}

/** An empty form, its first line for the head. */
export function emptyFamily(newId: () => string): FamilyForm {
  return {
    householdId: newId(),
    address: '',
    phone: '',
    note: '',
    source: 'said',
    sourceDetail: '',
    cameFrom: '',
    agreed: false,
    notAgreed: [],
    rows: [emptyRow(newId, 'head')],
  };
}

/** Full years from which somebody agrees for themselves. */
const OF_AGE = 18;

/** Lines of the adults of a form: whoever is of age, or of an age that nobody knows. */
export function adultRows(
  form: FamilyForm,
  personOf: (id: string) => PersonBody | undefined,
  today: Day,
): readonly Row[] {
  return form.rows.filter((row) => {
    const birthDate = row.personId === undefined ? row.birthDate : personOf(row.personId)?.birthDate;
    const age = ageOn(birthDate, today);
    return age === null || age >= OF_AGE;
  });
}

/** Lines of the adults who agreed to be in the base. */
export function consentingRows(
  form: FamilyForm,
  personOf: (id: string) => PersonBody | undefined,
  today: Day,
): readonly Row[] {
  if (!form.agreed) return [];
  return adultRows(form, personOf, today).filter((row) => !form.notAgreed.includes(row.id));
}

/** What a valid PINFL says about empty fields. */
export function fillFromPinfl(row: Row): Row {
  if (row.pinfl.replace(/\s/g, '').length !== 14) return row;
  const checked = checkPinflAgainst({ pinfl: row.pinfl });
  if (!checked.ok) return row;
  return { ...row, birthDate: row.birthDate ?? checked.value.birthDate, sex: row.sex ?? checked.value.sex };
}

/** Whether there is enough of a new person to look for the same one among those known. */
export function mayBeKnown(row: Row): boolean {
  if (row.personId || row.isNew) return false;
  return (
    row.pinfl.replace(/\s/g, '').length === 14 || (row.familyName.trim().length > 1 && row.givenName.trim().length > 1)
  );
}

/** What the form needs to know of people whom the office knows. */
export interface Known {
  person(id: string): PersonBody | undefined;
  /** Whether somebody is a present member of a family other than the form's own. */
  isElsewhere(personId: string): boolean;
  /** How many similar people there are to somebody who is being entered. */
  similar(row: Row): number;
}

/** A fault, at a field of a line or of the family. */
export interface Fault {
  /** Id of the element that mends it. */
  readonly fieldId: string;
  /** The line's place; undefined for the family's own fields. */
  readonly row?: number;
  readonly code: MemberFault | ErrorCode | 'required' | 'decide_person';
}

/** Id of a line's field on the page. */
export const rowFieldId = (row: Row, field: string) => `row-${row.id}-${field}`;

function candidateOf(row: Row, known: Known): Candidate {
  const body = row.personId === undefined ? undefined : known.person(row.personId);
  return {
    personId: row.personId,
    relation: row.relation || 'other_relative',
    birthDate: body ? body.birthDate : row.birthDate,
    sex: body ? body.sex : row.sex,
    diedOn: body?.diedOn,
    from: row.from,
  };
}

/**
 * Faults of a form, in the order of its fields.
 * @param present the members that the family has already
 */
export function findFaults(
  form: FamilyForm,
  known: Known,
  today: Day,
  present: readonly Candidate[] | null,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (present === null) {
    if (!form.address.trim()) faults.push({ fieldId: 'family-address', code: 'required' });
    if (form.phone.trim() && !checkPhone(form.phone).ok)
      faults.push({ fieldId: 'family-phone', code: 'phone_invalid' });
  }
  const candidates = form.rows.map((row) => candidateOf(row, known));
  for (const [at, row] of form.rows.entries()) {
    const fault = (field: string, code: Fault['code']) =>
      faults.push({ fieldId: rowFieldId(row, field), row: at, code });
    if (!row.relation) fault('relation', 'required');
    if (!row.personId) {
      if (row.pinfl.trim()) {
        const checked = checkPinflAgainst(row);
        if (!checked.ok) fault('pinfl', checked.failure.code);
      }
      if (!row.familyName.trim()) fault('familyName', 'required');
      if (!row.givenName.trim()) fault('givenName', 'required');
      if (mayBeKnown(row) && known.similar(row) > 0) fault('similar', 'decide_person');
    }
    const others = [...(present ?? []), ...candidates.filter((_, other) => other !== at)];
    const elsewhere = row.personId !== undefined && !row.moves && known.isElsewhere(row.personId);
    for (const code of findMemberFaults(candidates[at] as Candidate, others, elsewhere, today)) {
      const field =
        code === 'born_in_future'
          ? 'birthDate'
          : code === 'from_wrong'
            ? 'from'
            : code === 'already_member' || code === 'dead'
              ? 'person'
              : code === 'in_two_families'
                ? 'moves'
                : 'relation';
      // The first of two heads is no fault: the second is.
      if (code === 'second_head' && !present?.some((one) => one.relation === 'head')) {
        if (form.rows.findIndex((one) => one.relation === 'head') === at) continue;
      }
      fault(field, code);
    }
  }
  return faults;
}
