import { loosen } from '#shared/domain/language/keys.ts';
import { WordDistance } from './word-distance.ts';

/** What a word outside of the name, in the address, is worth beside one in it. */
const BESIDE = 0.9;
/** What each word of the name that nobody asked for takes away, to a limit; it parts those that are otherwise equal. */
const UNASKED = 0.01;
const MOST_UNASKED = 8;
/** A name that fits less is none. */
const LEAST = 0.6;
/** Words that more names than this share of all have are asked of those names alone that another word found. */
const COMMON = 0.05;

/** Names looked at once more, word by word, beside those that are wanted. */
const POOL = 200;
/** Most words of one that are looked at so. */
const ALIGNED = 400;

/** An entry found, and how well it fits: 0 to 1. */
export interface NameHit {
  readonly slot: number;
  readonly score: number;
}

/** How many letters may be wrong in a word of so many; none in a figure, which is another one then. */
function allowed(word: string, few: boolean): number {
  const { length } = word;
  if (word.charCodeAt(0) < 0x3a) return 0;
  if (few) return length < 4 ? 0 : length < 9 ? 1 : 2;
  return length < 3 ? 0 : length < 4 ? 1 : length < 9 ? 2 : 3;
}

/** The letters of a word as bits: a fault changes at most two of them. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bits(value: number): number {
  let n = value - ((value >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

interface Asked {
  /** Words like the one asked for, and how much: 0 to 1. */
  readonly alike: readonly { readonly word: number; readonly score: number }[];
  /** What it tells of who is meant: little where many have it. */
  readonly weight: number;
  readonly common: boolean;
}

/** How names are looked for. */
export interface NameQuery {
  /** Most hits. */
  readonly limit: number;
  /** Whether the last word may go on. */
  readonly typing: boolean;
  /** Only names that have every word, where there are any; left out: a word may be missing. */
  readonly every?: boolean;
  /** Only slots that this says yes to. */
  readonly accept?: ((slot: number) => boolean) | undefined;
}

function grown<T extends Uint8Array | Int32Array | Uint32Array | Float32Array>(
  array: T,
  make: (length: number) => T,
): T {
  const larger = make(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Names by their words, found in any spelling and with faults. Each word is kept once, however many names have it: a
 * word that is asked for is compared with all of them, by its loose key, and names are scored by their best words.
 * Names stand in numbered slots; a slot that is given up is not used again.
 */
export class NameIndex {
  readonly #ids = new Map<string, number>();
  readonly #strict: string[] = [];
  readonly #loose: string[] = [];
  // Letters and lengths by word: of the strict key, then of the loose one.
  #letters = new Int32Array(2_048);
  #lengths = new Uint8Array(2_048);
  /** Slots by word, twice the slot plus one where the word stands beside the name. */
  readonly #slots: number[][] = [];
  /** Words of all slots in a row, coded as in `#slots`, and where those of each slot begin. */
  #words = new Uint32Array(4_096);
  #wordCount = 0;
  #begins = new Uint32Array(1_024);
  /** Words in the name of each slot; 0 for a slot that was given up. */
  #sizes = new Uint8Array(1_024);
  #count = 0;
  #living = 0;
  #best = new Float32Array(1_024);
  #sum = new Float32Array(1_024);
  #seen = new Uint32Array(1_024);
  #met = new Uint8Array(1_024);
  #scores = new Float32Array(1_024);
  #turn = 0;
  readonly #byStrict = new WordDistance();
  readonly #byLoose = new WordDistance();
  readonly #few: boolean;

  /**
   * @param faults how many letters of a word may be wrong: two of five where names are short lists of words, one where
   *   whole texts would have such a word nearly always
   */
  constructor(faults: 'many' | 'few' = 'many') {
    this.#few = faults === 'few';
  }

  /** Names in the index. */
  get size(): number {
    return this.#living;
  }

  #wordOf(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const loose = loosen(word);
    const id = this.#strict.push(word) - 1;
    this.#ids.set(word, id);
    this.#loose.push(loose === word ? word : loose);
    this.#slots.push([]);
    if (id * 2 + 1 >= this.#letters.length) {
      this.#letters = grown(this.#letters, (length) => new Int32Array(length));
      this.#lengths = grown(this.#lengths, (length) => new Uint8Array(length));
    }
    this.#letters[id * 2] = lettersOf(word);
    this.#lengths[id * 2] = Math.min(255, word.length);
    this.#letters[id * 2 + 1] = lettersOf(loose);
    this.#lengths[id * 2 + 1] = Math.min(255, loose.length);
    return id;
  }

  #put(slot: number, word: string, beside: 0 | 1, known: boolean) {
    const id = this.#wordOf(word);
    if (!known) this.#slots[id]?.push(slot * 2 + beside);
    if (this.#wordCount === this.#words.length) this.#words = grown(this.#words, (length) => new Uint32Array(length));
    this.#words[this.#wordCount++] = id * 2 + beside;
  }

  /**
   * Takes in a name; returns its slot.
   * @param name strict keys of its words
   * @param beside strict keys of words that tell equal names apart, of the address
   */
  add(name: readonly string[], beside: readonly string[] = []): number {
    const slot = this.#count++;
    this.#living += 1;
    if (slot + 1 >= this.#sizes.length) {
      this.#sizes = grown(this.#sizes, (length) => new Uint8Array(length));
      this.#begins = grown(this.#begins, (length) => new Uint32Array(length));
    }
    this.#sizes[slot] = Math.max(1, Math.min(255, name.length));
    this.#begins[slot] = this.#wordCount;
    // A name may have a word twice, and its address once more: each of them answers one word of a query.
    for (const [at, word] of name.entries()) this.#put(slot, word, 0, name.indexOf(word) < at);
    if (beside.length > 0) for (const word of new Set(beside)) this.#put(slot, word, 1, name.includes(word));
    this.#begins[slot + 1] = this.#wordCount;
    return slot;
  }

  /** Whether a slot holds just these words. */
  holds(slot: number, name: readonly string[], beside: readonly string[] = []): boolean {
    let at = this.#begins[slot] as number;
    const end = this.#begins[slot + 1] as number;
    const next = (word: string, side: 0 | 1) =>
      at < end && this.#words[at++] === (this.#ids.get(word) ?? -1) * 2 + side;
    for (const word of name) if (!next(word, 0)) return false;
    for (const word of new Set(beside)) if (!next(word, 1)) return false;
    return at === end && this.#sizes[slot] !== 0;
  }

  /** Gives a slot up. */
  remove(slot: number) {
    if (!this.#sizes[slot]) return;
    this.#sizes[slot] = 0;
    this.#living -= 1;
  }

  #ask(strict: string, typing: boolean): Asked {
    const loose = loosen(strict);
    const alike: { word: number; score: number }[] = [];
    let best = 0;
    let holders = 0;
    this.#byLoose.ask(loose);
    this.#byStrict.ask(strict);
    const letters = lettersOf(strict);
    const looseLetters = lettersOf(loose);
    const most = allowed(strict, this.#few);
    const mostLoose = allowed(loose, this.#few);
    const total = this.#strict.length;
    for (let word = 0; word < total; word++) {
      const longer = (this.#lengths[word * 2] as number) - strict.length;
      const looseLonger = (this.#lengths[word * 2 + 1] as number) - loose.length;
      const goesOn = typing && longer > 0;
      let score = 0;
      // A fault changes two letters at most: most words are passed over without a look at them.
      if (longer <= most && longer >= -most && bits(letters ^ (this.#letters[word * 2] as number)) <= 2 * most) {
        const other = this.#strict[word] as string;
        const distance = other === strict ? 0 : this.#byStrict.to(other);
        if (distance <= most) score = 1 - distance * (0.03 + 0.6 / Math.max(strict.length, other.length));
      }
      if (
        score < 0.95 &&
        looseLonger <= mostLoose &&
        looseLonger >= -mostLoose &&
        bits(looseLetters ^ (this.#letters[word * 2 + 1] as number)) <= 2 * mostLoose
      ) {
        const other = this.#loose[word] as string;
        const distance = this.#byLoose.to(other);
        if (distance <= mostLoose) {
          score = Math.max(score, 0.96 - distance * (0.04 + 0.6 / Math.max(loose.length, other.length)));
        }
      }
      if (goesOn && score < 0.985) score = Math.max(score, this.#begun(strict, loose, word, letters, looseLetters));
      if (score < LEAST) continue;
      alike.push({ word, score });
      if (score > best) {
        best = score;
        holders = this.#slots[word]?.length ?? 0;
      }
    }
    const share = Math.max(1, holders) / Math.max(2, this.#count);
    const rarity = Math.min(1, Math.log(share) / Math.log(1 / Math.max(2, this.#count)));
    const weight = strict.length === 1 ? 0.15 : alike.length === 0 ? 0.7 : 0.25 + 0.75 * rarity;
    return { alike, weight, common: share > COMMON };
  }

  /** How well a longer word goes on from one that is being typed. */
  #begun(strict: string, loose: string, word: number, letters: number, looseLetters: number): number {
    const missing = bits(letters & ~(this.#letters[word * 2] as number));
    const looseThere = (looseLetters & ~(this.#letters[word * 2 + 1] as number)) === 0;
    if (missing > 1 && !looseThere) return 0;
    const other = this.#strict[word] as string;
    if (missing === 0 && other.startsWith(strict)) return 0.985;
    if (looseThere && loose.length > 1 && (this.#loose[word] as string).startsWith(loose)) return 0.95;
    if (strict.length < 5 || missing > 1) return 0;
    this.#byStrict.to(other);
    return this.#byStrict.beginning > 1 ? 0 : 0.95 - 0.6 / strict.length;
  }

  /** Names most like the words asked for (strict keys), best first. */
  search(words: readonly string[], query: NameQuery): readonly NameHit[] {
    if (words.length === 0) return [];
    if (this.#best.length < this.#count) {
      const length = Math.max(this.#count, this.#best.length * 2);
      this.#best = new Float32Array(length);
      this.#sum = new Float32Array(length);
      this.#seen = new Uint32Array(length);
      this.#met = new Uint8Array(length);
      this.#turn = 0;
    }
    if (this.#scores.length < this.#strict.length) {
      this.#scores = new Float32Array(Math.max(this.#strict.length, this.#scores.length * 2));
    }
    if (this.#turn > 0xf000_0000) {
      this.#seen.fill(0);
      this.#turn = 0;
    }
    const asked = words.map((word, at) => this.#ask(word, query.typing && at === words.length - 1));
    let whole = 0;
    for (const one of asked) whole += one.weight;
    // The rarest first. Of words that every second name has, only names that were found otherwise are asked.
    asked.sort((a, b) => Number(a.common) - Number(b.common));
    const began = this.#turn + 1;
    const touched: number[] = [];
    for (const one of asked) {
      this.#turn += 1;
      if (one.common && touched.length > 0) this.#addToTouched(one, touched);
      else this.#addFromWords(one, touched, began);
    }
    const has = (slot: number) => query.accept === undefined || query.accept(slot);
    const best = (accept: (slot: number) => boolean) => {
      // More than are wanted: which of them are best is seen only when each of their words answers one.
      const many = this.#bestOf(touched, query.limit + POOL, whole, words.length, accept);
      return this.#alignedBest(many, asked, whole).slice(0, query.limit);
    };
    if (query.every && words.length > 1) {
      const all = best((slot) => this.#met[slot] === words.length && has(slot));
      if (all.length > 0) return all;
    }
    return best(has);
  }

  /** The same names with each word answering one that was asked for, best first. */
  #alignedBest(hits: readonly NameHit[], asked: readonly Asked[], whole: number): readonly NameHit[] {
    if (asked.length < 2) return hits;
    const scores = asked.map(({ alike }) => new Map(alike.map(({ word, score }) => [word, score])));
    const aligned = hits.map(({ slot }): NameHit => {
      const begin = this.#begins[slot] as number;
      const end = Math.min(this.#begins[slot + 1] as number, begin + ALIGNED);
      const pairs: { readonly question: number; readonly at: number; readonly points: number }[] = [];
      for (let at = begin; at < end; at++) {
        const coded = this.#words[at] as number;
        for (const [question, of] of scores.entries()) {
          const score = of.get(coded >>> 1);
          if (score === undefined) continue;
          const points = score * (asked[question] as Asked).weight * (coded & 1 ? BESIDE : 1);
          pairs.push({ question, at, points });
        }
      }
      pairs.sort((a, b) => b.points - a.points);
      const answered = new Set<number>();
      const used = new Set<number>();
      let sum = 0;
      for (const { question, at, points } of pairs) {
        if (answered.has(question) || used.has(at)) continue;
        answered.add(question);
        used.add(at);
        sum += points;
      }
      const unasked = Math.min(MOST_UNASKED, Math.max(0, (this.#sizes[slot] as number) - asked.length));
      return { slot, score: sum / whole - UNASKED * unasked };
    });
    return aligned.filter(({ score }) => score >= LEAST).toSorted((a, b) => b.score - a.score);
  }

  #addFromWords({ alike, weight }: Asked, touched: number[], began: number) {
    const best = this.#best;
    const sum = this.#sum;
    // Says which word of which query touched a slot last, so nothing is emptied between queries.
    const seen = this.#seen;
    const turn = this.#turn;
    for (const { word, score } of alike) {
      const worth = score * weight;
      for (const coded of this.#slots[word] as number[]) {
        const slot = coded >>> 1;
        if (this.#sizes[slot] === 0) continue;
        const points = coded & 1 ? worth * BESIDE : worth;
        const last = seen[slot] as number;
        if (last === turn) {
          const had = best[slot] as number;
          if (points <= had) continue;
          sum[slot] = (sum[slot] as number) + points - had;
        } else {
          if (last < began) {
            touched.push(slot);
            sum[slot] = points;
            this.#met[slot] = 1;
          } else {
            sum[slot] = (sum[slot] as number) + points;
            this.#met[slot] = (this.#met[slot] as number) + 1;
          }
          seen[slot] = turn;
        }
        best[slot] = points;
      }
    }
  }

  #addToTouched({ alike, weight }: Asked, touched: readonly number[]) {
    const scores = this.#scores;
    for (const { word, score } of alike) scores[word] = score;
    for (const slot of touched) {
      let most = 0;
      const end = this.#begins[slot + 1] as number;
      for (let at = this.#begins[slot] as number; at < end; at++) {
        const coded = this.#words[at] as number;
        const score = (scores[coded >>> 1] as number) * (coded & 1 ? BESIDE : 1);
        if (score > most) most = score;
      }
      if (most === 0) continue;
      this.#sum[slot] = (this.#sum[slot] as number) + most * weight;
      this.#met[slot] = (this.#met[slot] as number) + 1;
    }
    for (const { word } of alike) scores[word] = 0;
  }

  /** The best few of many, without sorting the many. */
  #bestOf(
    touched: readonly number[],
    limit: number,
    whole: number,
    asked: number,
    accept: (slot: number) => boolean,
  ): readonly NameHit[] {
    const hits: NameHit[] = [];
    let least = LEAST;
    for (const slot of touched) {
      const unasked = Math.min(MOST_UNASKED, Math.max(0, (this.#sizes[slot] as number) - asked));
      const score = (this.#sum[slot] as number) / whole - UNASKED * unasked;
      if (score < least || (hits.length === limit && score === least) || !accept(slot)) continue;
      let place = hits.length;
      while (place > 0 && (hits[place - 1] as NameHit).score < score) place -= 1;
      hits.splice(place, 0, { slot, score });
      if (hits.length > limit) hits.pop();
      if (hits.length === limit) least = (hits.at(-1) as NameHit).score;
    }
    return hits;
  }
}
