import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { addDays, addMonths, type Day, daysInMonth, isLeapYear } from '#shared/domain/language/dates.ts';
import { ENTERED_TWICE, type Programme } from './programme.ts';

/** Why an entry needs somebody's hand: also the end of an i18n key `programmes:due.<code>`. */
export const DUE_CODES = [
  'decision_missing',
  'returned',
  'contract_missing',
  'plan_missing',
  'plan_item',
  'visit',
  'monitoring',
  'child_turns_18',
  'leaves_by_age',
] as const;
/** Why an entry needs somebody's hand. */
export type DueCode = (typeof DUE_CODES)[number];

/** One thing that is due of an entry. */
export interface EntryDue {
  readonly code: DueCode;
  /** The day by which it is due. */
  readonly on: Day;
  /** The month (`YYYY-MM`), the need of the plan, or the age. */
  readonly about?: string;
}

/** Days ahead of which something is told. */
const AHEAD = 7;
/** Days ahead of which a birthday that changes something is told: there are papers to prepare. */
const AHEAD_OF_AGE = 30;
/** Days until a decision has to follow a proposal, and contract and plan an enrolment: the office's own measure. */
const PAPERS_AFTER = 10;

const monthOf = (day: Day) => day.slice(0, 7);

function lastDay(month: string): Day {
  const [year, at] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  return `${month}-${String(daysInMonth(year, at)).padStart(2, '0')}`;
}

function monitoringDue(body: ProgrammeEntryBody, today: Day): readonly EntryDue[] {
  const done = new Set((body.monitoring ?? []).map((one) => one.month));
  const due: EntryDue[] = [];
  // The month of the enrolment itself is described by the enrolment.
  for (
    let first = addMonths(`${monthOf(body.enrolledOn ?? today)}-01`, 1);
    first <= today;
    first = addMonths(first, 1)
  ) {
    const month = monthOf(first);
    const on = lastDay(month);
    if (!done.has(month) && addDays(today, AHEAD) >= on) due.push({ code: 'monitoring', on, about: month });
  }
  return due;
}

/** The day on which somebody comes to an age; whoever was born on 29 February does so on 1 March in other years. */
export function birthdayAt(birthDate: Day, years: number): Day {
  const year = Number(birthDate.slice(0, 4)) + years;
  const rest = birthDate.slice(4);
  return rest === '-02-29' && !isLeapYear(year) ? `${year}-03-01` : `${year}${rest}`;
}

function ageDue(
  body: ProgrammeEntryBody,
  programme: Programme,
  births: readonly Day[],
  today: Day,
): readonly EntryDue[] {
  const until = addDays(today, AHEAD_OF_AGE);
  if (programme.subject === 'person') {
    const [birth] = births;
    if (programme.leavesAtAge === undefined || birth === undefined) return [];
    const on = birthdayAt(birth, programme.leavesAtAge);
    return on <= until ? [{ code: 'leaves_by_age', on, about: String(programme.leavesAtAge) }] : [];
  }
  // A child of the family who is grown up may change what it is in the programme by: since the criteria were checked.
  const since = body.checked?.on ?? body.enrolledOn ?? today;
  return births.flatMap((birth): readonly EntryDue[] => {
    const on = birthdayAt(birth, 18);
    return on > since && on <= until ? [{ code: 'child_turns_18', on, about: '18' }] : [];
  });
}

/**
 * What is due of an entry, the earliest first: the same on laptop and server.
 * @param programme the version by which it was proposed; undefined where it isn't known here
 * @param births days of birth: the person's own, or those of the family's members
 */
export function entryDue(
  body: ProgrammeEntryBody,
  programme: Programme | undefined,
  births: readonly Day[],
  today: Day,
): readonly EntryDue[] {
  const due: EntryDue[] = [];
  const decideBy = addDays(body.proposedOn ?? today, PAPERS_AFTER);
  if (body.state === 'returned') due.push({ code: 'returned', on: decideBy });
  if (body.state === 'proposed') due.push({ code: 'decision_missing', on: decideBy });
  if (body.state === 'enrolled') {
    const from = body.enrolledOn ?? today;
    const papersBy = addDays(from, PAPERS_AFTER);
    const soon = addDays(today, AHEAD);
    if (programme?.contract && !body.contractNumber) due.push({ code: 'contract_missing', on: papersBy });
    if (programme?.plan && (body.plan ?? []).length === 0) due.push({ code: 'plan_missing', on: papersBy });
    const finished = new Set((body.planResults ?? []).map((one) => one.itemId));
    for (const item of body.plan ?? []) {
      if (item.due && !finished.has(item.id) && item.due <= soon)
        due.push({ code: 'plan_item', on: item.due, about: item.need });
    }
    if (programme?.visitMonths !== undefined) {
      const last = (body.visits ?? []).reduce((latest, one) => (one.on && one.on > latest ? one.on : latest), from);
      const on = addMonths(last, programme.visitMonths);
      if (on <= soon) due.push({ code: 'visit', on });
    }
    if (programme?.monitoring) due.push(...monitoringDue(body, today));
    if (programme) due.push(...ageDue(body, programme, births, today));
  }
  return due.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

interface Entry {
  readonly id: string;
  readonly body: ProgrammeEntryBody;
}

const isOpen = ({ body }: Entry) => body.state !== 'refused' && body.state !== 'exited';

/**
 * Entries of one person or family in one programme that stand at the same time, by their ids: two laptops may have
 * entered one each. Both are kept until somebody ends one.
 */
export function findDoubles(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const entry of entries) {
    if (!isOpen(entry) || entry.body.exitReason === ENTERED_TWICE) continue;
    const key = `${entry.body.programme} ${entry.body.personId ?? ''} ${entry.body.householdId ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(entry.id);
    else groups.set(key, [entry.id]);
  }
  const doubles = new Map<string, readonly string[]>();
  for (const group of groups.values()) {
    if (group.length > 1)
      for (const id of group)
        doubles.set(
          id,
          group.filter((other) => other !== id),
        );
  }
  return doubles;
}
