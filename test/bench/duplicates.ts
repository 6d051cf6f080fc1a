/**
 * Duplicates among generated people: `npm run -s bench:duplicates -- [--json] [--people 50000] [--planted 1000]
 * [--seed 1]`. Recall and precision of the look through the whole base; how long a warning at entry takes (at 95 of
 * 100), the whole look with building what it needs, and the longest stretch of it between two rests. `elsewhere`: recall
 * where each of the two is in another office, by the keyed hashes that the server has. Times in milliseconds.
 */
import { parseArgs } from 'node:util';
import { DuplicateIndex } from '#shared/domain/casework/duplicates.ts';
import { sketchKeys } from '#shared/domain/casework/sketches.ts';
import { FAULTS, makeManyPeople } from '../support/many-people.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    people: { type: 'string', default: '50000' },
    planted: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const { people, planted } = makeManyPeople(Number(values.people), Number(values.planted), Number(values.seed));

// Others' code paths are warm in a program that runs; a cold first call isn't what a secretary waits for.
const warm = new DuplicateIndex();
for (const person of people.slice(0, 2_000)) warm.set(person.id, person);
warm.sweep();

const started = performance.now();
const index = new DuplicateIndex();
for (const person of people) index.set(person.id, person);
const built = performance.now();
const { pairs, compared, skippedBlocks } = index.sweep();
const swept = performance.now();

const key = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
const real = new Map(planted.map((one) => [key(one.a, one.b), one.fault]));
const found = new Set(pairs.map((pair) => key(pair.a, pair.b)));
const right = [...found].filter((pair) => real.has(pair)).length;

// The same look as a program takes it that has to answer its user meanwhile.
const steps = index.sweepSteps();
let longest = 0;
for (;;) {
  const before = performance.now();
  const step = steps.next();
  // The last stretch sorts what was found.
  longest = Math.max(longest, performance.now() - before);
  if (step.done) break;
}

const personById = new Map(people.map((person) => [person.id, person]));
const sketchOf = (id: string) => sketchKeys(personById.get(id) ?? {}).map((one) => one.key);
const isKnownElsewhere = ({ a, b }: { readonly a: string; readonly b: string }) => {
  const theirs = new Set(sketchOf(b));
  return sketchOf(a).some((one) => theirs.has(one));
};
const elsewhere = planted.filter(isKnownElsewhere).length;

const times: number[] = [];
for (const { b } of planted) {
  const person = people.find((one) => one.id === b);
  if (!person) continue;
  const before = performance.now();
  index.matches(person);
  times.push(performance.now() - before);
}
times.sort((a, b) => a - b);

const round = (value: number, digits: number) => Number(value.toFixed(digits));
const report = {
  people: people.length,
  recall: round(right / real.size, 4),
  precision: round(found.size === 0 ? 0 : right / found.size, 4),
  warnMs: round(times[Math.floor(times.length * 0.95)] ?? 0, 3),
  sweepMs: round(swept - started, 0),
  sliceMs: round(longest, 2),
  elsewhere: round(elsewhere / planted.length, 4),
};
if (values.json) console.log(JSON.stringify(report));
else {
  console.log(report);
  console.log(
    `built in ${round(built - started, 0)} ms, ${compared} pairs compared, ${skippedBlocks} blocks passed over`,
  );
  for (const fault of FAULTS) {
    const all = planted.filter((one) => one.fault === fault);
    const met = all.filter((one) => found.has(key(one.a, one.b))).length;
    console.log(`${fault}: ${met} of ${all.length}, in another office ${all.filter(isKnownElsewhere).length}`);
  }
  for (const pair of pairs.filter((one) => !real.has(key(one.a, one.b))).slice(0, 12)) {
    console.log('not one person:', pair.score, pair.reasons.join(' '), personById.get(pair.a), personById.get(pair.b));
  }
  for (const one of planted.filter((each) => !found.has(key(each.a, each.b))).slice(0, 12)) {
    console.log('missed:', one.fault, personById.get(one.a), personById.get(one.b));
  }
}
