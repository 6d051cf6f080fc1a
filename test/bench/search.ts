/**
 * Search over people: `npm run -s bench:search -- --names FILE.csv [--json] [--records 50000] [--queries 2000]`. The file
 * has the columns `name_latn` and `name_cyrl`.
 *
 * Records are made of the file's names: each takes a name, in one script, and a word of another name as its place, in an
 * address, as names of places and of people repeat. A query has both, in the other script, every apostrophe changed and
 * one letter mistyped; the hard set has a second fault, a Russian spelling or another letter mistyped. A hit is a record
 * of that name and that place among the first ten. It runs the program's own index of people.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { PeopleIndex } from '../../renderer/data/index/people.ts';
import { type BenchName, changeApostrophes, mistype, spellInRussian } from './search/queries.ts';
import { createSeeded } from './support/documents.ts';

const { values } = parseArgs({
  options: {
    names: { type: 'string' },
    json: { type: 'boolean', default: false },
    records: { type: 'string', default: '50000' },
    queries: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    misses: { type: 'boolean', default: false },
  },
});
if (!values.names) {
  process.stderr.write('bench:search needs --names FILE.csv with the columns name_latn and name_cyrl\n');
  process.exit(2);
}
const records = Number(values.records);
const queries = Number(values.queries);
const random = createSeeded(Number(values.seed));

function readNames(file: string): readonly BenchName[] {
  const rows: readonly Readonly<Record<string, string | undefined>>[] = parse(readFileSync(file), {
    columns: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  return rows.flatMap(({ name_latn: latn, name_cyrl: cyrl }) =>
    latn?.trim() && cyrl?.trim() ? [{ latn: latn.trim(), cyrl: cyrl.trim() }] : [],
  );
}

const wordsOf = (text: string) => text.split(/[\s".()]+/).filter(Boolean);
const names = readNames(values.names);
if (names.length === 0) {
  process.stderr.write(`${values.names} has no rows with name_latn and name_cyrl\n`);
  process.exit(2);
}

// The place of a record: of some name, the word that the fewest names have, which is the one that tells most.
const counts = new Map<string, number>();
for (const name of names) for (const word of wordsOf(name.latn)) counts.set(word, (counts.get(word) ?? 0) + 1);
function placeOf(name: BenchName): BenchName {
  const latin = wordsOf(name.latn);
  const cyrillic = wordsOf(name.cyrl);
  if (latin.length !== cyrillic.length) return name;
  let at = 0;
  for (let n = 1; n < latin.length; n++) {
    const rarity = (word: string) => (word.length < 4 ? Infinity : (counts.get(word) ?? 0));
    if (rarity(latin[n] as string) < rarity(latin[at] as string)) at = n;
  }
  return { latn: latin[at] as string, cyrl: cyrillic[at] as string };
}
const places = names.map(placeOf);

interface Made {
  readonly name: BenchName;
  readonly place: BenchName;
  readonly script: 'latn' | 'cyrl';
  readonly body: PersonBody;
}

const made: readonly Made[] = Array.from({ length: records }, (_, at) => {
  const name = names[at % names.length] as BenchName;
  const place = places[Math.floor(random() * places.length)] as BenchName;
  const script = random() < 0.5 ? 'latn' : 'cyrl';
  const [familyName = '', ...rest] = name[script].split(/\s+/);
  const year = 1940 + Math.floor(random() * 70);
  const month = 1 + Math.floor(random() * 12);
  const day = 1 + Math.floor(random() * 28);
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    name,
    place,
    script,
    body: {
      familyName,
      givenName: rest.join(' '),
      birthDate: `${year}-${two(month)}-${two(day)}`,
      address: `${place[script]}, ${1 + Math.floor(random() * 120)}`,
    },
  };
});
const keyOf = ({ name, place }: Pick<Made, 'name' | 'place'>) => `${strictKey(name.latn)}|${strictKey(place.latn)}`;
const keys = made.map(keyOf);

const heap = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1_048_576;
};
const quantile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

// Once before, so that what is measured is not the compiler at its first sight of the code.
const warm = new PeopleIndex();
for (const [at, { body }] of made.slice(0, 2_000).entries()) warm.set(`w${at}`, body);
warm.search('karimov', 10);

const before = heap();
const began = performance.now();
const index = new PeopleIndex();
for (const [at, { body }] of made.entries()) index.set(`p${at}`, body);
const buildMs = performance.now() - began;
const heapMB = heap() - before;

const times: number[] = [];
const typedTimes: number[] = [];
function ask(at: number, text: string): boolean {
  const start = performance.now();
  const hits = index.search(text, 10);
  times.push(performance.now() - start);
  const found = hits.some((hit) => keys[Number(hit.id.slice(1))] === keys[at]);
  if (!found && values.misses) {
    const { name, place, script } = made[at] as Made;
    const first = hits[0] && `${hits[0].body.familyName} ${hits[0].body.givenName} ${hits[0].body.address}`;
    process.stderr.write(`${text} | ${name[script]}, ${place[script]} | ${first ?? ''}\n`);
  }
  return found;
}

let found = 0;
let foundHard = 0;
for (let n = 0; n < queries; n++) {
  const at = Math.floor(random() * made.length);
  const { name, place, script } = made[at] as Made;
  const other = script === 'latn' ? 'cyrl' : 'latn';
  const plain = changeApostrophes(`${name[other]} ${place[other]}`, random);
  if (ask(at, mistype(plain, random))) found += 1;
  const twice = n % 2 === 0 ? spellInRussian(`${name[other]} ${place[other]}`) : mistype(plain, random);
  if (ask(at, mistype(changeApostrophes(twice, random), random))) foundHard += 1;
  // As it is typed: half of the name.
  const start = performance.now();
  index.search(plain.slice(0, Math.max(3, plain.length >> 1)), 10);
  typedTimes.push(performance.now() - start);
}

const figures = {
  records,
  recallAt10: Number((found / queries).toFixed(4)),
  recallHard: Number((foundHard / queries).toFixed(4)),
  p50ms: Number(quantile(times, 0.5).toFixed(2)),
  p95ms: Number(quantile(times, 0.95).toFixed(2)),
  typedP95ms: Number(quantile(typedTimes, 0.95).toFixed(2)),
  buildMs: Math.round(buildMs),
  heapMB: Number(heapMB.toFixed(1)),
};
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else console.table({ figures, goal: { recallAt10: 0.995, recallHard: 0.98, p95ms: 10, buildMs: 1_000, heapMB: 40 } });
