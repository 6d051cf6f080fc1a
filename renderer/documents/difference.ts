import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { draftHash, type RoutedBody, type RouteEntry } from '#shared/domain/documents/route.ts';

/** A text as it was read and as it is. */
export interface Change {
  readonly before: string;
  readonly after: string;
}

/** What has changed in a draft since a version that somebody read. */
export interface Difference {
  /** Whether it is the version that this person answered on, or only the one before the last. */
  readonly since: 'answer' | 'version';
  readonly subject: Change | null;
  readonly text: Change | null;
}

function changed(before: string, after: string): Change | null {
  return before === after ? null : { before, after };
}

/** The last answer of a person on a paper's route, given in their own name or in the chair's. */
export function lastAnswer(body: DocumentBody, viewerId: string): RouteEntry | null {
  return ((body.approvals ?? []) as readonly RouteEntry[]).findLast((entry) => entry.actor === viewerId) ?? null;
}

/**
 * What a person who is asked again should read: the difference from the version that they answered on, else from the
 * version before the last. Null where there is none, or nothing has changed.
 */
export function differenceFor(body: DocumentBody, viewerId: string): Difference | null {
  const versions = body.versions ?? [];
  const answer = lastAnswer(body, viewerId);
  if (answer && answer.hash === draftHash(body as RoutedBody)) return null;
  const read = answer && versions.find((version) => version.id === answer.version);
  const before = read ?? versions.at(-2);
  if (!before) return null;
  const subject = changed(before.subject, body.subject);
  const text = changed(before.text, body.text ?? '');
  return subject || text ? { since: read ? 'answer' : 'version', subject, text } : null;
}
