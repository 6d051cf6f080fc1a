/**
 * Synthetic papers of a mahalla office, the same ones for both peers: about 926 bytes of JSON each, seeded, with names,
 * numbers and ids of their own in every paper and a vocabulary as wide as that of real letters, so that compression has
 * no more to take than it would there (about a fifth of it remains).
 */
import type { JsonObject } from '#shared/kernel/json.ts';

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function createSeeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ONSETS = [
  'b',
  'ch',
  'd',
  'f',
  'g',
  'gʻ',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'q',
  'r',
  's',
  'sh',
  't',
  'v',
  'x',
  'y',
  'z',
  '',
];
const VOWELS = ['a', 'a', 'i', 'o', 'u', 'e', 'oʻ'];
const CODAS = ['', '', '', 'n', 'r', 'l', 'sh', 'm', 'k', 't', 'z'];
const SUFFIXES = ['', '', '', 'lar', 'ning', 'ni', 'da', 'dan', 'ga', 'lari', 'imiz', 'larida', 'chi', 'lik', 'siz'];
const NAMES = [
  'Karim',
  'Dilnoz',
  'Rustam',
  'Nodir',
  'Gulnor',
  'Sherzod',
  'Bahodir',
  'Zulfiy',
  'Aziz',
  'Malik',
  'Jasur',
  'Feruz',
];
const KINDS = ['request', 'proposal', 'complaint'] as const;
const VOCABULARY = 2_500;
const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A paper before either peer has it. */
export interface BenchDocument {
  readonly id: string;
  readonly body: JsonObject;
}

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

function word(random: () => number): string {
  const syllables = 1 + Math.floor(random() * 3);
  let text = '';
  for (let at = 0; at < syllables; at++) text += pick(random, ONSETS) + pick(random, VOWELS) + pick(random, CODAS);
  return text + pick(random, SUFFIXES);
}

/** 22 random characters, as the product's own ids have. */
export function benchId(random: () => number): string {
  let text = '';
  for (let at = 0; at < 22; at++) text += ID_LETTERS[Math.floor(random() * 64)] as string;
  return text;
}

const title = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Makes `count` papers; the same seed gives the same papers. */
export function createDocuments(count: number, seed: number, actor: string): readonly BenchDocument[] {
  const random = createSeeded(seed);
  const vocabulary = Array.from({ length: VOCABULARY }, () => word(random));
  // Word frequencies as in real text: the n-th word about 1/n as often as the first (Zipf).
  const zipf = () => vocabulary[Math.floor(VOCABULARY ** random()) - 1] as string;
  const sentence = (words: number) => title(Array.from({ length: words }, zipf).join(' '));
  const documents: BenchDocument[] = [];
  for (let at = 0; at < count; at++) {
    const day = new Date(Date.UTC(2025, 0, 1 + Math.floor(random() * 600))).toISOString().slice(0, 10);
    const due = new Date(Date.parse(day) + 15 * 86_400_000).toISOString().slice(0, 10);
    const createdAt = `${day}T${String(4 + Math.floor(random() * 9)).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}:00.000Z`;
    documents.push({
      id: benchId(random),
      body: {
        journal: 'appeals',
        kind: pick(random, KINDS),
        state: 'draft',
        number: `M-12-1/${at + 1}`,
        regDate: day,
        receivedDate: day,
        dueDate: due,
        dueRule: 'appeal_15_days',
        subject: sentence(5),
        text: `${sentence(10)}. ${sentence(10)}. ${sentence(7)}.`,
        form: 'written',
        correspondent: {
          kind: 'person',
          personId: benchId(random),
          name: `${pick(random, NAMES)}ov ${title(word(random))} ${title(word(random))}`,
          address: `${title(word(random))} koʻchasi, ${1 + Math.floor(random() * 120)}`,
        },
        createdBy: actor,
        createdAt,
        history: [{ id: `h-${at + 1}`, event: 'registered', at: createdAt, actor }],
      },
    });
  }
  return documents;
}
