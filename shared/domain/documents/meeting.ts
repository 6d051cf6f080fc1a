import { type Static, Type } from '@sinclair/typebox';
import { choice, day, reference, text } from '#shared/domain/fields.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';

/**
 * How many have to be there: more than half, or two thirds of those who belong. Charters differ, and the law's own
 * figure for each kind of meeting is not confirmed, so the meeting itself says which it goes by.
 */
export const QUORUM_RULES = ['majority', 'two_thirds'] as const;
/** Whether somebody who belongs was at the meeting. */
export const PRESENCES = ['present', 'absent', 'excused'] as const;

const count = () => Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 }));
const itemId = () => Type.String({ minLength: 3, maxLength: 64 });

const attendeeSchema = Type.Object(
  { id: itemId(), name: Type.String({ maxLength: 200 }), role: text(200), presence: choice(PRESENCES) },
  { additionalProperties: false },
);
const decisionSchema = Type.Object(
  {
    id: itemId(),
    text: Type.String({ maxLength: 1000 }),
    /** Becomes a task for this member of staff once the minutes are signed; a decision without one is none's task. */
    executorId: reference(),
    dueDate: day(),
  },
  { additionalProperties: false },
);
const agendaSchema = Type.Object(
  {
    id: itemId(),
    title: Type.String({ maxLength: 500 }),
    speaker: text(200),
    heard: text(10_000),
    votesFor: count(),
    votesAgainst: count(),
    votesAbstained: count(),
    decisions: Type.Optional(Type.Array(decisionSchema, { maxItems: 20 })),
  },
  { additionalProperties: false },
);

/** A meeting, as its minutes hold it. Each field of it merges on its own. */
export const meetingSchema = Type.Object(
  {
    heldDate: day(),
    place: text(300),
    chairName: text(200),
    clerkName: text(200),
    /** How many belong to the meeting, present or not. */
    members: count(),
    quorumRule: Type.Optional(choice(QUORUM_RULES)),
    attendance: Type.Optional(Type.Array(attendeeSchema, { maxItems: 300 })),
    /** People present who are counted and not listed by name. */
    othersPresent: count(),
    guests: text(2000),
    agenda: Type.Optional(Type.Array(agendaSchema, { maxItems: 50 })),
  },
  { additionalProperties: false },
);

/** A meeting. */
export type Meeting = Static<typeof meetingSchema>;
/** Somebody who belongs to the meeting. */
export type Attendee = Static<typeof attendeeSchema>;
/** One item of the agenda, with what was heard, voted and decided. */
export type AgendaItem = Static<typeof agendaSchema>;
/** What was decided under an item. */
export type MeetingDecision = Static<typeof decisionSchema>;

/** How many were present: those on the list, and those who were only counted. */
export function presentCount(meeting: Meeting): number {
  const listed = (meeting.attendance ?? []).filter(({ presence }) => presence === 'present').length;
  return listed + (meeting.othersPresent ?? 0);
}

/** How many belong: at least as many as are listed or were present. */
export function memberCount(meeting: Meeting): number {
  return meeting.members ?? (meeting.attendance?.length ?? 0) + (meeting.othersPresent ?? 0);
}

/** How many have to be present for the meeting to decide anything. */
export function quorumNeeded(members: number, rule: (typeof QUORUM_RULES)[number] = 'majority'): number {
  return rule === 'majority' ? Math.floor(members / 2) + 1 : Math.ceil((2 * members) / 3);
}

/** Whether the meeting could decide. A meeting to which nobody belongs could not. */
export function hasQuorum(meeting: Meeting): boolean {
  const members = memberCount(meeting);
  return members > 0 && presentCount(meeting) >= quorumNeeded(members, meeting.quorumRule);
}

/** How an item's vote ended: adopted by more than half of those present; `none` where nobody voted. */
export function voteOutcome(item: AgendaItem, present: number): 'adopted' | 'rejected' | 'none' {
  const voted = (item.votesFor ?? 0) + (item.votesAgainst ?? 0) + (item.votesAbstained ?? 0);
  if (voted === 0) return 'none';
  return 2 * (item.votesFor ?? 0) > present ? 'adopted' : 'rejected';
}

/** One fault of a meeting: which rule, and in which part of it. */
export interface MeetingFault {
  readonly code: ErrorCode;
  /** `heldDate`, `members`, `attendance`, `agenda`, or the id of an item or a decision. */
  readonly at: string;
}

/** What keeps minutes from being sent for approval, in the order in which the form asks. */
export function meetingFaults(meeting: Meeting): readonly MeetingFault[] {
  const faults: MeetingFault[] = [];
  const fault = (code: ErrorCode, at: string) => faults.push({ code, at });
  const present = presentCount(meeting);
  const members = memberCount(meeting);
  if (!meeting.heldDate) fault('field_required', 'heldDate');
  if (members === 0) fault('field_required', 'members');
  else if (members < (meeting.attendance?.length ?? 0) || members < present) fault('votes_exceed_present', 'members');
  else if (!hasQuorum(meeting)) fault('quorum_missing', 'attendance');
  const agenda = meeting.agenda ?? [];
  if (agenda.length === 0) fault('field_required', 'agenda');
  for (const item of agenda) {
    if (item.title.trim() === '') fault('field_required', item.id);
    const voted = (item.votesFor ?? 0) + (item.votesAgainst ?? 0) + (item.votesAbstained ?? 0);
    if (voted > present) fault('votes_exceed_present', item.id);
    for (const decision of item.decisions ?? []) {
      if (decision.text.trim() === '') fault('field_required', decision.id);
      if (decision.executorId && !decision.dueDate) fault('field_required', decision.id);
      if (decision.dueDate && meeting.heldDate && decision.dueDate < meeting.heldDate) {
        fault('deadline_before_receipt', decision.id);
      }
    }
  }
  return faults;
}

/** A decision that was adopted, with the clause by which the minutes name it: `2.1` is the first decision of item 2. */
export interface AdoptedDecision {
  readonly clause: string;
  readonly decision: MeetingDecision;
}

/** The decisions of items that were adopted. */
export function adoptedDecisions(meeting: Meeting): readonly AdoptedDecision[] {
  const present = presentCount(meeting);
  return (meeting.agenda ?? []).flatMap((item, at) =>
    voteOutcome(item, present) === 'adopted'
      ? (item.decisions ?? []).map((decision, n) => ({ clause: `${at + 1}.${n + 1}`, decision }))
      : [],
  );
}

/** Words of the minutes, in the language that they are written in. `{{n}}` stands for figures. */
export type MinutesWords = (
  key:
    | 'held'
    | 'place'
    | 'chair'
    | 'clerk'
    | 'members'
    | 'present'
    | 'absent'
    | 'quorum'
    | 'noQuorum'
    | 'guests'
    | 'agenda'
    | 'heard'
    | 'speaker'
    | 'votes'
    | 'decided'
    | 'rejected'
    | 'until',
  values?: Readonly<Record<string, string | number>>,
) => string;

/**
 * The text of the minutes: what stands on paper and is signed. Made of the meeting alone, so that the same meeting
 * always reads the same.
 */
export function minutesText(
  meeting: Meeting,
  words: MinutesWords,
  helpers: { readonly day: (day: string) => string; readonly nameOf: (id: string) => string },
): string {
  const present = presentCount(meeting);
  const members = memberCount(meeting);
  const attendance = meeting.attendance ?? [];
  const named = (presences: readonly string[]) =>
    attendance
      .filter(({ presence }) => presences.includes(presence))
      .map(({ name, role }) => (role ? `${name} (${role})` : name))
      .join(', ');
  const lines: string[] = [];
  if (meeting.heldDate) lines.push(words('held', { day: helpers.day(meeting.heldDate) }));
  if (meeting.place) lines.push(words('place', { place: meeting.place }));
  if (meeting.chairName) lines.push(words('chair', { name: meeting.chairName }));
  if (meeting.clerkName) lines.push(words('clerk', { name: meeting.clerkName }));
  lines.push(words('members', { n: members }));
  const list = named(['present']);
  lines.push([words('present', { n: present }), list].filter(Boolean).join(' '));
  const absent = named(['absent', 'excused']);
  if (absent) lines.push([words('absent'), absent].join(' '));
  if (meeting.guests) lines.push(words('guests', { names: meeting.guests }));
  const needed = quorumNeeded(members, meeting.quorumRule);
  lines.push(words(hasQuorum(meeting) ? 'quorum' : 'noQuorum', { n: needed }), '');
  lines.push(words('agenda'));
  const agenda = meeting.agenda ?? [];
  agenda.forEach((item, at) => lines.push(`${at + 1}. ${item.title}`));
  agenda.forEach((item, at) => {
    lines.push('', `${at + 1}. ${item.title}`);
    if (item.speaker) lines.push(words('speaker', { name: item.speaker }));
    if (item.heard) lines.push(words('heard', { text: item.heard }));
    const outcome = voteOutcome(item, present);
    if (outcome !== 'none') {
      const { votesFor = 0, votesAgainst = 0, votesAbstained = 0 } = item;
      lines.push(words('votes', { yes: votesFor, no: votesAgainst, abstained: votesAbstained }));
    }
    if (outcome === 'rejected') lines.push(words('rejected'));
    if (outcome === 'adopted' && item.decisions && item.decisions.length > 0) {
      lines.push(words('decided'));
      item.decisions.forEach((decision, n) => {
        const who = decision.executorId ? helpers.nameOf(decision.executorId) : '';
        const until = decision.dueDate ? words('until', { day: helpers.day(decision.dueDate) }) : '';
        const task = [who, until].filter(Boolean).join(', ');
        lines.push(`${at + 1}.${n + 1}. ${decision.text}${task ? ` (${task})` : ''}`);
      });
    }
  });
  return lines.join('\n');
}
