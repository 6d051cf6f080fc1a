import { destructionGuard, isFileData, isVolumeData, type VolumeData } from '#shared/domain/documents/archive.ts';
import { type BookData, isBookData, mayBeClosed } from '#shared/domain/documents/books.ts';
import { JOURNALS } from '#shared/domain/documents/journals.ts';
import { bookId, checkPattern, numberingId } from '#shared/domain/documents/numbering.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { jsonEqual, type Json, type JsonObject } from '#shared/kernel/json.ts';
import { calendarGuard, importGuard, settingsGuard, wordsGuard } from './office-kinds.ts';

type Guarded = GuardInput & { readonly kind: 'create' | 'patch' | 'transition' | 'remove' };

function numbering({ id, officeId, body }: Guarded): ErrorCode | null {
  if (id !== numberingId(officeId)) return 'not_found';
  for (const [journal, pattern] of Object.entries(body.data as JsonObject)) {
    if (!(JOURNALS as readonly string[]).includes(journal)) return 'body_invalid';
    const fault = checkPattern(pattern);
    if (fault) return fault;
  }
  return null;
}

/** A closing is written once, by the head of the office, and never changed. */
function book({ id, officeId, before, body, actor }: Guarded): ErrorCode | null {
  if (before.kind) return jsonEqual(before.data, body.data) ? null : 'book_closed';
  const data = body.data as unknown as BookData;
  if (!isBookData(body.data as JsonObject) || id !== bookId(officeId, data.journal, data.year)) return 'body_invalid';
  if (actor.role !== 'chair') return 'role_forbidden';
  return mayBeClosed(data.year, data.closedDate) && data.closedBy === actor.id ? null : 'year_running';
}

/** A term, once papers are kept by it, is not shortened by the way: a line of the nomenclature changes its words only. */
function file({ before, body, actor }: Guarded): ErrorCode | null {
  const data = body.data as JsonObject;
  if (!isFileData(data)) return 'body_invalid';
  const past = before.data as JsonObject | undefined;
  return past && !jsonEqual(past.years, data.years) && actor.role !== 'chair' ? 'role_forbidden' : null;
}

function volume({ id, before, body, actor, related }: Guarded): ErrorCode | null {
  const data = body.data as unknown as VolumeData;
  if (!isVolumeData(id, body.data as JsonObject)) return 'body_invalid';
  const past = (before.data ?? {}) as Partial<VolumeData>;
  const changed = (field: keyof VolumeData) => !jsonEqual((past[field] ?? null) as Json, (data[field] ?? null) as Json);
  if (past.destroyedById) return jsonEqual(before.data, body.data) ? null : 'volume_destroyed';
  if (changed('hold') && actor.role !== 'chair') return 'role_forbidden';
  if (!changed('destroyedById')) return data.destroyedDate ? 'body_invalid' : null;
  if (actor.role !== 'chair') return 'role_forbidden';
  return destructionGuard({
    id,
    volume: { ...data, hold: past.hold ?? data.hold ?? null },
    file: related('catalogues', data.fileId)?.body,
    act: related('documents', String(data.destroyedById))?.body,
  });
}

const OFFICE_KINDS: Readonly<Record<string, (input: Guarded) => ErrorCode | null>> = {
  numbering,
  book,
  file,
  volume,
  calendar: calendarGuard,
  settings: settingsGuard,
  words: wordsGuard,
  import: importGuard,
};

/** What an office may write itself; all other catalogues come from the server alone. */
export function guardCatalogue(input: Guarded): ErrorCode | null {
  const rule = OFFICE_KINDS[String(input.body.kind)];
  return rule ? rule(input) : 'role_forbidden';
}
