import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import { volumeId } from '#shared/domain/documents/archive.ts';
import { bookId, checkPattern, DEFAULT_PATTERNS, numberingId } from '#shared/domain/documents/numbering.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';

const OFFICE = 'office-1';

/** An office whose documents live in a map, with the real rules in front of it. */
function createOffice() {
  const docs = new Map<string, Doc>();
  let ids = 0;
  const put = (collection: 'documents' | 'catalogues', id: string, body: JsonObject) =>
    docs.set(`${collection}/${id}`, {
      collection,
      id,
      officeId: OFFICE,
      version: 1,
      body,
      conflicts: [],
      removed: false,
    });
  function act(
    role: Role,
    collection: 'documents' | 'catalogues',
    docId: string,
    kind: 'create' | 'patch' | 'transition',
    patch: JsonObject,
    transition?: string,
  ): string | null {
    const key = `${collection}/${docId}`;
    const doc = docs.get(key) ?? null;
    const definition = collections[collection] as unknown as CollectionDefinition;
    const op = {
      id: `op-${++ids}`,
      at: '2026-12-31T06:00:00.000Z',
      actor: `u-${role}`,
      collection,
      docId,
      kind,
      ...(transition ? { transition } : {}),
      patch,
      base: doc?.body ?? {},
      version: 1,
    };
    const related = new Map(
      (definition.related?.(op) ?? []).flatMap(([name, id]) => {
        const found = docs.get(`${name}/${id}`);
        return found ? [[`${name}/${id}`, found] as const] : [];
      }),
    );
    const actor = { id: `u-${role}`, role, officeId: OFFICE, publicKeys: [] };
    const applied = apply(doc, op, { definition, actor, related });
    if (applied.kind === 'refused') return applied.failure.code;
    docs.set(key, applied.doc);
    return null;
  }
  return { docs, put, act, body: (collection: string, id: string) => docs.get(`${collection}/${id}`)?.body };
}

const draft = { journal: 'internal', kind: 'memo', state: 'draft', subject: 'Bildirishnoma' };
const given = (n: number, over: { lane?: number; year?: number; regDate?: string } = {}) => {
  const { lane = 1, year = 2026, regDate = '2026-12-31' } = over;
  const numbered = { book: bookId(OFFICE, 'internal', year), lane, n, year };
  return { number: `I-12-${lane}/${n}`, numbered, regDate };
};
const closing = (over: JsonObject = {}): JsonObject => ({
  kind: 'book',
  title: 'Ichki, 2026',
  data: {
    journal: 'internal',
    year: 2026,
    closedDate: '2026-12-31',
    closedBy: 'u-chair',
    lane: 1,
    last: { 1: 2 },
    entries: 2,
    voided: 0,
    unexplained: 0,
    unfinished: 0,
    ...over,
  },
});

describe('a number', () => {
  it('belongs to its own book and year, and is never set by hand', () => {
    const office = createOffice();
    office.put('documents', 'd-1', draft);
    const foreign = { ...given(1), numbered: { ...given(1).numbered, book: bookId('office-2', 'internal', 2026) } };
    expect(office.act('secretary', 'documents', 'd-1', 'transition', foreign, 'register')).toBe('number_invalid');
    const late = given(1, { year: 2025 });
    expect(office.act('secretary', 'documents', 'd-1', 'transition', late, 'register')).toBe('number_invalid');
    expect(office.act('secretary', 'documents', 'd-1', 'transition', { ...given(1), number: '77' }, 'register')).toBe(
      'number_invalid',
    );
    expect(office.act('secretary', 'documents', 'd-1', 'transition', given(1), 'register')).toBeNull();
    expect(office.act('secretary', 'documents', 'd-1', 'patch', { numbered: given(2).numbered })).toBe(
      'field_readonly',
    );
    expect(office.act('secretary', 'documents', 'd-2', 'create', { ...draft, numbered: given(3).numbered })).toBe(
      'field_readonly',
    );
  });

  it('that is given up stands in the journal with its reason, for ever', () => {
    const office = createOffice();
    office.put('documents', 'd-1', { ...draft, kind: 'void_number' });
    expect(office.act('specialist', 'documents', 'd-1', 'transition', given(1), 'void')).toBe('field_required');
    const void1 = { ...given(1), note: 'Shakl tashlab ketilgan' };
    expect(office.act('specialist', 'documents', 'd-1', 'transition', void1, 'void')).toBeNull();
    expect(office.act('chair', 'documents', 'd-1', 'patch', { subject: 'Boshqa' })).toBe('content_frozen');
    expect(office.act('chair', 'documents', 'd-1', 'transition', { submittedBy: 'u-chair' }, 'submit')).toBe(
      'transition_not_allowed',
    );
  });

  it('of another laptop that had not heard of the closing is late, not lost; its own laptop gives none', () => {
    const office = createOffice();
    const book = bookId(OFFICE, 'internal', 2026);
    expect(office.act('chair', 'catalogues', book, 'create', closing())).toBeNull();
    for (const id of ['d-1', 'd-2', 'd-3']) office.put('documents', id, draft);
    expect(office.act('secretary', 'documents', 'd-1', 'transition', given(3), 'register')).toBe('book_closed');
    expect(office.act('secretary', 'documents', 'd-1', 'transition', given(2), 'register')).toBeNull();
    expect(office.act('secretary', 'documents', 'd-2', 'transition', given(9, { lane: 2 }), 'register')).toBeNull();
    const next = given(1, { year: 2027, regDate: '2027-01-05' });
    expect(office.act('secretary', 'documents', 'd-3', 'transition', next, 'register')).toBeNull();
  });
});

describe('a book', () => {
  it('is closed by the chair, once, when its year is over', () => {
    const office = createOffice();
    const book = bookId(OFFICE, 'internal', 2026);
    expect(office.act('secretary', 'catalogues', book, 'create', closing())).toBe('role_forbidden');
    expect(office.act('chair', 'catalogues', book, 'create', closing({ closedDate: '2026-12-30' }))).toBe(
      'year_running',
    );
    expect(office.act('chair', 'catalogues', 'book-of-ours', 'create', closing())).toBe('body_invalid');
    expect(office.act('chair', 'catalogues', book, 'create', closing())).toBeNull();
    expect(office.act('chair', 'catalogues', book, 'patch', closing({ entries: 3 }))).toBe('book_closed');
  });

  it('is no way to write what only the server writes', () => {
    const office = createOffice();
    const template = { kind: 'template', title: 'x', data: {} };
    expect(office.act('chair', 'catalogues', 'c-1', 'create', template)).toBe('role_forbidden');
    expect(office.act('specialist', 'catalogues', numberingId(OFFICE), 'create', template)).toBe('role_forbidden');
  });
});

describe('patterns', () => {
  it('keep two laptops apart', () => {
    expect(Object.values(DEFAULT_PATTERNS).map(checkPattern)).toEqual(Object.values(DEFAULT_PATTERNS).map(() => null));
    for (const sound of ['{lane}-{n}', '{office}/{lane}/{n}/{year}', '№ {n} ({lane})']) {
      expect(checkPattern(sound)).toBeNull();
    }
    for (const unsound of [
      '{n}',
      '{lane}{n}',
      'K-{lane}1{n}',
      '{lane}-{n}-{n}',
      '{lane}-{n}0',
      '1{lane}-{n}',
      '<{lane}-{n}>',
      7,
    ]) {
      expect(checkPattern(unsound)).toBe('number_pattern_invalid');
    }
  });

  it('are the office’s own', () => {
    const office = createOffice();
    const body = { kind: 'numbering', title: 'Namunalar', data: { internal: '{lane}-{n}' } };
    expect(office.act('secretary', 'catalogues', 'numbering-office-2', 'create', body)).toBe('not_found');
    expect(office.act('secretary', 'catalogues', numberingId(OFFICE), 'create', body)).toBeNull();
    const bad = { data: { internal: '{n}' } };
    expect(office.act('secretary', 'catalogues', numberingId(OFFICE), 'patch', bad)).toBe('number_pattern_invalid');
  });
});

describe('a correction', () => {
  it('is another entry of the journal; both name each other, and nothing is written over', () => {
    const office = createOffice();
    const old = { ...draft, state: 'registered', ...given(1) };
    office.put('documents', 'old', old);
    expect(office.act('secretary', 'documents', 'old', 'patch', { correctedById: 'new' })).toBe('correction_invalid');
    expect(office.act('secretary', 'documents', 'new', 'create', { ...draft, correctsId: 'old' })).toBeNull();
    expect(office.act('secretary', 'documents', 'old', 'patch', { correctedById: 'new' })).toBe('correction_invalid');
    expect(office.act('secretary', 'documents', 'new', 'transition', given(2), 'register')).toBeNull();
    expect(office.act('secretary', 'documents', 'old', 'patch', { correctedById: 'new' })).toBeNull();
    expect(office.body('documents', 'old')).toEqual({ ...old, correctedById: 'new' });
    expect(office.act('secretary', 'documents', 'old', 'patch', { correctedById: 'other' })).toBe('field_readonly');
    expect(office.act('secretary', 'documents', 'new', 'patch', { correctsId: null })).toBe('field_readonly');
  });
});

describe('a volume', () => {
  function filed() {
    const office = createOffice();
    const line = { kind: 'file', title: 'Ichki hujjatlar', data: { index: '01-02', years: 5, source: '12-band' } };
    expect(office.act('secretary', 'catalogues', 'file-1', 'create', line)).toBeNull();
    const id = volumeId('file-1', 2026, 1);
    const volume = { kind: 'volume', title: '01-02, 2026, 1', data: { fileId: 'file-1', year: 2026, volume: 1 } };
    expect(office.act('secretary', 'catalogues', id, 'create', volume)).toBeNull();
    office.put('documents', 'd-1', { ...draft, state: 'registered', ...given(1) });
    return { office, id, data: volume.data };
  }

  it('takes papers of its year, and none when it is closed', () => {
    const { office, id, data } = filed();
    const file = { volumeId: id, sheets: 4, filedDate: '2026-12-31' };
    expect(office.act('secretary', 'documents', 'd-1', 'patch', { ...file, volumeId: 'v-2026-9-file-1' })).toBe(
      'volume_missing',
    );
    expect(office.act('secretary', 'documents', 'd-1', 'patch', file)).toBeNull();
    office.put('documents', 'd-2', {
      ...draft,
      state: 'registered',
      ...given(2, { year: 2027, regDate: '2027-01-05' }),
    });
    expect(office.act('secretary', 'documents', 'd-2', 'patch', file)).toBe('volume_other_year');
    office.act('secretary', 'catalogues', id, 'patch', { data: { ...data, closedDate: '2027-01-10' } });
    office.put('documents', 'd-3', { ...draft, state: 'registered', ...given(3) });
    expect(office.act('secretary', 'documents', 'd-3', 'patch', file)).toBe('volume_closed');
  });

  it('is destroyed by a signed act alone, never while it is held', () => {
    const { office, id, data } = filed();
    const act = { ...draft, journal: 'acts', kind: 'destruction_act', destroys: [id], regDate: '2032-01-05' };
    office.put('documents', 'act-1', { ...act, state: 'draft' });
    const marked = { data: { ...data, destroyedById: 'act-1', destroyedDate: '2032-01-06' } };
    expect(office.act('chair', 'catalogues', id, 'patch', marked)).toBe('destruction_act_missing');
    office.put('documents', 'act-1', { ...act, state: 'signed', number: 'D-12-1/1' });
    expect(office.act('secretary', 'catalogues', id, 'patch', marked)).toBe('role_forbidden');
    const held = { data: { ...data, hold: 'Sud ishi' } };
    expect(office.act('secretary', 'catalogues', id, 'patch', held)).toBe('role_forbidden');
    expect(office.act('chair', 'catalogues', id, 'patch', held)).toBeNull();
    expect(office.act('chair', 'catalogues', id, 'patch', { data: { ...marked.data, hold: null } })).toBe(
      'volume_held',
    );
    expect(office.act('chair', 'catalogues', id, 'patch', { data: { ...data, hold: null } })).toBeNull();
    office.put('documents', 'act-0', { ...act, state: 'signed', regDate: '2031-12-31' });
    const early = { data: { ...marked.data, destroyedById: 'act-0' } };
    expect(office.act('chair', 'catalogues', id, 'patch', early)).toBe('retention_running');
    expect(office.act('chair', 'catalogues', id, 'patch', marked)).toBeNull();
    expect(office.act('chair', 'catalogues', id, 'patch', { data: { ...marked.data, destroyedById: null } })).toBe(
      'volume_destroyed',
    );
  });
});
