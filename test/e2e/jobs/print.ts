/**
 * A newcomer's jobs in Chromium, with the clicks and keystrokes of each, with the mouse and with the keyboard alone: five
 * in the records office, and in social support a family of six, its proposal for a programme and a case's whole way:
 * `npm run -s jobs -- [--json] [--only papers|support]`. Builds the web client first; `MAHALLA_BUILT=1` skips that.
 */
import { parseArgs } from 'node:util';
import build from '../../support/built.ts';
import { CASE_STEPS, CASE_WORDS, runCasework } from './casework.ts';
import { JOB_WORDS, JOBS, runJobs } from './five-jobs.ts';
import type { Effort, Way } from './hand.ts';
import { FAMILY_WORDS, runFamilyJob } from './people.ts';
import { PROGRAMME_JOB, runProgrammeJob } from './programmes.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
build(['build:web']);
const tell = (line: string) => process.stderr.write(`${line}\n`);
const papers = values.only === 'support' ? null : await runJobs(tell);
const support =
  values.only === 'papers'
    ? null
    : {
        family: await runFamilyJob(tell),
        programme: await runProgrammeJob(tell),
        casework: await runCasework(tell),
      };
if (values.json) process.stdout.write(`${JSON.stringify({ ...papers, ...support })}\n`);
else {
  const line = (job: string, ...cells: readonly (number | string)[]) =>
    process.stdout.write(`${job.padEnd(28)}${cells.map((cell) => String(cell).padStart(14)).join('')}\n`);
  const row = (job: string, { mouse, keyboard }: Readonly<Record<Way, Effort>>) =>
    line(job, mouse.clicks, mouse.keystrokes, keyboard.keystrokes);
  line('', 'clicks', '+ keystrokes', 'keyboard only');
  if (papers) for (const job of JOBS) row(JOB_WORDS[job], papers[job]);
  if (support) {
    row(FAMILY_WORDS, support.family);
    row(PROGRAMME_JOB, support.programme);
    for (const step of CASE_STEPS) row(CASE_WORDS[step], support.casework[step]);
    const sum = (way: Way, of: 'clicks' | 'keystrokes') =>
      CASE_STEPS.reduce((total, step) => total + support.casework[step][way][of], 0);
    line('a case, all of it', sum('mouse', 'clicks'), sum('mouse', 'keystrokes'), sum('keyboard', 'keystrokes'));
  }
}
