import {
  type AgendaItem,
  type Attendee,
  type Meeting,
  type MeetingFault,
  meetingFaults,
} from '#shared/domain/documents/meeting.ts';
import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { type ActContext, compact, createDraft, history } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';

/** The form of minutes: flat where it can be, so that it keeps itself as it stands. */
export interface MinutesForm {
  readonly paperId: string;
  readonly subject: string;
  readonly heldDate?: string | undefined;
  readonly place: string;
  readonly chairName: string;
  readonly clerkName: string;
  readonly members: string;
  readonly quorumRule: 'majority' | 'two_thirds';
  readonly attendance: readonly Attendee[];
  readonly othersPresent: string;
  readonly guests: string;
  readonly agenda: readonly AgendaItem[];
}

/** What a form begins with: the office's people are on the list of those who belong. */
export function emptyMinutes(input: {
  readonly newId: () => string;
  readonly today: string;
  readonly subject: string;
  readonly place: string;
  readonly staff: readonly { readonly name: string; readonly role: string; readonly position?: string | undefined }[];
}): MinutesForm {
  const byRole = (role: string) => input.staff.find((member) => member.role === role)?.name ?? '';
  return {
    paperId: input.newId(),
    subject: input.subject,
    heldDate: input.today,
    place: input.place,
    chairName: byRole('chair'),
    clerkName: byRole('secretary'),
    members: String(input.staff.length || ''),
    quorumRule: 'majority',
    attendance: input.staff.map(({ name, position }) => ({
      id: input.newId(),
      name,
      ...(position ? { role: position } : {}),
      presence: 'present' as const,
    })),
    othersPresent: '',
    guests: '',
    agenda: [emptyItem(input.newId())],
  };
}

/** An item of the agenda before anything is written. */
export function emptyItem(id: string): AgendaItem {
  return { id, title: '' };
}

function toCount(text: string): number | undefined {
  const value = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= 100_000 ? value : undefined;
}

/** The meeting that a form has come to: lines that nobody wrote anything in are left out. */
export function toMeeting(form: MinutesForm): Meeting {
  const agenda = form.agenda
    .map((item): AgendaItem => {
      const { decisions = [], ...rest } = item;
      const written = decisions.filter(({ text, executorId }) => text.trim() !== '' || executorId);
      return written.length > 0 ? { ...rest, decisions: written } : rest;
    })
    .filter((item) => item.title.trim() !== '' || item.decisions !== undefined || item.heard);
  return compact({
    heldDate: form.heldDate,
    place: form.place.trim(),
    chairName: form.chairName.trim(),
    clerkName: form.clerkName.trim(),
    members: toCount(form.members),
    quorumRule: form.quorumRule,
    attendance: form.attendance.filter(({ name }) => name.trim() !== ''),
    othersPresent: toCount(form.othersPresent),
    guests: form.guests.trim(),
    agenda,
  }) as unknown as Meeting;
}

/** The form of minutes that were written before. */
export function fromMeeting(paperId: string, subject: string, meeting: Meeting): MinutesForm {
  return {
    paperId,
    subject,
    heldDate: meeting.heldDate,
    place: meeting.place ?? '',
    chairName: meeting.chairName ?? '',
    clerkName: meeting.clerkName ?? '',
    members: meeting.members === undefined ? '' : String(meeting.members),
    quorumRule: meeting.quorumRule ?? 'majority',
    attendance: meeting.attendance ?? [],
    othersPresent: meeting.othersPresent === undefined ? '' : String(meeting.othersPresent),
    guests: meeting.guests ?? '',
    agenda: meeting.agenda ?? [],
  };
}

/** What keeps the form from being sent for approval; a figure that is none is told as one. */
export function minutesFaults(form: MinutesForm): readonly MeetingFault[] {
  const figures = (['members', 'othersPresent'] as const).filter(
    (field) => form[field].trim() !== '' && toCount(form[field]) === undefined,
  );
  return [
    ...(form.subject.trim() === '' ? [{ code: 'field_required' as const, at: 'subject' }] : []),
    ...figures.map((at) => ({ code: 'invalid_input' as const, at })),
    ...meetingFaults(toMeeting(form)),
  ];
}

/** Saves the form: a new draft, or the fields of one that differ from what the form began from. */
export function saveMinutes(
  form: MinutesForm,
  began: { readonly subject: string; readonly text: string; readonly meeting: Meeting } | null,
  text: string,
  context: ActContext,
): readonly Change[] {
  const meeting = toMeeting(form);
  const subject = form.subject.trim();
  if (!began) {
    const draft = createDraft({ paperId: form.paperId, journal: 'minutes', kind: 'minutes', subject, text }, context);
    return [{ ...draft, patch: { ...draft.patch, meeting: meeting as unknown as JsonObject } }];
  }
  const next: JsonObject = { subject, text, meeting: meeting as unknown as JsonObject };
  const before: JsonObject = { ...began, meeting: began.meeting as unknown as JsonObject };
  const changed = Object.keys(next).filter((key) => !jsonEqual(before[key], next[key]));
  if (changed.length === 0) return [];
  const pick = (from: JsonObject) => Object.fromEntries(changed.map((key) => [key, from[key] as Json]));
  return [
    {
      collection: 'documents',
      docId: form.paperId,
      kind: 'patch',
      patch: { ...pick(next), history: history(context, 'edited') },
      base: pick(before),
    },
  ];
}
