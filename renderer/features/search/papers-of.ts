import { nameKey } from '#shared/domain/language/keys.ts';
import type { DocumentSummary } from '../../ports/data.ts';

const MOST = 5;

interface ByPerson {
  readonly byId: ReadonlyMap<string, readonly DocumentSummary[]>;
  readonly byName: ReadonlyMap<string, readonly DocumentSummary[]>;
}

const keys = new WeakMap<DocumentSummary, string>();
const indexes = new WeakMap<readonly DocumentSummary[], ByPerson>();

function keyOf(paper: DocumentSummary): string {
  let key = keys.get(paper);
  if (key === undefined) {
    key = nameKey(paper.correspondent ?? '');
    keys.set(paper, key);
  }
  return key;
}

function push(map: Map<string, DocumentSummary[]>, key: string, paper: DocumentSummary) {
  const known = map.get(key);
  if (!known) map.set(key, [paper]);
  else if (known.length < MOST) known.push(paper);
}

function indexOf(papers: readonly DocumentSummary[]): ByPerson {
  let index = indexes.get(papers);
  if (!index) {
    const byId = new Map<string, DocumentSummary[]>();
    const byName = new Map<string, DocumentSummary[]>();
    for (const paper of papers) {
      if (paper.personId !== undefined) push(byId, paper.personId, paper);
      else if (paper.correspondent !== undefined) push(byName, keyOf(paper), paper);
    }
    index = { byId, byName };
    indexes.set(papers, index);
  }
  return index;
}

/**
 * The newest papers from or to a person: those that name them by id, then those of their name alone. Namesakes can't be
 * told apart by a name, so it is a help, not a list.
 */
export function papersOf(papers: readonly DocumentSummary[], id: string, name: string): readonly DocumentSummary[] {
  const { byId, byName } = indexOf(papers);
  return [...(byId.get(id) ?? []), ...(byName.get(nameKey(name)) ?? [])].slice(0, MOST);
}
