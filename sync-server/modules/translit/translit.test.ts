import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createExceptions } from '#shared/domain/language/exceptions.ts';
import { comparePairs, formatReport, readPairs } from './pairs.ts';
import { createLineRewriter, rewrite, type Script, SCRIPTS } from './rewrite.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DATA = join(ROOT, '../shared/data/mahallas.csv');

async function through(text: string, to: Script, size: number): Promise<string> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  return (await buffer(Readable.from(chunks).pipe(createLineRewriter(to)))).toString();
}

describe('lines', () => {
  it.each([
    ['Ўзбекистон\r\n\r\nЧўлпон', 'latn', 'Oʻzbekiston\r\n\r\nChoʻlpon'],
    ['Özbekiston\n', 'latn', 'Oʻzbekiston\n'],
    ["O'zbekiston\nToshkent litseyi\n", 'cyrl', 'Ўзбекистон\nТошкент лицейи\n'],
    ['Чўлпон\n\u2028ғишт\n', 'latn2026', 'Çölpon\n\u2028ğişt\n'],
    ['', 'latn', ''],
  ] as const)('%j to %s', async (text, to, expected) => {
    expect(await through(text, to, 1 << 16)).toBe(expected);
  });

  it('are as many as came, wherever the stream is cut', async () => {
    const line = fc.array(fc.constantFrom(...'ўғшчеъя oʻs\r'), { maxLength: 8 }).map((letters) => letters.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...SCRIPTS),
        fc.integer({ min: 1, max: 7 }),
        async (lines, to, size) => {
          expect((await through(lines.join('\n'), to, size)).split('\n')).toEqual(lines.map((one) => rewrite(one, to)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('the command works without a server, with a list of exceptions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mahalla-translit-'));
  try {
    const file = join(folder, 'words.csv');
    writeFileSync(file, 'name_latn,name_cyrl\nTsoy,Цой\n');
    const ran = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'sync-server/admin.ts', 'translit', '--to', 'latn', '--exceptions', file],
      { cwd: ROOT, input: 'Цойга\nҒалаба', encoding: 'utf8', env: { ...process.env, DATABASE_URL: 'none' } },
    );
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe('Tsoyga\nGʻalaba');
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);

describe('pairs', () => {
  it.each([
    ['Oxunboboev MFY', 'Охунбобоев МФЙ', 'latn', 'ev_for_yev'],
    ['Yangier', 'Янгиер', 'latn', 'e_for_ye'],
    ['Yangier', 'Янгиер', 'cyrl', 'e_for_ye'],
    ['MaСЉrifat', 'МаСЉрифат', 'latn', 'damaged'],
    ['Jasliq ShFY', 'Жаслиқ ШФЙ', 'latn', 'capitals'],
    ['Eski', 'Eски', 'cyrl', 'mixed_scripts'],
    ['Davlatsoy', 'Давлацой', 'cyrl', 'ts_as_one'],
    ['Guliston', 'Бўстон', 'latn', 'other'],
  ] as const)('%s and %s differ to %s by %s', (latn, cyrl, to, cause) => {
    const { disagreements } = comparePairs([{ latn, cyrl }]);
    expect(disagreements.filter((one) => one.to === to).map((one) => one.cause)).toEqual([cause]);
  });

  it('count what agrees, whatever apostrophes were typed', () => {
    const report = comparePairs([
      { latn: 'O`rta qal’a', cyrl: 'Ўрта қалъа' },
      { latn: 'Aliev', cyrl: 'Алиев' },
    ]);
    expect(report).toMatchObject({ pairs: 2, latn: 0.5, cyrl: 1, found: 1 });
    expect(formatReport(report)).toContain('to latn, ev_for_yev: 1, of which search finds 1');
  });

  it.skipIf(!existsSync(DATA))('of the mahallas agree as far as the source is right, and all are found', () => {
    const report = comparePairs(readPairs(DATA));
    expect(report.pairs).toBeGreaterThan(8_000);
    expect(report.latn).toBeGreaterThanOrEqual(0.984);
    expect(report.cyrl).toBeGreaterThanOrEqual(0.985);
    expect(report.found).toBe(1);
    // What is left is the source's: nothing without a cause.
    expect(report.disagreements.filter((one) => one.cause === 'other')).toEqual([]);
  });

  it('need their columns', () => {
    expect(() => readPairs(fileURLToPath(import.meta.url))).toThrow('invalid_input');
    expect(createExceptions([{ latn: " Tsoy's ", cyrl: 'Цой' }]).latn.get('цой')).toBe('tsoyʼs');
  });
});
