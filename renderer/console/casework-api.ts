import type { HiddenGroup, ReadingLevel } from '#shared/domain/access/fields.ts';
import type { FormDefinition } from '#shared/domain/casework/forms.ts';
import type { Cell, CellSum } from '#shared/domain/casework/small-cells.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { ConsoleSession } from './session.ts';

// Moments are ISO 8601 UTC by the server's clock, days `YYYY-MM-DD`.

interface Named {
  readonly latn: string;
  readonly cyrl: string;
}

/** How fresh what is known of an office is. */
export interface OfficeState {
  readonly lastContact: string | null;
  /** Changes at the server that no laptop of it has fetched yet; never more than 1000. */
  readonly behind: number;
}

/** What a list rests on. */
export interface Basis {
  /** The server's time, milliseconds. */
  readonly time: number;
  readonly today: string;
  readonly level: ReadingLevel;
  /** Of the offices whose rows are shown, by id. */
  readonly offices: Readonly<Record<string, OfficeState>>;
  readonly state: {
    readonly offices: number;
    readonly neverSynced: number;
    readonly silent: number;
    readonly oldestContact: string | null;
    /** People who took back their consent to be in the base; null for fewer than five. */
    readonly withdrawn: Cell;
  };
}

interface Page extends Basis {
  readonly total: number;
  /** Whether words are taken as spelled otherwise, because nothing is spelled like that. */
  readonly near: boolean;
  readonly next: string | null;
  readonly hidden: readonly HiddenGroup[];
}

/** A person in the list. */
export interface PersonLine {
  readonly officeId: string;
  readonly id: string;
  readonly name: string;
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly died: boolean;
  readonly programmes: readonly string[];
  readonly openCases: number | null;
}
/** A page of people. */
export interface PeoplePage extends Page {
  readonly people: readonly PersonLine[];
}

/** A family in the list. */
export interface HouseholdLine {
  readonly officeId: string;
  readonly id: string;
  readonly name: string;
  readonly address: string | null;
  readonly members: number;
  readonly programmes: readonly string[];
  readonly openCases: number | null;
}
/** A page of families. */
export interface HouseholdsPage extends Page {
  readonly households: readonly HouseholdLine[];
}

/** A case in the list. */
export interface CaseLine {
  readonly officeId: string;
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  readonly urgency: string | null;
  readonly openedOn: string | null;
  readonly closedOn: string | null;
  readonly name: string | null;
  readonly workers: readonly string[];
  readonly overdueOn: string | null;
  readonly overdue: readonly string[];
}
/** A page of cases. */
export interface CasesPage extends Page {
  readonly cases: readonly CaseLine[];
  readonly names: Readonly<Record<string, string>>;
}

/** What narrows a list. */
export interface CaseworkFilter {
  readonly area?: string;
  readonly office?: string;
  readonly text?: string;
  readonly programme?: string;
}
/** What narrows the list of cases. */
export interface CasesFilter extends CaseworkFilter {
  readonly kind?: string;
  readonly state?: string;
  readonly overdue?: boolean;
}

interface Head extends Partial<OfficeState> {
  readonly id: string;
  readonly name: Named;
  readonly district: Named;
}
interface Opened {
  readonly id: string;
  readonly office: Head;
  readonly fields: JsonObject;
  readonly changedAt: string;
  readonly level: ReadingLevel;
  readonly hidden: readonly HiddenGroup[];
}
/** An entry in a programme. */
export interface EntryLine {
  readonly id: string;
  readonly programme: string;
  readonly category: string | null;
  readonly state: string;
  readonly enrolledOn: string | null;
  readonly exitOn: string | null;
}
/** A case as a person's or a family's record names it. */
export interface CaseLink {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
}
/** A person opened. */
export interface PersonRecord extends Opened {
  readonly households: readonly {
    readonly id: string;
    readonly relation: string;
    readonly name: string;
    readonly address: string | null;
  }[];
  readonly programmes: readonly EntryLine[];
  readonly cases: readonly CaseLink[] | null;
}
/** A family opened. */
export interface HouseholdRecord extends Opened {
  readonly members: readonly {
    readonly personId: string;
    readonly relation: string;
    readonly name: string | null;
    readonly birthDate: string | null;
  }[];
  readonly membersNotShown: number;
  readonly programmes: readonly EntryLine[];
  readonly cases: readonly CaseLink[] | null;
}
/** A case opened. */
export interface CaseRecord extends Opened {
  readonly person: {
    readonly id: string;
    readonly familyName?: string;
    readonly givenName?: string;
    readonly patronymic?: string;
  } | null;
  readonly workers: readonly { readonly userId: string; readonly role: 'worker' | 'supervisor' }[];
  readonly names: Readonly<Record<string, string>>;
  readonly due: readonly { readonly reason: string; readonly on: string; readonly itemId: string | null }[];
  readonly events: readonly (JsonObject & { readonly id: string })[];
  readonly today: string;
}

/** Who carries how much. */
export interface Caseload extends Basis {
  readonly area: string;
  /** What a line stands for: an area, an office, a worker in an office. */
  readonly by: 'area' | 'office' | 'worker';
  /** Whether numbers below five are left out. */
  readonly suppressed: boolean;
  readonly lines: readonly CaseloadLine[];
  readonly open: Readonly<Record<string, CellSum>>;
  readonly overdue: Readonly<Record<string, CellSum>>;
  readonly names: Readonly<Record<string, string>>;
  readonly hidden: readonly HiddenGroup[];
}
/** One line of it. */
export interface CaseloadLine {
  readonly place: string;
  readonly worker: string | null;
  readonly open: Readonly<Record<string, Cell>>;
  readonly overdue: Readonly<Record<string, Cell>>;
  readonly openSum: CellSum;
  readonly overdueSum: CellSum;
}

/** An officer of a district, and the duty of casework. */
export interface OfficerRow {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly area: string;
  readonly active: boolean;
  readonly duty: { readonly ground: string; readonly givenAt: string } | null;
}

/** A published version of a form. */
export interface FormRow {
  readonly id: string;
  readonly form: FormDefinition;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}
/** A form to be published. */
export interface FormToPublish extends Omit<FormDefinition, 'version'> {
  /** The newest version that whoever publishes has seen; 0 for a new form. */
  readonly base: number;
}

const ROOT = '/api/v1/console';
const PAGE = 200;
const part = encodeURIComponent;

function query(filter: object, cursor: string | null): string {
  const search = new URLSearchParams({ limit: String(PAGE) });
  for (const [key, value] of Object.entries<unknown>({ ...filter, cursor })) {
    if (value !== undefined && value !== null && value !== '' && value !== false) search.set(key, String(value));
  }
  return search.toString();
}

/** What the console asks of the central base. Each call rejects with a `CodedError`. */
export function createCaseworkApi(session: ConsoleSession) {
  return {
    people: (filter: CaseworkFilter, cursor: string | null) =>
      session.request<PeoplePage>('GET', `${ROOT}/people?${query(filter, cursor)}`),
    person: (officeId: string, id: string) =>
      session.request<PersonRecord>('GET', `${ROOT}/people/${part(officeId)}/${part(id)}`),
    households: (filter: CaseworkFilter, cursor: string | null) =>
      session.request<HouseholdsPage>('GET', `${ROOT}/households?${query(filter, cursor)}`),
    household: (officeId: string, id: string) =>
      session.request<HouseholdRecord>('GET', `${ROOT}/households/${part(officeId)}/${part(id)}`),
    cases: (filter: CasesFilter, cursor: string | null) =>
      session.request<CasesPage>('GET', `${ROOT}/cases?${query(filter, cursor)}`),
    case: (officeId: string, id: string) =>
      session.request<CaseRecord>('GET', `${ROOT}/cases/${part(officeId)}/${part(id)}`),
    caseload: (area: string | null) =>
      session.request<Caseload>('GET', `${ROOT}/caseload${area ? `?area=${part(area)}` : ''}`),
    programmeNames: () =>
      session.request<{ readonly programmes: Readonly<Record<string, Readonly<Record<string, string>>>> }>(
        'GET',
        `${ROOT}/programme-names`,
      ),
    caseworkDuties: () =>
      session.request<{ readonly officers: readonly OfficerRow[] }>('GET', `${ROOT}/casework-duties`),
    giveCaseworkDuty: (userId: string, ground: string) =>
      session.request<undefined>('POST', `${ROOT}/users/${part(userId)}/casework-duty`, { ground }),
    endCaseworkDuty: (userId: string) =>
      session.request<undefined>('POST', `${ROOT}/users/${part(userId)}/casework-duty/end`),
    forms: () =>
      session.request<{ readonly today: string; readonly forms: readonly FormRow[] }>('GET', `${ROOT}/forms`),
    publishForm: (form: FormToPublish) =>
      session.request<{ readonly id: string; readonly version: number }>('POST', `${ROOT}/forms`, form),
    withdrawForm: (id: string) => session.request<undefined>('POST', `${ROOT}/forms/${part(id)}/withdraw`),
  };
}
