import { useEffect, useState } from 'react';
import { type ImportPlan, planImport, type PlanInput } from '#shared/domain/casework/import/plan.ts';
import { nextTurn } from './run.ts';

/** Milliseconds of checking between two turns of the page. */
const SLICE = 12;

/** A check under way, or its outcome. */
export interface Checked {
  readonly plan: ImportPlan | null;
  /** The input that the plan is of. */
  readonly input: PlanInput | null;
  readonly done: number;
}

const NOTHING: Checked = { plan: null, input: null, done: 0 };

/** Checks a list in small slices; begins anew when what is checked changes. The last plan stays in sight meanwhile. */
export function usePlan(input: PlanInput | null): Checked {
  const [checked, setChecked] = useState<Checked>(NOTHING);
  useEffect(() => {
    if (!input) {
      setChecked(NOTHING);
      return undefined;
    }
    let gone = false;
    void (async () => {
      const steps = planImport(input);
      let told = 0;
      for (;;) {
        const until = performance.now() + SLICE;
        let done = 0;
        while (performance.now() < until) {
          const step = steps.next();
          if (step.done) {
            if (!gone) setChecked({ plan: step.value, input, done: input.rows.length });
            return;
          }
          done = step.value;
        }
        if (gone) return;
        if (performance.now() > told + 200) {
          told = performance.now();
          setChecked((before) => ({ ...before, done }));
        }
        await nextTurn();
        if (gone) return;
      }
    })();
    return () => {
      gone = true;
    };
  }, [input]);
  return checked;
}
