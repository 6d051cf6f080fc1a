import { attachmentsOf } from '#shared/domain/documents/attachments.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { DocumentBody, Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { awaitedOf, type RoutedBody } from '#shared/domain/documents/route.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { NameIndex } from './names.ts';

/** Of a paper's own text only the beginning is searched: the index lives in memory. */
const TEXT_LIMIT = 2_000;
/** Of a file's text, about thirty pages. */
const FILE_LIMIT = 60_000;
/** Up to so many changes a list is mended in place; above, they are sorted and laid into it. */
const FEW = 64;

interface Entry {
  readonly summary: DocumentSummary;
  readonly day: string;
  readonly n: number;
}

/** A paper found. */
export interface PaperHit {
  readonly summary: DocumentSummary;
  /** 0 to 1. */
  readonly score: number;
  /** Name of the file in whose text it was found, where it was not found in the paper itself. */
  readonly file?: string;
}

function wordsOf(...texts: readonly (string | undefined)[]): string[] {
  const key = strictKey(texts.filter(Boolean).join(' '));
  return key === '' ? [] : key.split(' ');
}

function compare(a: Entry, b: Entry): number {
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  if (a.n !== b.n) return b.n - a.n;
  return a.summary.id < b.summary.id ? -1 : a.summary.id > b.summary.id ? 1 : 0;
}

/** Two sorted lists as one. */
function laidTogether(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const all: Entry[] = [];
  let at = 0;
  for (const entry of a) {
    while (at < b.length && compare(b[at] as Entry, entry) < 0) all.push(b[at++] as Entry);
    all.push(entry);
  }
  while (at < b.length) all.push(b[at++] as Entry);
  return all;
}

/** What a list shows of a paper. */
export function summarise(
  id: string,
  body: DocumentBody,
  conflicts: number,
  place: 'here' | 'server',
): DocumentSummary {
  return {
    id,
    journal: body.journal,
    kind: body.kind,
    state: body.state,
    number: body.number,
    regDate: body.regDate,
    receivedDate: body.receivedDate,
    dueDate: body.dueDate,
    subject: body.subject,
    correspondent: body.correspondent?.name,
    executorId: body.executorId,
    answersId: body.answersId,
    theirNumber: body.correspondent?.theirNumber,
    theirDate: body.correspondent?.theirDate,
    createdBy: body.createdBy,
    submittedBy: body.submittedBy,
    noticeOf: body.noticeOf,
    noticeKind: body.noticeKind,
    personId: body.correspondent?.personId,
    repeatOf: body.repeatOf,
    numbered: body.numbered,
    correctsId: body.correctsId,
    correctedById: body.correctedById,
    receptionId: body.receptionId,
    volumeId: body.volumeId,
    sheets: body.sheets,
    doneDate: body.closedDate ?? body.sentDate,
    voidReason: body.state === 'void' ? body.note : undefined,
    awaits: body.route?.length ? awaitedOf(body as RoutedBody) : undefined,
    fromMinistry: body.source !== undefined && body.source !== null,
    asks: body.questions !== undefined && body.source !== undefined,
    recall: body.recall?.kind,
    remindedAt: body.reminders?.at(-1)?.at,
    conflicts,
    place,
  };
}

/** Papers in memory: sorted lists by journal, and search over their words in any script and spelling. */
export class PapersIndex {
  #entries = new Map<string, Entry>();
  #lists = new Map<Journal | '', readonly Entry[]>();
  #shown = new Map<Journal | '', readonly DocumentSummary[]>();
  #changed = new Map<string, Entry | null>();
  /** Words of papers: of number, subject and correspondent, and beside them those of the text. */
  #names = new NameIndex('few');
  #slots = new Map<string, number>();
  #ids: (string | null)[] = [];
  /** Papers whose text is longer than what is searched of it. */
  #cut = new Set<string>();
  #texts = new NameIndex('few');
  #textSlots = new Map<string, number>();
  #hashes: (string | null)[] = [];
  /** Files by hash, with the papers that they hang on and their names there. */
  #files = new Map<string, Map<string, string>>();
  #filesOf = new Map<string, readonly string[]>();

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): DocumentSummary | undefined {
    return this.#entries.get(id)?.summary;
  }

  /** Adds or replaces a paper; a null body takes it out. */
  set(id: string, body: DocumentBody | null, conflicts: number, place: 'here' | 'server') {
    const had = this.#entries.has(id);
    if (!body) {
      if (!had) return;
      this.#entries.delete(id);
      this.#cut.delete(id);
      this.#takeOut(id);
      this.#noteFiles(id, null);
      this.#changed.set(id, null);
      return;
    }
    const summary = summarise(id, body, conflicts, place);
    const entry: Entry = {
      summary,
      day: body.regDate ?? body.receivedDate ?? '9999-12-31',
      n: body.numbered?.n ?? Number(/(\d+)\D*$/.exec(body.number ?? '')?.[1] ?? 0),
    };
    this.#entries.set(id, entry);
    this.#changed.set(id, entry);
    const text = body.text ?? '';
    const name = wordsOf(body.number, body.subject, body.correspondent?.name);
    const beside = wordsOf(
      text.slice(0, TEXT_LIMIT),
      body.resolution?.slice(0, TEXT_LIMIT),
      body.correspondent?.address,
    );
    if (text.length > TEXT_LIMIT) this.#cut.add(id);
    else this.#cut.delete(id);
    this.#noteFiles(id, body);
    const old = this.#slots.get(id);
    if (old !== undefined && this.#names.holds(old, name, beside)) return;
    this.#takeOut(id);
    const slot = this.#names.add(name, beside);
    this.#slots.set(id, slot);
    this.#ids[slot] = id;
  }

  #takeOut(id: string) {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#names.remove(slot);
    this.#ids[slot] = null;
    this.#slots.delete(id);
  }

  #noteFiles(id: string, body: DocumentBody | null) {
    const before = this.#filesOf.get(id);
    const files = body?.attachments ? attachmentsOf(body) : [];
    if (!before && files.length === 0) return;
    for (const hash of before ?? []) {
      const papers = this.#files.get(hash);
      papers?.delete(id);
      if (papers?.size === 0) this.#files.delete(hash);
    }
    for (const { hash, name } of files) {
      const papers = this.#files.get(hash);
      if (papers) papers.set(id, name);
      else this.#files.set(hash, new Map([[id, name]]));
    }
    if (files.length > 0)
      this.#filesOf.set(
        id,
        files.map(({ hash }) => hash),
      );
    else this.#filesOf.delete(id);
  }

  /** Takes in what was read out of a file; it may come before the paper that the file hangs on. */
  setText(hash: string, pages: readonly string[]) {
    const words = wordsOf(pages.join(' ').slice(0, FILE_LIMIT));
    const old = this.#textSlots.get(hash);
    if (old !== undefined) {
      if (this.#texts.holds(old, [], words)) return;
      this.#texts.remove(old);
      this.#hashes[old] = null;
    }
    const slot = this.#texts.add([], words);
    this.#textSlots.set(hash, slot);
    this.#hashes[slot] = hash;
  }

  /** What a search does not look at. */
  get unsearched(): { readonly files: number; readonly cut: number } {
    let files = 0;
    for (const hash of this.#files.keys()) if (!this.#textSlots.has(hash)) files += 1;
    return { files, cut: this.#cut.size };
  }

  /** The same paper at another place: nothing to search anew. */
  setPlace(id: string, place: 'here' | 'server') {
    const entry = this.#entries.get(id);
    if (!entry || entry.summary.place === place) return;
    const next = { ...entry, summary: { ...entry.summary, place } };
    this.#entries.set(id, next);
    this.#changed.set(id, next);
  }

  #update(journal: Journal | '') {
    const before = this.#lists.get(journal) ?? [];
    const fits = (entry: Entry) => journal === '' || entry.summary.journal === journal;
    if (before.length === 0) return [...this.#entries.values()].filter(fits).toSorted(compare);
    if (this.#changed.size > FEW) {
      // Only what came is sorted; the two lists are then laid together.
      const old = before.filter((entry) => !this.#changed.has(entry.summary.id));
      const fresh: Entry[] = [];
      for (const entry of this.#changed.values()) if (entry && fits(entry)) fresh.push(entry);
      return laidTogether(old, fresh.toSorted(compare));
    }
    const list = before.filter((entry) => !this.#changed.has(entry.summary.id));
    for (const entry of this.#changed.values()) {
      if (!entry || !fits(entry)) continue;
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(list[middle] as Entry, entry) < 0) low = middle + 1;
        else high = middle;
      }
      list.splice(low, 0, entry);
    }
    return list;
  }

  /** Papers of a journal, or all, newest first. The same array until something in it changes. */
  list(journal?: Journal): readonly DocumentSummary[] {
    if (this.#changed.size > 0) {
      for (const key of this.#lists.keys()) {
        const next = this.#update(key);
        const before = this.#lists.get(key);
        const same = next.length === before?.length && next.every((entry, at) => entry === before[at]);
        if (same) continue;
        this.#lists.set(key, next);
        this.#shown.delete(key);
      }
      this.#changed.clear();
    }
    const key = journal ?? '';
    if (!this.#lists.has(key)) this.#lists.set(key, this.#update(key));
    let shown = this.#shown.get(key);
    if (!shown) {
      shown = (this.#lists.get(key) ?? []).map((entry) => entry.summary);
      this.#shown.set(key, shown);
    }
    return shown;
  }

  /**
   * Papers that have every word asked for, in any spelling, in themselves or in the text of a file; where there is none,
   * those that have most. Best first, the newer of equals first.
   */
  search(text: string, limit: number, accept?: (paper: DocumentSummary) => boolean): readonly PaperHit[] {
    const words = wordsOf(text);
    if (words.length === 0) return [];
    const typing = !/\s$/.test(text);
    const has = (id: string | null | undefined) => {
      const summary = id ? this.get(id) : undefined;
      return summary !== undefined && (!accept || accept(summary));
    };
    const found = new Map<string, PaperHit>();
    const own = this.#names.search(words, { limit, typing, every: true, accept: (slot) => has(this.#ids[slot]) });
    for (const { slot, score } of own) {
      const summary = this.get(this.#ids[slot] ?? '');
      if (summary) found.set(summary.id, { summary, score });
    }
    const inFiles = this.#texts.search(words, { limit, typing, every: true });
    for (const { slot, score } of inFiles) {
      for (const [id, file] of this.#files.get(this.#hashes[slot] ?? '') ?? []) {
        const summary = this.get(id);
        const known = found.get(id);
        if (!summary || !has(id) || (known && known.score >= score)) continue;
        found.set(id, { summary, score, file });
      }
    }
    const rank = ({ score }: PaperHit) => Math.round(score * 50);
    return [...found.values()]
      .toSorted((a, b) => {
        if (rank(a) !== rank(b)) return rank(b) - rank(a);
        return compare(this.#entries.get(a.summary.id) as Entry, this.#entries.get(b.summary.id) as Entry);
      })
      .slice(0, limit);
  }
}
