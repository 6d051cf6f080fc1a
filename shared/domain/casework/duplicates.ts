import { jaroWinkler } from '@skyra/jaro-winkler';
import { loosen, nameKey, strictKey } from '#shared/domain/language/keys.ts';
import { checkPinfl } from './pinfl.ts';

/** What of a person is compared. Absent and null both mean "not known". */
export interface PersonFacts {
  readonly familyName?: string | null | undefined;
  readonly givenName?: string | null | undefined;
  readonly patronymic?: string | null | undefined;
  /** 14 digits, right or mistyped. */
  readonly pinfl?: string | null | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string | null | undefined;
  readonly sex?: 'female' | 'male' | null | undefined;
  /** Series and number of a passport or identity card. */
  readonly document?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** Why two records may be one person, as they are told to the reader. */
export const DUPLICATE_REASONS = [
  'same_pinfl',
  'similar_pinfl',
  'same_document',
  'same_name',
  'similar_name',
  'swapped_name',
  'changed_surname',
  'same_birth_date',
  'swapped_birth_date',
  'similar_birth_date',
  'same_address',
  'same_phone',
] as const;
/** A reason, also the end of its i18n key. */
export type DuplicateReason = (typeof DUPLICATE_REASONS)[number];

/** What two records say of each other. */
export interface Comparison {
  /** Points for and against; a duplicate from {@link DUPLICATE_FROM} on. */
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
}

/** Points from which two records are shown as perhaps one person. */
export const DUPLICATE_FROM = 9;

/** Words at least this alike (Jaro-Winkler) are one word misspelt. */
const ALIKE = 0.9;
/** Blocks with more people than this tell nobody from anybody: they are passed over, and counted. */
const LARGEST_BLOCK = 400;
/** More slots than an index ever has: two slots make one whole number. */
const MOST_SLOTS = 2 ** 26;
/** Pairs looked at between two rests of a sweep: well under a millisecond. */
const STEP = 2_000;

/** A person taken apart once, for many comparisons. */
interface Parts {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string;
  readonly looseFamily: string;
  readonly looseGiven: string;
  readonly loosePatronymic: string;
  readonly pinfl: string;
  /** Whether the number's date, sex and check digit are right. */
  readonly pinflRight: boolean;
  /** `YYYYMMDD`, from the date or, without one, from a right PINFL; empty where neither is there. */
  readonly birth: string;
  readonly sex: string;
  readonly document: string;
  readonly address: string;
  readonly phone: string;
}

/** A family name without a daughter's ending of Russian spelling and of most Uzbek papers: -ova, -eva, -ina, -aya. */
export function stem(family: string): string {
  return family.replace(/(?<=.{3}(?:ov|ev|yev|in))a$/u, '');
}

/** The strict keys of a person's names and address; empty where one is not known. */
export interface PersonKeys {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string;
  readonly address: string;
}

/** Makes the keys that comparing and searching share. */
export function keysOf(person: PersonFacts): PersonKeys {
  return {
    family: nameKey(person.familyName ?? ''),
    given: nameKey(person.givenName ?? ''),
    patronymic: nameKey(person.patronymic ?? ''),
    address: strictKey(person.address ?? ''),
  };
}

function partsOf(person: PersonFacts, keys = keysOf(person)): Parts {
  const { given, patronymic, address } = keys;
  const family = stem(keys.family);
  const pinfl = person.pinfl ?? '';
  const checked = pinfl === '' ? null : checkPinfl(pinfl);
  const inNumber = checked?.ok ? checked.value : null;
  return {
    family,
    given,
    patronymic,
    looseFamily: loosen(family),
    looseGiven: loosen(given),
    loosePatronymic: loosen(patronymic),
    pinfl,
    pinflRight: inNumber !== null,
    birth: (person.birthDate ?? inNumber?.birthDate ?? '').replaceAll('-', ''),
    sex: person.sex ?? inNumber?.sex ?? '',
    document: person.document ? strictKey(person.document).replaceAll(' ', '') : '',
    address,
    phone: (person.phone ?? '').replace(/\D/g, '').slice(-9),
  };
}

/** How alike two name keys are, 0 to 1; null where one is not known. */
function alike(a: string, b: string, looseA: string, looseB: string): number | null {
  if (a === '' || b === '') return null;
  if (a === b) return 1;
  if (looseA === looseB) return 0.98;
  return Math.max(jaroWinkler(a, b), jaroWinkler(looseA, looseB));
}

/** Places in which two texts of one length differ; a pair of neighbours that changed places counts once. */
function differences(a: string, b: string): number {
  if (a.length !== b.length) return Math.max(a.length, b.length);
  let count = 0;
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at]) continue;
    count++;
    if (a[at] === b[at + 1] && a[at + 1] === b[at]) at++;
  }
  return count;
}

/**
 * The date with day and month in one order: they are often swapped.
 * @param birth `YYYYMMDD`
 */
export function sortedDate(birth: string): string {
  const month = birth.slice(4, 6);
  const day = birth.slice(6);
  return birth.slice(0, 4) + (month < day ? month + day : day + month);
}

/**
 * Weighs what two records have in common against what parts them. Another PINFL alone doesn't mean another person:
 * numbers are mistyped; two right numbers that differ weigh more. Twins differ in the given name.
 * @param isRare whether nobody else in the base has this full name: then the name alone says more
 */
function compareParts(a: Parts, b: Parts, isRare: boolean): Comparison {
  const reasons: DuplicateReason[] = [];
  let score = 0;

  let numbers: 'same' | 'similar' | 'different' | 'unknown' = 'unknown';
  if (a.pinfl && b.pinfl) {
    if (a.pinfl === b.pinfl) numbers = 'same';
    else if (a.pinflRight && b.pinflRight) numbers = 'different';
    else numbers = differences(a.pinfl, b.pinfl) <= 2 ? 'similar' : 'unknown';
  }
  if (numbers === 'same') {
    score += 8;
    reasons.push('same_pinfl');
  } else if (numbers === 'similar') {
    score += 4;
    reasons.push('similar_pinfl');
  } else if (numbers === 'different') score -= 4;

  if (a.document && a.document === b.document) {
    score += 5;
    reasons.push('same_document');
  }

  let birth: 'same' | 'swapped' | 'similar' | 'different' | 'unknown' = 'unknown';
  if (a.birth && b.birth) {
    if (a.birth === b.birth) birth = 'same';
    else if (sortedDate(a.birth) === sortedDate(b.birth)) birth = 'swapped';
    else birth = differences(a.birth, b.birth) === 1 ? 'similar' : 'different';
  }

  let family = alike(a.family, b.family, a.looseFamily, b.looseFamily);
  let given = alike(a.given, b.given, a.looseGiven, b.looseGiven);
  let swapped = false;
  if ((family ?? 0) < ALIKE && (given ?? 0) < ALIKE) {
    const crossed = alike(a.family, b.given, a.looseFamily, b.looseGiven);
    const back = alike(a.given, b.family, a.looseGiven, b.looseFamily);
    if (crossed !== null && back !== null && Math.min(crossed, back) >= ALIKE) {
      swapped = true;
      family = crossed;
      given = back;
    }
  }
  const patronymic = alike(a.patronymic, b.patronymic, a.loosePatronymic, b.loosePatronymic);
  const closeName = (family ?? 0) >= ALIKE && (given ?? 0) >= ALIKE;
  const sexesDiffer = a.sex !== '' && b.sex !== '' && a.sex !== b.sex;

  if (given !== null) score += given >= 0.97 ? 3 : given >= ALIKE ? 2 : -6;
  if (patronymic !== null) score += patronymic >= 0.97 ? 2.5 : patronymic >= 0.88 ? 1.5 : -3;
  if (family !== null) {
    if (family >= 0.97) score += 3;
    else if (family >= ALIKE) score += 2;
    else {
      // A surname changes at marriage; the given name and the father's do not.
      const married = a.sex !== 'male' && b.sex !== 'male' && (given ?? 0) >= 0.97 && (patronymic ?? 0) >= ALIKE;
      const born = birth === 'same' || birth === 'swapped';
      score += married && born ? -1 : -4;
      if (married && born) reasons.push('changed_surname');
    }
  }
  if (swapped) reasons.push('swapped_name');
  else if (closeName) reasons.push(a.family === b.family && a.given === b.given ? 'same_name' : 'similar_name');
  if (closeName && isRare && (patronymic ?? 0) >= 0.97) score += 1;

  // Twins: born on one day to one father, and not of one given name; their right numbers differ.
  const twins =
    birth === 'same' && (given ?? 0) < 0.97 && (numbers === 'different' || (given ?? 0) < ALIKE || sexesDiffer);
  if (twins) score -= 6;
  if (sexesDiffer) score -= 4;

  if (birth === 'same') score += 5;
  else if (birth === 'swapped') score += 4.5;
  else if (birth === 'similar') score += 3;
  else if (birth === 'different') score -= 5;
  if (birth === 'same' || birth === 'swapped' || birth === 'similar') reasons.push(`${birth}_birth_date`);

  if (a.address && a.address === b.address) {
    score += 1.5;
    reasons.push('same_address');
  }
  if (a.phone && a.phone === b.phone) {
    score += 1.5;
    reasons.push('same_phone');
  }
  return { score, reasons };
}

/**
 * Whether two records are shown as perhaps one person. One number or one document on two people is always shown: where
 * they are not one person, one of the two records is wrong.
 */
export function isDuplicate({ score, reasons }: Comparison): boolean {
  return score >= DUPLICATE_FROM || reasons.includes('same_pinfl') || reasons.includes('same_document');
}

/** Compares two records; see {@link isDuplicate}. */
export function comparePeople(a: PersonFacts, b: PersonFacts): Comparison {
  return compareParts(partsOf(a), partsOf(b), false);
}

/** FNV-1a: blocks are kept as numbers. Two that fall together cost a comparison too many, and nothing else. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function fullName({ looseFamily, looseGiven, loosePatronymic }: Parts): string {
  // Family and given name are often entered in each other's place.
  const [first, second] = looseFamily < looseGiven ? [looseFamily, looseGiven] : [looseGiven, looseFamily];
  return `n${first} ${second} ${loosePatronymic}`;
}

/** What two records of one person have in common, most likely; compared are those that share one of these. */
function blocksOf(parts: Parts): number[] {
  const { looseFamily, looseGiven, loosePatronymic, birth, pinfl, document } = parts;
  const blocks: number[] = [];
  if (pinfl) blocks.push(hash(`p${pinfl}`));
  if (document) blocks.push(hash(`i${document}`));
  if (looseFamily && looseGiven) blocks.push(hash(fullName(parts)));
  if (birth) {
    blocks.push(hash(`d${sortedDate(birth)}`));
    if (looseFamily && looseGiven) {
      blocks.push(hash(`y${looseFamily.slice(0, 4)}${looseGiven.slice(0, 3)}${birth.slice(0, 4)}`));
    }
  } else if (looseGiven && loosePatronymic) {
    // No date on this side: those of one given name and father, whose surname may be misspelt.
    blocks.push(hash(`g${looseGiven} ${loosePatronymic} ${looseFamily.slice(0, 2)}`));
  }
  if (birth && looseGiven && loosePatronymic) {
    blocks.push(hash(`g${looseGiven} ${loosePatronymic} ${looseFamily.slice(0, 2)}`));
  }
  return blocks;
}

/** A record that may be the same person. */
export interface DuplicateMatch extends Comparison {
  readonly id: string;
}

/** Two records that may be one person; `a` was added first. */
export interface DuplicatePair extends Comparison {
  readonly a: string;
  readonly b: string;
}

/** What a look through the whole base found. */
export interface SweepResult {
  /** Likeliest first. */
  readonly pairs: readonly DuplicatePair[];
  /** Pairs that were compared. */
  readonly compared: number;
  /** Groups too large to compare each with each, such as the most common of names without a date. */
  readonly skippedBlocks: number;
}

/** How far a sweep is, in blocks. */
export interface SweepProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * People in memory, compared by blocks: a warning looks at a few dozen of 50,000, a sweep at a few of each hundred
 * thousand pairs.
 */
export class DuplicateIndex {
  #ids: (string | null)[] = [];
  #parts: Parts[] = [];
  #slots = new Map<string, number>();
  /** Slots by block; most blocks have one person. */
  #blocks = new Map<number, number | number[]>();

  /** People in the index. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * Adds or replaces a person; null takes them out.
   * @param keys of the same person, where the caller has made them already
   */
  set(id: string, person: PersonFacts | null, keys?: PersonKeys): void {
    const old = this.#slots.get(id);
    if (old !== undefined) {
      this.#ids[old] = null;
      for (const block of blocksOf(this.#parts[old] as Parts)) this.#leave(block, old);
      this.#slots.delete(id);
    }
    if (!person) return;
    const parts = partsOf(person, keys);
    const slot = this.#ids.length;
    this.#ids.push(id);
    this.#parts.push(parts);
    this.#slots.set(id, slot);
    for (const block of blocksOf(parts)) {
      const there = this.#blocks.get(block);
      if (there === undefined) this.#blocks.set(block, slot);
      else if (typeof there === 'number') {
        if (there !== slot) this.#blocks.set(block, [there, slot]);
      } else if (there.at(-1) !== slot) there.push(slot);
    }
  }

  #leave(block: number, slot: number): void {
    const there = this.#blocks.get(block);
    if (there === slot) this.#blocks.delete(block);
    else if (Array.isArray(there)) {
      const at = there.indexOf(slot);
      if (at >= 0) there.splice(at, 1);
    }
  }

  #isRare(parts: Parts): boolean {
    const there = this.#blocks.get(hash(fullName(parts)));
    return !Array.isArray(there) || there.length <= 2;
  }

  /**
   * Who may be this person already, likeliest first.
   * @param person the record at hand; with an `id` it isn't compared with itself
   * @param isParted whether somebody has said that these two are not one person
   */
  matches(
    person: PersonFacts & { readonly id?: string | undefined },
    isParted: (a: string, b: string) => boolean = () => false,
  ): readonly DuplicateMatch[] {
    const parts = partsOf(person);
    const seen = new Set<number>();
    const found: DuplicateMatch[] = [];
    for (const block of blocksOf(parts)) {
      const there = this.#blocks.get(block);
      if (there === undefined) continue;
      for (const slot of typeof there === 'number' ? [there] : there) {
        if (seen.has(slot)) continue;
        seen.add(slot);
        const id = this.#ids[slot];
        if (!id || id === person.id) continue;
        const other = this.#parts[slot] as Parts;
        const comparison = compareParts(parts, other, this.#isRare(other));
        if (!isDuplicate(comparison) || (person.id && isParted(person.id, id))) continue;
        found.push({ id, ...comparison });
      }
    }
    return found.toSorted((a, b) => b.score - a.score);
  }

  /** All pairs that may be one person. */
  sweep(isParted: (a: string, b: string) => boolean = () => false): SweepResult {
    const steps = this.sweepSteps(isParted);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /**
   * The same in short steps, so that whoever runs it may rest between them; people may come, change and go meanwhile,
   * and those that did are as they were or as they are.
   */
  *sweepSteps(isParted: (a: string, b: string) => boolean = () => false): Generator<SweepProgress, SweepResult> {
    const pairs: DuplicatePair[] = [];
    const compared = new Set<number>();
    let skippedBlocks = 0;
    let done = 0;
    let sinceRest = 0;
    for (const block of this.#blocks.values()) {
      done++;
      if (typeof block === 'number') continue;
      if (block.length > LARGEST_BLOCK) {
        skippedBlocks++;
        continue;
      }
      const there = [...block];
      for (let i = 0; i < there.length; i++) {
        const first = there[i] as number;
        const a = this.#parts[first] as Parts;
        sinceRest += there.length - i;
        if (sinceRest > STEP) {
          sinceRest = 0;
          yield { done, total: this.#blocks.size };
        }
        for (let j = i + 1; j < there.length; j++) {
          const second = there[j] as number;
          const b = this.#parts[second] as Parts;
          if (isHopeless(a, b)) continue;
          const key = first < second ? first * MOST_SLOTS + second : second * MOST_SLOTS + first;
          if (compared.has(key)) continue;
          compared.add(key);
          const comparison = compareParts(a, b, this.#isRare(a));
          if (!isDuplicate(comparison)) continue;
          const [one, two] = [this.#ids[Math.min(first, second)], this.#ids[Math.max(first, second)]];
          if (one && two && !isParted(one, two)) pairs.push({ a: one, b: two, ...comparison });
        }
      }
    }
    return { pairs: pairs.toSorted((x, y) => y.score - x.score), compared: compared.size, skippedBlocks };
  }
}

/** Those who share a birthday and little else, told apart by the first letters of their names: most pairs of a day. */
function isHopeless(a: Parts, b: Parts): boolean {
  if (a.pinfl && a.pinfl === b.pinfl) return false;
  const starts = (one: string, other: string) => (one.charCodeAt(0) === other.charCodeAt(0) ? 1 : 0);
  const straight =
    starts(a.looseFamily, b.looseFamily) +
    starts(a.looseGiven, b.looseGiven) +
    starts(a.loosePatronymic, b.loosePatronymic);
  return straight < 2 && starts(a.looseFamily, b.looseGiven) + starts(a.looseGiven, b.looseFamily) < 2;
}
