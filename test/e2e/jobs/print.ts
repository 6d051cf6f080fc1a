/**
 * A newcomer's five jobs and a case's whole way in Chromium, with the clicks and keystrokes of each, with the mouse and
 * with the keyboard alone: `npm run -s jobs -- [--json] [--only papers|casework]`. Builds the web client first;
 * `MAHALLA_BUILT=1` skips that.
 */
import { parseArgs } from 'node:util';
import build from '../../support/built.ts';
import { CASE_STEPS, CASE_WORDS, runCasework } from './casework.ts';
import { JOB_WORDS, JOBS, runJobs } from './five-jobs.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
build(['build:web']);
const tell = (line: string) => process.stderr.write(`${line}\n`);
const papers = values.only === 'casework' ? null : await runJobs(tell);
const casework = values.only === 'papers' ? null : await runCasework(tell);
if (values.json) process.stdout.write(`${JSON.stringify({ ...papers, ...(casework ? { casework } : {}) })}\n`);
else {
  const row = (job: string, ...cells: readonly (number | string)[]) =>
    process.stdout.write(`${job.padEnd(28)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);
  row('', 'clicks', '+ keystrokes', 'keyboard only');
  if (papers) {
    for (const job of JOBS) {
      const { mouse, keyboard } = papers[job];
      row(JOB_WORDS[job], mouse.clicks, mouse.keystrokes, keyboard.keystrokes);
    }
  }
  if (casework) {
    for (const step of CASE_STEPS) {
      const { mouse, keyboard } = casework[step];
      row(CASE_WORDS[step], mouse.clicks, mouse.keystrokes, keyboard.keystrokes);
    }
    const sum = (way: 'mouse' | 'keyboard', of: 'clicks' | 'keystrokes') =>
      CASE_STEPS.reduce((total, step) => total + casework[step][way][of], 0);
    row('a case, all of it', sum('mouse', 'clicks'), sum('mouse', 'keystrokes'), sum('keyboard', 'keystrokes'));
  }
}
