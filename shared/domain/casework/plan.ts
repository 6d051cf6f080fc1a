import type { Day } from '#shared/domain/language/dates.ts';

/** A version of a plan, as its difference needs it. */
export interface PlanVersion {
  readonly reviewOn?: Day | undefined;
  readonly note?: string | undefined;
  readonly goals: readonly PlanGoal[];
}

/** A goal of a plan. Its id stays the same from version to version. */
export interface PlanGoal {
  readonly id: string;
  readonly need: string;
  readonly goal: string;
  readonly responsible?: string | undefined;
  readonly due?: Day | undefined;
}

/** Fields of a goal that can differ. */
export const GOAL_FIELDS = ['need', 'goal', 'responsible', 'due'] as const;
/** A field of a goal. */
export type GoalField = (typeof GOAL_FIELDS)[number];

/** One value as it was and as it is; empty where there is none. */
export interface ValueChange<Field extends string> {
  readonly field: Field;
  readonly before: string;
  readonly after: string;
}

/** What became of one goal between two versions. */
export interface GoalChange {
  readonly goal: PlanGoal;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly changes: readonly ValueChange<GoalField>[];
}

/** What differs between two versions of a plan. */
export interface PlanDifference {
  readonly goals: readonly GoalChange[];
  readonly changes: readonly ValueChange<'reviewOn' | 'note'>[];
  readonly same: boolean;
}

/**
 * What a supervisor reads before approving: goals in the order of the later version, then those that are no more.
 * @param before null for a first version: all of it is new then
 */
export function planDifference(before: PlanVersion | null, after: PlanVersion): PlanDifference {
  const earlier = new Map((before?.goals ?? []).map((goal) => [goal.id, goal]));
  const goals: GoalChange[] = after.goals.map((goal) => {
    const old = earlier.get(goal.id);
    if (!old) return { goal, kind: 'added', changes: [] };
    earlier.delete(goal.id);
    const changes = GOAL_FIELDS.flatMap((field) => {
      const [was, is] = [old[field] ?? '', goal[field] ?? ''];
      return was === is ? [] : [{ field, before: was, after: is }];
    });
    return { goal, kind: changes.length > 0 ? 'changed' : 'same', changes };
  });
  for (const goal of earlier.values()) goals.push({ goal, kind: 'removed', changes: [] });
  const changes = before
    ? (['reviewOn', 'note'] as const).flatMap((field) => {
        const [was, is] = [before[field] ?? '', after[field] ?? ''];
        return was === is ? [] : [{ field, before: was, after: is }];
      })
    : [];
  return { goals, changes, same: changes.length === 0 && goals.every((one) => one.kind === 'same') };
}
