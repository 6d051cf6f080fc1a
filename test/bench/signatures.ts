import 'reflect-metadata';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writePaperPdf } from '#shared/pdf/archive-pdf.ts';
import { signPdf, timestampPdf } from '#shared/pdf/sign-pdf.ts';
import { findPdfSignatures } from '#shared/pki/pdf-signatures.ts';
import { toPem } from '#shared/pki/pem.ts';
import { signDetached } from '#shared/pki/sign.ts';
import { verifyFile } from '#shared/pki/verify.ts';
import {
  createTestAuthority,
  createTestTimestamps,
  DAY,
  sheetFonts,
  testSheet,
  type TestSigner,
} from '../support/signatures/authority.ts';

/*
 * Signed papers against other people's tools: OpenSSL, pdfsig, qpdf, pdffonts. Papers in both scripts, one signer and
 * three; a timestamp two days later; one changed byte, so many times, anywhere.
 */

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '10000' },
    openssl: { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const trials = Number(values.trials);
const opensslTrials = Number(values.openssl ?? trials);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'mahalla-bench-signatures-'));
const now = Date.now();
const problems: string[] = [];

function expectThat(holds: boolean, what: string): void {
  if (!holds) problems.push(what);
}

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { status, text: `${stdout ?? ''}${stderr ?? ''}` };
}

const authority = await createTestAuthority(now);
const time = await createTestTimestamps(now);
const lists = await authority.lists();
const trust = { roots: [authority.root.certificate], lists, timestampRoots: [time.root] };
const ca = put('ca.pem', toPem(authority.root.certificate));
const timeCa = put('time-ca.pem', toPem(time.root));
const people: TestSigner[] = [
  await authority.person('Toʻxtayev Anvar Ergʻashovich', 'Fuqarolar yigʻini raisi'),
  await authority.person('Қодирова Гулчеҳра', 'Масъул котиб'),
  await authority.person('Yoʻldosheva Maʼmura', 'Aʼzo'),
];
const [chair] = people as [TestSigner];
const verify = (file: Uint8Array, signature?: Uint8Array, at = now) =>
  verifyFile({ file, ...(signature ? { signature } : {}), trust, now: at });

const opensslArgs = (p7s: string, content: string) =>
  ['cms', '-verify', '-binary', '-inform', 'DER', '-in', p7s, '-content', content, '-CAfile', ca].concat([
    '-purpose',
    'any',
    '-out',
    '/dev/null',
  ]);
const validByPdfsig = (file: string) => (run('pdfsig', '-nocert', file).text.match(/Signature is Valid/g) ?? []).length;

interface Paper {
  readonly name: string;
  readonly file: Uint8Array;
  readonly p7s: Uint8Array;
}

async function makePaper(script: 'latn' | 'cyrl', signers: readonly TestSigner[]): Promise<Paper> {
  const name = `${script}-${signers.length}`;
  let file = await writePaperPdf(
    testSheet(script, signers, 6),
    { title: '№ 12-03/27', author: 'Gulobod MFY', subject: 'Sinov', language: `uz-${script}`, at: new Date(now) },
    sheetFonts(),
  );
  for (const signer of signers) {
    const before = file;
    file = await signPdf(file, signer, new Date(now));
    expectThat(Buffer.compare(before, file.subarray(0, before.length)) === 0, `${name}: signed bytes were rewritten`);
  }
  const p7s = await signDetached(file, chair, new Date(now));
  const path = put(`${name}.pdf`, file);
  const signature = put(`${name}.p7s`, p7s);
  expectThat(verify(file).ok, `${name}: refused by our own verifier`);
  expectThat(verify(file, p7s).ok, `${name}: detached signature refused by our own verifier`);
  expectThat(run('openssl', ...opensslArgs(signature, path)).status === 0, `${name}: refused by OpenSSL`);
  expectThat(validByPdfsig(path) === signers.length, `${name}: not all valid for pdfsig`);
  // What lies in the PDF is an ordinary CMS: OpenSSL checks that too, over the bytes that it covers.
  for (const [index, one] of findPdfSignatures(file).entries()) {
    const inner = run(
      'openssl',
      ...opensslArgs(put(`${name}-${index}.cms`, one.cms), put(`${name}-${index}.bin`, one.signed)),
    );
    expectThat(inner.status === 0, `${name}: signature ${index + 1} in the PDF refused by OpenSSL`);
  }
  const fonts = run('pdffonts', path).text.trim().split('\n').slice(2);
  expectThat(
    fonts.length === 2 && fonts.every((line) => /\s(yes) (yes) (yes)\s+\d+\s+\d+$/.test(line)),
    `${name}: fonts`,
  );
  const qpdf = run('qpdf', '--check', path);
  expectThat(qpdf.status === 0 && !/warning/i.test(qpdf.text), `${name}: qpdf: ${qpdf.text}`);
  const text = Buffer.from(file).toString('latin1');
  for (const part of [
    '<pdfaid:part>2</pdfaid:part>',
    '<pdfaid:conformance>B</pdfaid:conformance>',
    '/GTS_PDFA1',
    '/ID [',
  ]) {
    expectThat(text.includes(part), `${name}: ${part} is missing`);
  }
  return { name, file, p7s };
}

const started = performance.now();
const papers: Paper[] = [];
for (const script of ['latn', 'cyrl'] as const) {
  papers.push(await makePaper(script, [chair]), await makePaper(script, people));
}

/* Signed offline, a timestamp two days later. */
const late = now + 2 * DAY;
for (const { name, file } of papers) {
  const ask = async (request: Uint8Array) => {
    const query = put(`${name}.tsq`, request);
    const answer = await time.answer(request, late);
    const checked = run('openssl', 'ts', '-verify', '-in', put(`${name}.tsr`, answer), '-queryfile', query).status;
    expectThat(checked !== null, `${name}: openssl ts did not run`);
    const trusted = run(
      'openssl',
      'ts',
      '-verify',
      '-in',
      put(`${name}.tsr`, answer),
      '-queryfile',
      query,
      '-CAfile',
      timeCa,
    );
    expectThat(trusted.status === 0 || /certificate is not yet valid/.test(trusted.text), `${name}: openssl ts`);
    return answer;
  };
  const stamped = await timestampPdf(file, ask, () => new Uint8Array(randomBytes(8)));
  const path = put(`${name}-stamped.pdf`, stamped);
  expectThat(Buffer.compare(file, stamped.subarray(0, file.length)) === 0, `${name}: the timestamp rewrote bytes`);
  const report = verify(stamped, undefined, late + DAY);
  expectThat(report.ok && report.signatures[0]?.timestamp?.at === Math.floor(late / 1000) * 1000, `${name}: stamped`);
  const [first] = findPdfSignatures(stamped);
  const inner = run('openssl', ...opensslArgs(put('s.cms', first!.cms), put('s.bin', first!.signed)));
  expectThat(inner.status === 0, `${name}: first signature after the timestamp refused by OpenSSL`);
  const later = run('faketime', '+3 days', 'pdfsig', '-nocert', path);
  const valid = (later.text.match(/Signature is Valid/g) ?? []).length;
  expectThat(valid >= findPdfSignatures(file).length, `${name}: pdfsig after the timestamp: ${later.text}`);
}

/* One changed byte. */
let ours = 0;
let oursDetached = 0;
let oursSignature = 0;
let openssl = 0;
let opensslSignature = 0;
const accepted: string[] = [];

async function opensslRefuses(p7s: string, content: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('openssl', opensslArgs(p7s, content), (error) => resolve(error !== null));
  });
}

async function trial(index: number, lane: number): Promise<void> {
  const paper = papers[index % papers.length] as Paper;
  const changed = paper.file.slice();
  const at = randomInt(changed.length);
  changed[at] = (changed[at] as number) ^ randomInt(1, 256);
  if (verify(changed).ok) accepted.push(`${paper.name} byte ${at} of the file`);
  else ours += 1;
  // The same file under its detached signature, and that signature with a byte changed under the whole file.
  if (index % 4 === 0) {
    if (verify(changed, paper.p7s).ok) accepted.push(`${paper.name} byte ${at} under the detached signature`);
    else oursDetached += 1;
  }
  const signature = paper.p7s.slice();
  const place = randomInt(signature.length);
  signature[place] = (signature[place] as number) ^ randomInt(1, 256);
  if (index % 4 === 1) {
    if (verify(paper.file, signature).ok) accepted.push(`${paper.name} byte ${place} of the signature`);
    else oursSignature += 1;
  }
  if (index >= opensslTrials) return;
  const content = put(`lane-${lane}.pdf`, changed);
  if (await opensslRefuses(join(folder, `${paper.name}.p7s`), content)) openssl += 1;
  else accepted.push(`OpenSSL: ${paper.name} byte ${at} of the file`);
  if (
    index % 4 === 1 &&
    (await opensslRefuses(put(`lane-${lane}.p7s`, signature), join(folder, `${paper.name}.pdf`)))
  ) {
    opensslSignature += 1;
  }
}

const trialsFrom = performance.now();
const lanes = Math.min(4, availableParallelism() + 1);
let next = 0;
await Promise.all(
  Array.from({ length: lanes }, async (_, lane) => {
    while (next < trials) {
      const index = next;
      next += 1;
      await trial(index, lane);
    }
  }),
);

const quarter = Math.ceil(Math.max(0, Math.min(trials, opensslTrials) - 1) / 4);
const result = {
  papers: papers.map(({ name, file }) => ({ name, bytes: file.length })),
  problems,
  trials,
  refused: { ours, oursDetached, oursSignature, openssl, opensslSignature: `${opensslSignature} of ${quarter}` },
  opensslTrials: Math.min(trials, opensslTrials),
  accepted,
  seconds: {
    all: Math.round((performance.now() - started) / 1000),
    trials: Math.round((performance.now() - trialsFrom) / 1000),
  },
};
if (!values.keep) rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  values.json
    ? `${JSON.stringify(result)}\n`
    : `${JSON.stringify(result, null, 2)}\n${problems.length + accepted.length === 0 ? 'all as it should be' : 'NOT as it should be'}\n`,
);
if (problems.length + accepted.length > 0) process.exitCode = 1;
