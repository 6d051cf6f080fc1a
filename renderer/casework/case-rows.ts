import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { type CaseDue, dueOfCase, isPressing } from '#shared/domain/casework/due.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { CaseEntry } from '../ports/data.ts';

type Events = readonly { readonly id: string; readonly body: CaseEventBody }[];

/** A case as lists have it. */
export interface CaseRow {
  readonly id: string;
  readonly entry: CaseEntry;
  /** A violence file: lists say nothing of it but its number and its days. */
  readonly guarded: boolean;
  readonly number: string;
  /** Whom it is about; empty for a violence file. */
  readonly who: string;
  /** Who works on it now, and who supervises. */
  readonly workers: readonly string[];
  readonly supervisors: readonly string[];
  /** All that it asks for, the nearest day first. */
  readonly due: readonly CaseDue[];
  /** What presses first, else what comes next; null where it asks for nothing. */
  readonly next: CaseDue | null;
  readonly overdue: number;
}

/** A person's name as it is written. */
export function personName(body: Pick<PersonBody, 'familyName' | 'givenName' | 'patronymic'> | undefined): string {
  return body ? [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ') : '';
}

interface Known {
  readonly events: Events;
  readonly today: Day;
  readonly person: PersonBody | undefined;
  readonly row: CaseRow;
}

// A list of 8,000 is made anew with every change of one of them: rows whose case has not changed are kept.
const known = new WeakMap<CaseEntry, Known>();

/** Cases with what they ask for. */
export function toCaseRows(
  cases: readonly CaseEntry[],
  eventsOf: (caseId: string) => Events,
  people: ReadonlyMap<string, PersonBody>,
  today: Day,
): readonly CaseRow[] {
  return cases.map((entry) => {
    const { id, body } = entry;
    const events = eventsOf(id);
    const guarded = body.kind === 'violence';
    const person = guarded || !body.personId ? undefined : people.get(body.personId);
    const before = known.get(entry);
    if (before && before.events === events && before.today === today && before.person === person) return before.row;
    const due = dueOfCase(body, events, today);
    const of = (role: string) => workersOf(body).flatMap((one) => (one.role === role ? [one.userId] : []));
    const row: CaseRow = {
      id,
      entry,
      guarded,
      number: body.number ?? '',
      who: guarded ? '' : personName(person) || (body.clientName ?? ''),
      workers: [...new Set(of('worker'))],
      supervisors: [...new Set(of('supervisor'))],
      due,
      next: due[0] ?? null,
      overdue: due.filter((one) => one.status === 'overdue').length,
    };
    known.set(entry, { events, today, person, row });
    return row;
  });
}

/** What narrows the list. */
export interface CaseFilter {
  readonly text: string;
  /** `running`: those that somebody works on; `all`; or one state. */
  readonly state: string;
  readonly kind: string;
  readonly worker: string;
  readonly overdue: boolean;
}

/** The list as it is first seen. */
export const RUNNING_CASES: CaseFilter = { text: '', state: 'running', kind: '', worker: '', overdue: false };

/** Worker of cases that nobody is assigned to, in a filter. */
export const NOBODY = '-';

const RUNNING: readonly string[] = ['intake', 'open', 'offered', 'arrived'];
const keys = new WeakMap<CaseRow, string>();

function keyOf(row: CaseRow): string {
  let key = keys.get(row);
  if (key === undefined) {
    const { body } = row.entry;
    // Nothing that is written in a violence file finds it: its number does.
    key = row.guarded
      ? strictKey(row.number)
      : strictKey([row.number, row.who, body.clientPhone, body.clientAddress, body.request].filter(Boolean).join(' '));
    keys.set(row, key);
  }
  return key;
}

/** Rows that fit. */
export function filterCases(rows: readonly CaseRow[], filter: CaseFilter): readonly CaseRow[] {
  const typed = filter.text.trim();
  // A number is looked for as it is written: its parts alone are in every other one.
  const number = /^[\d/-]*[/-][\d/-]*$/.test(typed) ? typed : null;
  const words = strictKey(filter.text).split(' ').filter(Boolean);
  return rows.filter((row) => {
    const { state, kind } = row.entry.body;
    if (filter.state === 'running' ? !RUNNING.includes(state) : filter.state !== 'all' && filter.state !== state) {
      return false;
    }
    if (filter.kind && filter.kind !== kind) return false;
    if (filter.worker === NOBODY ? row.workers.length > 0 : filter.worker && !row.workers.includes(filter.worker)) {
      return false;
    }
    if (filter.overdue && row.overdue === 0) return false;
    return number ? row.number.includes(number) : words.every((word) => keyOf(row).includes(word));
  });
}

/** What one person has on their hands. */
export interface Load {
  /** {@link NOBODY} for cases without a worker. */
  readonly userId: string;
  readonly intake: number;
  readonly open: number;
  /** Cases with something overdue, and with something due today or soon. */
  readonly overdue: number;
  readonly pressing: number;
  /** How many days the oldest of it is over. */
  readonly worst: number;
  /** Plans that wait for this person's decision. */
  readonly plans: number;
}

/**
 * How the running cases are spread over people. Whoever supervises alone is there too, with the plans that wait for
 * them.
 * @param staff ids of the people who work in the office, each of whom has a line
 */
export function caseLoad(rows: readonly CaseRow[], staff: readonly string[]): readonly Load[] {
  const loads = new Map<string, { -readonly [Key in keyof Load]: Load[Key] }>();
  const of = (userId: string) => {
    const found = loads.get(userId);
    if (found) return found;
    const fresh = { userId, intake: 0, open: 0, overdue: 0, pressing: 0, worst: 0, plans: 0 };
    loads.set(userId, fresh);
    return fresh;
  };
  for (const id of staff) of(id);
  for (const row of rows) {
    const { state } = row.entry.body;
    if (!RUNNING.includes(state)) continue;
    for (const userId of row.workers.length > 0 ? row.workers : [NOBODY]) {
      const load = of(userId);
      if (state === 'intake' || state === 'arrived') load.intake += 1;
      else load.open += 1;
      if (row.overdue > 0) load.overdue += 1;
      else if (row.due.some(isPressing)) load.pressing += 1;
      for (const due of row.due) load.worst = Math.max(load.worst, -due.days);
    }
    if (row.due.some((due) => due.code === 'plan_awaiting')) for (const id of row.supervisors) of(id).plans += 1;
  }
  return [...loads.values()].toSorted(
    (a, b) => b.overdue - a.overdue || b.open + b.intake - (a.open + a.intake) || a.userId.localeCompare(b.userId),
  );
}
