import { type Consenting, validConsents } from './consent.ts';
import { ageOn } from './household.ts';
import { isWorker } from './collections/cases/workflow.ts';
import { type Day, isDay } from '#shared/domain/language/dates.ts';

/**
 * The incident facts of a violence file and the table of figures that is made of them, by the columns of the GBVIMS
 * incident recorder (Gender-Based Violence Information Management System; UNFPA, IRC, UNHCR). Nothing in the table tells
 * who somebody is: every column is a code of a closed list or a month, and the incident's id is drawn anew.
 */

const AGE_GROUPS = ['0_11', '12_17', '18_25', '26_40', '41_60', '61_plus', 'unknown'] as const;
const REFERRAL = ['referred', 'given_here', 'given_before', 'declined', 'unavailable', 'not_needed'] as const;

/** Closed lists of the incident facts, in the order in which they are asked. */
export const INCIDENT_LISTS = {
  /** The six core types of the GBVIMS classification tool: the first one that fits, from the top. */
  violence: [
    'rape',
    'sexual_assault',
    'physical_assault',
    'forced_marriage',
    'denial_of_resources',
    'psychological_abuse',
  ],
  sex: ['female', 'male'],
  ageGroup: AGE_GROUPS,
  maritalStatus: ['single', 'married', 'divorced', 'widowed', 'unknown'],
  disability: ['none', 'physical', 'mental', 'both', 'unknown'],
  displacement: ['resident', 'internally_displaced', 'returnee', 'refugee', 'stateless', 'foreign', 'unknown'],
  timeOfDay: ['morning', 'afternoon', 'night', 'unknown'],
  place: [
    'own_home',
    'perpetrator_home',
    'relatives_home',
    'street',
    'school',
    'workplace',
    'transport',
    'market',
    'field',
    'institution',
    'other',
    'unknown',
  ],
  perpetrators: ['one', 'two', 'three', 'more', 'unknown'],
  perpetratorSex: ['female', 'male', 'both', 'unknown'],
  perpetratorAge: AGE_GROUPS,
  perpetratorRelation: [
    'partner',
    'former_partner',
    'parent',
    'in_law',
    'other_relative',
    'neighbour',
    'teacher',
    'employer',
    'service_provider',
    'official',
    'stranger',
    'other',
    'unknown',
  ],
  referralHealth: REFERRAL,
  referralPsychosocial: REFERRAL,
  referralShelter: REFERRAL,
  referralLegal: REFERRAL,
  referralPolice: REFERRAL,
  referralLivelihood: REFERRAL,
} as const;
/** A fact with a closed list, also the end of its i18n key. */
export type IncidentField = keyof typeof INCIDENT_LISTS;
/** Facts with a closed list, in the order in which they are asked. */
export const INCIDENT_FIELDS = Object.keys(INCIDENT_LISTS) as readonly IncidentField[];

/** Days of an incident; in the table they are months. */
export const INCIDENT_DAYS = ['interviewOn', 'incidentOn'] as const;
/** A day of an incident, also the end of its i18n key. */
export type IncidentDay = (typeof INCIDENT_DAYS)[number];

/** Columns of the table, in their order. */
export const INCIDENT_COLUMNS = ['incidentId', ...INCIDENT_DAYS, ...INCIDENT_FIELDS, 'consent'] as const;
/** A column of the table, also the end of its i18n key. */
export type IncidentColumn = (typeof INCIDENT_COLUMNS)[number];
/** A row of the table; an empty text where a fact is not known. */
export type IncidentRow = Readonly<Record<IncidentColumn, string>>;

/** What of a case the table looks at. */
export interface IncidentCase extends Consenting {
  readonly kind: string;
  readonly incident?: Readonly<Record<string, string>> | undefined;
  readonly clientSex?: string | undefined;
  readonly clientBirthDate?: Day | undefined;
  readonly workers?: readonly { readonly id: string; readonly userId: string; readonly role: string }[] | undefined;
  readonly workerEndings?: readonly { readonly workerEntryId: string }[] | undefined;
  /** Referrals and services of the case. */
  readonly events?: readonly {
    readonly kind: string;
    readonly state: string;
    readonly service?: string | undefined;
  }[];
}

const SECTORS: Readonly<Record<string, IncidentField>> = {
  medical: 'referralHealth',
  counselling: 'referralPsychosocial',
  psychological: 'referralPsychosocial',
  shelter: 'referralShelter',
  housing: 'referralShelter',
  legal: 'referralLegal',
  documents: 'referralLegal',
  police: 'referralPolice',
  employment: 'referralLivelihood',
  training: 'referralLivelihood',
  cash: 'referralLivelihood',
  food: 'referralLivelihood',
};

/** The group of an age in full years. */
export function ageGroupOf(age: number): (typeof AGE_GROUPS)[number] {
  if (age < 12) return '0_11';
  if (age < 18) return '12_17';
  if (age < 26) return '18_25';
  if (age < 41) return '26_40';
  return age < 61 ? '41_60' : '61_plus';
}

/** A code, if it is one of its list; an empty text for anything else that may stand there. */
function codeOf(field: IncidentField, value: unknown): string {
  return (INCIDENT_LISTS[field] as readonly unknown[]).includes(value) ? (value as string) : '';
}

function fromEvents(field: IncidentField, events: IncidentCase['events']): string {
  const of = (kind: string) =>
    (events ?? []).some(
      (one) =>
        one.kind === kind &&
        one.state !== 'draft' &&
        one.state !== 'cancelled' &&
        one.service !== undefined &&
        Object.hasOwn(SECTORS, one.service) &&
        SECTORS[one.service] === field,
    );
  if (of('referral')) return 'referred';
  return of('service') ? 'given_here' : '';
}

/**
 * The row of a case, or null where its facts may not be counted: it is no violence file, or there is no consent to
 * figures that holds today.
 * @param incidentId drawn at random for this table; never a number of the case
 */
export function incidentRow(body: IncidentCase, incidentId: string, today: Day): IncidentRow | null {
  if (body.kind !== 'violence' || validConsents(body, 'statistics', today).length === 0) return null;
  const said = body.incident ?? {};
  const value = (key: string): unknown => (Object.hasOwn(said, key) ? said[key] : undefined);
  const month = (key: IncidentDay) => {
    const day = value(key);
    return isDay(day) && day <= today ? day.slice(0, 7) : '';
  };
  const codes = Object.fromEntries(
    INCIDENT_FIELDS.map((field) => [field, codeOf(field, value(field)) || fromEvents(field, body.events)]),
  ) as Record<IncidentField, string>;
  codes.sex ||= codeOf('sex', body.clientSex);
  if (codes.ageGroup === '' && isDay(body.clientBirthDate)) {
    // The age on the day of the incident, where that is known.
    const on = value('incidentOn');
    const age = ageOn(body.clientBirthDate, isDay(on) && on <= today ? on : today);
    if (age !== null) codes.ageGroup = ageGroupOf(age);
  }
  return {
    incidentId,
    interviewOn: month('interviewOn'),
    incidentOn: month('incidentOn'),
    ...codes,
    consent: 'yes',
  };
}

/** The table of one worker: their own files alone, whatever else lies on the laptop. */
export function incidentTable(
  cases: readonly IncidentCase[],
  worker: { readonly id: string },
  today: Day,
  newId: () => string,
): {
  readonly rows: readonly IncidentRow[];
  /** Files of this worker that are left out, because there is no consent to figures that holds. */
  readonly withoutConsent: number;
} {
  const rows: IncidentRow[] = [];
  let withoutConsent = 0;
  for (const body of cases) {
    const { workers, workerEndings } = body;
    if (body.kind !== 'violence') continue;
    if (!isWorker({ ...(workers ? { workers } : {}), ...(workerEndings ? { workerEndings } : {}) }, worker.id))
      continue;
    const row = incidentRow(body, newId(), today);
    if (row) rows.push(row);
    else withoutConsent += 1;
  }
  // By the random id: the order of the files says nothing of who is who.
  return { rows: rows.toSorted((a, b) => (a.incidentId < b.incidentId ? -1 : 1)), withoutConsent };
}
