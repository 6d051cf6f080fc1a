import type { AgendaItem, Group } from './agenda.ts';

/** Groups that are worth a notice, in the order in which they are told. */
export const TOLD_GROUPS = ['ministry', 'overdue', 'today', 'mine'] as const satisfies readonly Group[];

/** How many lines have come into a group: all that a notice says. A notice has no words of any paper. */
export interface Notice {
  readonly group: (typeof TOLD_GROUPS)[number];
  readonly n: number;
}

/** What was seen of an agenda: ids of papers by group. */
export type Seen = ReadonlyMap<Group, ReadonlySet<string>>;

/** What there is to see. */
export function seenOf(agenda: readonly AgendaItem[]): Seen {
  const seen = new Map<Group, Set<string>>();
  for (const { group, paper } of agenda) {
    const ids = seen.get(group);
    if (ids) ids.add(paper.id);
    else seen.set(group, new Set([paper.id]));
  }
  return seen;
}

/** What has come since: papers that are in a group now and were not before. A paper is told once, in its first group. */
export function newNotices(before: Seen, now: Seen): readonly Notice[] {
  return TOLD_GROUPS.flatMap((group) => {
    const had = before.get(group);
    const n = [...(now.get(group) ?? [])].filter((id) => !had?.has(id)).length;
    return n > 0 ? [{ group, n }] : [];
  });
}
