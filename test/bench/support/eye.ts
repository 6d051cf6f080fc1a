import type { Page } from 'playwright-core';

/** What the page measures by itself, so that the way to it and back is not counted. */
interface Meter {
  /** Does something and waits for the frame in which `shown` is true; milliseconds. */
  time(act: () => void, shown: () => boolean): Promise<number>;
  longest(): number;
  clear(): void;
}
declare global {
  interface Window {
    meter: Meter;
  }
}

/** Puts the meter into a page. Runs there; must stand alone. */
function install() {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  window.meter = {
    time: (act, shown) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        act();
        const look = () => {
          if (shown()) {
            // The frame that shows it has been handed over when the next task after it runs.
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => resolve(performance.now() - began));
            port1.start();
            port2.postMessage(null);
          } else if (performance.now() - began > 20_000) reject(new Error('nothing was shown within 20 s'));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    longest: () => longest,
    clear: () => {
      longest = 0;
    },
  };
}

/** The value below which a share of the times lies. */
export const quantile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

/** What a run took: until the frame that shows its outcome, and of that the page's own work. Milliseconds. */
export interface Took {
  readonly shown: number;
  readonly work: number;
}

/**
 * Counts what the page's own thread works, by the browser's account of it; and where, if that is asked for.
 * @param profiling whether to print where the time of each phase goes
 */
export async function watch(page: Page, profiling: boolean) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  return {
    async took(act: () => Promise<number>): Promise<Took> {
      const before = await worked();
      const shown = await act();
      return { shown, work: (await worked()) - before };
    },
    /** Prints where the time of something goes: the functions that are longest at it themselves. */
    async profile(name: string, act: () => Promise<void>): Promise<void> {
      if (!profiling) return act();
      await session.send('Profiler.enable');
      await session.send('Profiler.setSamplingInterval', { interval: 200 });
      await session.send('Profiler.start');
      await act();
      const { profile } = await session.send('Profiler.stop');
      const self = new Map<string, number>();
      const byId = new Map(profile.nodes.map((node) => [node.id, node]));
      for (const [at, id] of (profile.samples ?? []).entries()) {
        const { functionName, url, lineNumber } = byId.get(id)?.callFrame ?? {
          functionName: '',
          url: '',
          lineNumber: 0,
        };
        const key = `${functionName || '(anonymous)'} ${url.split('/').at(-1) ?? ''}:${lineNumber}`;
        self.set(key, (self.get(key) ?? 0) + (profile.timeDeltas?.[at] ?? 0) / 1_000);
      }
      process.stderr.write(`\n${name}\n`);
      for (const [key, ms] of [...self].toSorted((one, other) => other[1] - one[1]).slice(0, 25)) {
        process.stderr.write(`${ms.toFixed(0).padStart(7)} ms  ${key}\n`);
      }
    },
  };
}

/** What the run before has left over is not counted to the next one. */
export const settled = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 2_000 })));

/**
 * Types words into a box at once, as a hand that is faster than any, and waits until every line in sight is one of those
 * that fit them (a search may rank others below: then until the first is). Null where that is so already.
 */
export async function ask(
  page: Page,
  box: string,
  asked: { readonly words: string; readonly fits: readonly string[]; readonly first?: boolean },
  title: string,
): Promise<number | null> {
  await settled(page);
  return page.evaluate(
    async ([selector, { words, fits, first }, titles]) => {
      const input = document.querySelector(selector) as HTMLInputElement;
      const known = new Set(fits);
      const isShown = () => {
        const lines = [...document.querySelectorAll(titles)].map((one) => one.firstChild?.textContent ?? '');
        return lines.length > 0 && (first ? lines.slice(0, 1) : lines).every((line) => known.has(line));
      };
      if (isShown()) return null;
      return window.meter.time(() => {
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        set?.call(input, words);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }, isShown);
    },
    [box, asked, title] as const,
  );
}

/** The median and the slowest of 20 of a phase, of as many runs as were asked for, by names that begin with the phase's. */
export async function measurePhase(
  page: Page,
  eye: Awaited<ReturnType<typeof watch>>,
  name: string,
  runs: number,
  act: (n: number) => Promise<number | null>,
): Promise<Record<string, number>> {
  const times: Took[] = [];
  await page.evaluate(() => window.meter.clear());
  await eye.profile(name, async () => {
    for (let n = 0; times.length < runs && n < runs * 5; n++) {
      let given: number | null = null;
      const took = await eye.took(async () => (given = await act(n)) ?? 0);
      if (given !== null) times.push(took);
    }
  });
  if (times.length < runs) throw new Error(`${name}: ${times.length} runs of ${runs} showed something new`);
  const of = (pick: (took: Took) => number, share: number) => Math.round(quantile(times.map(pick), share));
  return {
    [`${name}P50ms`]: of((one) => one.shown, 0.5),
    [`${name}P95ms`]: of((one) => one.shown, 0.95),
    [`${name}WorkP50ms`]: of((one) => one.work, 0.5),
    [`${name}LongestTaskMs`]: Math.round(await page.evaluate(() => window.meter.longest())),
  };
}

/** Puts the meter into every page that is opened from now on. */
export async function installMeter(page: Page): Promise<void> {
  // The runner names functions by a helper of its own, which a page does not have.
  await page.addInitScript({ content: `globalThis.__name = (named) => named; (${install.toString()})();` });
}
