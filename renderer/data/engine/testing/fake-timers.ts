import type { TimersPort } from '../../../ports/replica.ts';

/** Timers and a clock that move only when they are told to. */
export function createFakeTimers(start = 1_750_000_000_000) {
  let now = start;
  let due: { at: number; callback: () => void }[] = [];
  const timers: TimersPort = {
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
  };
  return {
    timers,
    clock: { now: () => now },
    /** Sets the clock without ringing anything: a clock step. */
    step(ms: number) {
      now += ms;
      for (const entry of due) entry.at += ms;
    },
    /** Waits of the timers that are set, milliseconds. */
    waits: () => due.map((entry) => entry.at - now),
    /** Rings every timer that is set. */
    ring() {
      const ringing = due;
      due = [];
      for (const entry of ringing) {
        now = Math.max(now, entry.at);
        entry.callback();
      }
    },
  };
}
