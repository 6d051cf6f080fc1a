/**
 * Marks of printed papers: `npm run -s bench:qr -- [--json] [--trials 200]`. Pages are printed to PDF by Chromium, made
 * into pictures at 150 dots to the inch by pdftoppm (poppler-utils), turned, scaled, blurred, lit badly and kept as JPEG;
 * then read and verified without a connection. The goal: every one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts';
import { makePrinted, pageOf, readAndVerify, treat, treatmentOf } from '../support/qr/printed.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, trials: { type: 'string', default: '200' } },
});
const trials = Number(values.trials);
const PAPERS = 20;

const folder = mkdtempSync(join(tmpdir(), 'mahalla-qr-'));
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
try {
  const page = await browser.newPage();
  const papers = [];
  for (let n = 0; n < Math.min(PAPERS, trials); n++) {
    const printed = makePrinted(n);
    await page.setContent(pageOf(printed));
    const pdf = join(folder, `${n}.pdf`);
    writeFileSync(pdf, await page.pdf({ format: 'A4', preferCSSPageSize: true }));
    execFileSync('pdftoppm', ['-r', '150', '-png', '-singlefile', pdf, join(folder, String(n))]);
    papers.push({ printed, picture: readFileSync(join(folder, `${n}.png`)) });
  }
  const missed: object[] = [];
  const started = performance.now();
  for (let trial = 0; trial < trials; trial++) {
    const { printed, picture } = papers[trial % papers.length] as (typeof papers)[number];
    const treatment = treatmentOf(trial);
    if (!(await readAndVerify(await treat(page, picture, treatment), printed))) missed.push({ trial, ...treatment });
  }
  const figures = {
    trials,
    read: trials - missed.length,
    perPageMs: Math.round((performance.now() - started) / trials),
    missed,
  };
  process.stdout.write(
    values.json ? `${JSON.stringify(figures)}\n` : `${figures.read} of ${trials} read and verified\n`,
  );
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
