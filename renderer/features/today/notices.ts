import type { AgendaItem, CaseItem, Group } from './agenda.ts';

/** Groups that are worth a notice, in the order in which they are told. */
export const TOLD_GROUPS = ['ministry', 'overdue', 'today', 'mine', 'cases'] as const satisfies readonly (
  Group | 'cases'
)[];

/** How many papers or cases have come into a group: all that a notice says. It has no words of any of them. */
export interface Notice {
  readonly group: (typeof TOLD_GROUPS)[number];
  readonly n: number;
}

/** What was seen of an agenda, by group: what is told of, and the ids of the papers or cases that it stands in. */
export type Seen = ReadonlyMap<Group | 'cases', ReadonlyMap<string, string>>;

/** What there is to see: papers, and each thing that presses in a case. */
export function seenOf(agenda: readonly AgendaItem[], cases: readonly CaseItem[] = []): Seen {
  const seen = new Map<Group | 'cases', Map<string, string>>();
  const add = (group: Group | 'cases', what: string, id: string) =>
    void seen.set(group, (seen.get(group) ?? new Map<string, string>()).set(what, id));
  for (const { group, paper } of agenda) add(group, paper.id, paper.id);
  for (const { row, due } of cases) {
    for (const { code, of } of due) add('cases', `${row.id} ${code} ${of ?? ''}`, row.id);
  }
  return seen;
}

/** What has come since: papers that are in a group now and were not before. A paper is told once, in its first group. */
export function newNotices(before: Seen, now: Seen): readonly Notice[] {
  return TOLD_GROUPS.flatMap((group) => {
    const had = before.get(group);
    const n = new Set([...(now.get(group) ?? [])].flatMap(([what, id]) => (had?.has(what) ? [] : [id]))).size;
    return n > 0 ? [{ group, n }] : [];
  });
}
