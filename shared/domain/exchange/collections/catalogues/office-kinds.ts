import { isImportRecord } from '#shared/domain/casework/import/record.ts';
import { readAppealSettings, settingsId } from '#shared/domain/documents/appeals.ts';
import { calendarId, findCalendarFault } from '#shared/domain/documents/calendar.ts';
import { isWordList } from '#shared/domain/exchange/word-list.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';

/** An office's own days off and on of one year, beside the ministry's. */
export function calendarGuard({ id, officeId, body }: GuardInput): ErrorCode | null {
  const year = Number(String(body.validFrom ?? '').slice(0, 4));
  if (id !== calendarId(officeId, year)) return 'not_found';
  return findCalendarFault(body.data as JsonObject, year) === null ? null : 'body_invalid';
}

/** What the law on appeals leaves to the office: set by its head or secretary, within sense. */
export function settingsGuard({ id, officeId, body }: GuardInput): ErrorCode | null {
  if (id !== settingsId(officeId)) return 'not_found';
  const data = body.data as JsonObject;
  const read = readAppealSettings([data]) as unknown as JsonObject;
  const known = Object.entries(data).every(([name, value]) => Object.hasOwn(read, name) && read[name] === value);
  return known ? null : 'body_invalid';
}

/** Words in both scripts, in the list that each belongs to. */
export function wordsGuard({ id, officeId, body }: GuardInput): ErrorCode | null {
  return isWordList(id, officeId, body.data as JsonObject) ? null : 'body_invalid';
}

/** The record of an import: whole, begun by whoever writes it, its file and beginning never changed; an undone one stays so. */
export function importGuard({ body, before, actor }: GuardInput): ErrorCode | null {
  const data = body.data as JsonObject;
  if (!isImportRecord(data)) return 'body_invalid';
  const past = before.data as JsonObject | undefined;
  if (!past) return data.startedBy === actor.id ? null : 'body_invalid';
  const fixed = ['importKind', 'fileName', 'startedBy', 'startedAt', 'rows'];
  if (fixed.some((name) => past[name] !== data[name])) return 'body_invalid';
  return past.state === 'undone' && data.state !== 'undone' ? 'transition_not_allowed' : null;
}
