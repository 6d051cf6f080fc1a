import { describe, expect, it } from 'vitest';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { ReplicaDoc } from '../../ports/replica.ts';
import { createMemoryReplica } from '../engine/memory-replica.ts';
import { PapersIndex } from './papers.ts';
import { PeopleIndex } from './people.ts';
import { createRecordIndex } from './record-index.ts';

const person = (familyName: string, givenName: string, more: Partial<PersonBody> = {}): PersonBody => ({
  familyName,
  givenName,
  ...more,
});
const paper = (body: Partial<DocumentBody>): DocumentBody => ({
  journal: 'incoming',
  kind: 'letter',
  state: 'registered',
  subject: 'Xat',
  ...body,
});

describe('people', () => {
  const people = new PeopleIndex();
  people.set(
    'p1',
    person('Каримов', 'Анвар', { patronymic: 'Рустамович', birthDate: '1980-03-05', phone: '+998901234567' }),
  );
  people.set('p2', person('Xoliqova', 'Gulnora', { birthDate: '1990-01-02', pinfl: '41001901234567' }));
  people.set('p3', person('Yusupov', 'Oʻtkir'));
  people.set('p4', person('Gʻaniyev', 'Shuhrat'));
  for (let at = 0; at < 300; at++) people.set(`x${at}`, person(`Nazar${at}ov`, `Bek${at}`));

  it.each([
    ['karimov anvar', 'p1'],
    ['анвар каримов', 'p1'],
    ['Karimov', 'p1'],
    ['karim', 'p1'],
    ['Karimof Anvr', 'p1'],
    ['Холикова', 'p2'],
    ['Halikova Gulnara', 'p2'],
    ['Юсупов Уткир', 'p3'],
    ["O'tkir", 'p3'],
    ['Ганиев', 'p4'],
    ['G‘aniyev Shuxrat', 'p4'],
    ['4100190', 'p2'],
    ['901234567', 'p1'],
  ])('are found by %s', (text, id) => {
    expect(people.search(text, 5)[0]?.id).toBe(id);
  });

  it('are not found by what is not there', () => {
    expect(people.search('Zzyzx', 5)).toEqual([]);
    expect(people.search('', 5)).toEqual([]);
  });

  it('keep no photographs in memory', () => {
    const few = new PeopleIndex();
    few.set('a', person('Karimov', 'Anvar', { photo: '/9j/', phone: '+998901234567' }));
    expect(few.get('a')).toEqual(person('Karimov', 'Anvar', { phone: '+998901234567' }));
    expect(JSON.stringify([few.all(), few.search('Karimov', 5)])).not.toContain('9j');
  });

  it('are forgotten when they are replaced or taken out', () => {
    const few = new PeopleIndex();
    few.set('a', person('Karimov', 'Anvar'));
    few.set('a', person('Toshmatov', 'Eldor'));
    expect(few.search('karimov', 5)).toEqual([]);
    expect(few.search('toshmatov', 5)).toHaveLength(1);
    few.set('a', null);
    expect(few.search('toshmatov', 5)).toEqual([]);
    expect(few.size).toBe(0);
  });

  it.each<[string, Partial<PersonBody>, readonly string[]]>([
    [
      'the same person in another script',
      person('Karimov', 'Anvar', { birthDate: '1980-03-05' }),
      ['same_name', 'same_birth_date'],
    ],
    [
      'day and month swapped',
      person('Karimov', 'Anvar', { birthDate: '1980-05-03' }),
      ['same_name', 'swapped_birth_date'],
    ],
    ['a misspelt name', person('Karimof', 'Anvar', { birthDate: '1980-03-05' }), ['similar_name', 'same_birth_date']],
    [
      'another surname since marriage',
      person('Saidov', 'Anvar', { patronymic: 'Rustam oʻgʻli', birthDate: '1980-03-05' }),
      ['changed_surname', 'same_birth_date'],
    ],
    ['the same number', person('Boshqa', 'Odam', { pinfl: '41001901234567' }), ['same_pinfl']],
    [
      'another number, since numbers are mistyped',
      person('Xoliqova', 'Gulnora', { birthDate: '1990-01-02', pinfl: '41001901234568' }),
      ['similar_pinfl', 'same_name', 'same_birth_date'],
    ],
  ])('are offered as duplicates: %s', (_, asked, reasons) => {
    expect(people.duplicatesOf(asked)[0]?.reasons).toEqual(reasons);
  });

  it.each<[string, Partial<PersonBody>]>([
    ['another birth date', person('Karimov', 'Anvar', { birthDate: '1985-07-09' })],
    ['a common name without a date', person('Yusupov', 'Oʻtkir')],
    ['someone else born that day', person('Toshmatov', 'Eldor', { birthDate: '1980-03-05' })],
    ['themselves', { id: 'p2', ...person('Xoliqova', 'Gulnora', { pinfl: '41001901234567' }) } as Partial<PersonBody>],
  ])('are not offered: %s', (_, asked) => {
    expect(people.duplicatesOf(asked)).toEqual([]);
  });
});

describe('papers', () => {
  const fill = () => {
    const papers = new PapersIndex();
    papers.set('a', paper({ regDate: '2026-01-05', number: 'K-1-1/9' }), 0, 'server');
    papers.set(
      'b',
      paper({ regDate: '2026-01-05', number: 'K-1-1/10', subject: 'Yoʻl taʼmiri', text: 'asfalt' }),
      0,
      'server',
    );
    papers.set('c', paper({ regDate: '2026-03-01', number: 'K-1-1/11', journal: 'appeals' }), 0, 'server');
    papers.set(
      'd',
      paper({ receivedDate: '2026-02-01', correspondent: { kind: 'person', name: 'Каримов Анвар' } }),
      0,
      'here',
    );
    return papers;
  };

  it('stand newest first, by day and then by number', () => {
    const papers = fill();
    expect(papers.list().map(({ id }) => id)).toEqual(['c', 'd', 'b', 'a']);
    expect(papers.list('incoming').map(({ id }) => id)).toEqual(['d', 'b', 'a']);
  });

  it('keep an array until something in it changes, and mend it in place', () => {
    const papers = fill();
    const all = papers.list();
    const appeals = papers.list('appeals');
    expect(papers.list()).toBe(all);
    papers.set('a', paper({ regDate: '2026-04-01', number: 'K-1-1/12' }), 1, 'server');
    papers.set('d', null, 0, 'server');
    expect(papers.list().map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(papers.list('appeals')).toBe(appeals);
    papers.setPlace('b', 'here');
    expect(papers.list('incoming').map(({ id, place }) => [id, place])).toEqual([
      ['a', 'server'],
      ['b', 'here'],
    ]);
  });

  it('are sorted the same whether mended or sorted anew', () => {
    const mended = new PapersIndex();
    const anew = new PapersIndex();
    mended.list();
    for (let at = 0; at < 300; at++) {
      const body = paper({ regDate: `2026-0${1 + ((at * 7) % 9)}-1${at % 10}`, number: `K-1-1/${(at * 31) % 300}` });
      mended.set(`d${at}`, body, 0, 'server');
      if (at % 3 === 0) mended.list();
      anew.set(`d${at}`, body, 0, 'server');
    }
    expect(mended.list()).toEqual(anew.list());
  });

  it('have every word that was asked for, where any have', () => {
    const papers = fill();
    papers.set('e', paper({ subject: 'Yoʻl belgisi' }), 0, 'server');
    expect(papers.search('yol tamiri', 5).map(({ summary }) => summary.id)).toEqual(['b']);
    expect(papers.search('yol', 5, (one) => one.id === 'e').map(({ summary }) => summary.id)).toEqual(['e']);
  });

  it.each([
    ['yol tamiri', 'b'],
    ['йўл таъмири', 'b'],
    ['asfalt', 'b'],
    ['K-1-1/10', 'b'],
    ['karimov', 'd'],
    ['каримов анвар', 'd'],
    ['karimof', 'd'],
  ])('are found by %s', (text, id) => {
    expect(fill().search(text, 3)[0]?.summary.id).toBe(id);
  });
});

describe('texts of files', () => {
  const file = (hash: string, name: string) => ({
    id: `a-${hash}`,
    hash,
    name,
    size: 1,
    type: 'pdf' as const,
    role: 'scan' as const,
    actor: 'u',
    at: '',
  });

  it('find the papers that the files hang on, whichever comes first', () => {
    const papers = new PapersIndex();
    papers.setText('h1', ['Birinchi bet', 'Kanalizatsiya taʼmirlansin']);
    papers.set(
      'a',
      paper({ subject: 'Skanerlangan xat', attachments: [file('h1', 'skan.pdf'), file('h2', 'b.pdf')] }),
      0,
      'server',
    );
    expect(papers.search('канализация таъмирлансин', 5)).toMatchObject([{ summary: { id: 'a' }, file: 'skan.pdf' }]);
    expect(papers.unsearched).toEqual({ files: 1, cut: 0 });
    papers.setText('h2', ['Suv quvuri']);
    expect(papers.search('quvuri', 5)[0]).toMatchObject({ file: 'b.pdf' });
    expect(papers.unsearched.files).toBe(0);
    expect(papers.search('quvuri', 5, (one) => one.journal === 'appeals')).toEqual([]);
    papers.set('a', paper({ subject: 'Skanerlangan xat', attachments: [file('h1', 'skan.pdf')] }), 0, 'server');
    expect(papers.search('quvuri', 5)).toEqual([]);
  });

  it('are said to be cut where they are too long', () => {
    const papers = new PapersIndex();
    papers.set('a', paper({ text: 'x '.repeat(3_000) }), 0, 'server');
    expect(papers.unsearched).toEqual({ files: 0, cut: 1 });
    papers.set('a', paper({ text: 'x' }), 0, 'server');
    expect(papers.unsearched.cut).toBe(0);
  });
});

describe('record index', () => {
  const doc = (id: string, body: object): ReplicaDoc => ({
    collection: 'documents',
    id,
    officeId: 'o',
    version: 0,
    body: body as never,
    conflicts: [],
    removed: false,
    ownSeq: 0,
    writer: '',
    serverSeq: 1,
  });

  it('finds cases by number and by a name of no record, and those of violence nowhere', async () => {
    const replica = createMemoryReplica();
    const one = (id: string, collection: string, body: object) => ({ ...doc(id, body), collection });
    const of = (n: number, body: object) =>
      one(`c-${n}`, 'cases', { kind: 'unemployed', openedOn: '2026-03-01', number: `2-${n}/2026`, ...body });
    const person = { familyName: 'Karimov', givenName: 'Anvar' };
    await replica.put([
      one('p', 'people', person),
      of(14, { personId: 'p' }),
      of(141, { clientName: 'Жўраева Нодира' }),
      of(15, { kind: 'violence', clientName: 'Zokirova Sevara' }),
    ]);
    const guarded = createMemoryReplica();
    await guarded.put([of(16, { kind: 'vulnerable_family', clientName: 'Zokirova Sevara' })]);
    const index = createRecordIndex({
      replica,
      guarded,
      isPending: () => false,
      time: () => 0,
      rest: async () => undefined,
    });
    await index.ready;
    const found = (text: string) => index.search(text, 9).filter((hit) => hit.collection === 'cases');
    expect(found('2-14/2026')).toMatchObject([
      { id: 'c-14', title: '2-14/2026', detail: 'Karimov Anvar · 2026-03-01', kind: 'unemployed' },
    ]);
    expect(found('14').map(({ id }) => id)).toEqual(['c-14', 'c-141']);
    expect(found('joʻraeva nod')).toMatchObject([{ id: 'c-141', detail: 'Жўраева Нодира · 2026-03-01' }]);
    // A person's own cases are found by their person, as they stand now.
    expect(index.casesOf('p').map(({ id }) => id)).toEqual(['c-14']);
    await replica.put([of(142, { personId: 'p' }), of(143, { personId: 'p', kind: 'violence' })]);
    await Promise.resolve();
    expect(index.casesOf('p').map(({ id }) => id)).toEqual(['c-14', 'c-142']);
    expect(found('karimov')).toEqual([]);
    expect([...index.search('zokirova', 9), ...index.search('15/2026', 9), ...found('16/2026')]).toEqual([]);
    expect(index.search('2-14', 9, () => true)).toEqual([]);
    index.close();
  });

  it('is built in short slices and takes in what changes meanwhile', async () => {
    const replica = createMemoryReplica();
    await replica.put(Array.from({ length: 900 }, (_, at) => doc(`d-${1000 + at}`, paper({ subject: 'old' }))));
    let time = 0;
    let rests = 0;
    const index = createRecordIndex({
      replica,
      isPending: () => false,
      time: () => (time += 1),
      async rest() {
        rests += 1;
        if (rests === 3)
          await replica.put([doc('d-1899', paper({ subject: 'new' })), doc('d-1000', paper({ subject: 'new' }))]);
      },
    });
    expect(index.state).toEqual({ ready: false, loaded: 0, total: 900 });
    await index.ready;
    await Promise.resolve();
    expect(rests).toBeGreaterThan(50);
    expect(index.state).toEqual({ ready: true, loaded: 900, total: 900 });
    const subjects = new Map(index.documents().map(({ id, subject }) => [id, subject]));
    expect(subjects.get('d-1899')).toBe('new');
    expect(subjects.get('d-1000')).toBe('new');
    expect(subjects.size).toBe(900);
    index.close();
  });
});

describe('records of one person', () => {
  const merge = (id: string, otherId: string) => ({ id, otherId, before: {}, taken: {}, actor: 'u', at: '' });
  const karimova = person('Karimova', 'Dilnoza', { patronymic: 'Shavkat qizi', birthDate: '1990-02-01' });
  const каримова = person('Каримова', 'Дилноза', { patronymic: 'Шавкатовна', birthDate: '1990-02-01' });
  const doc = (collection: string, id: string, body: unknown): ReplicaDoc => ({
    collection,
    id,
    officeId: 'o-1',
    version: 0,
    body: body as never,
    conflicts: [],
    removed: false,
    serverSeq: 1,
    ownSeq: 0,
    writer: '',
  });
  const filled = () => {
    const people = new PeopleIndex();
    people.set('a', karimova);
    people.set('b', каримова);
    people.set('c', person('Aliyev', 'Vali'));
    return people;
  };
  const sweep = (people: PeopleIndex) => {
    const steps = people.sweep();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value.map(({ a, b }) => [a, b].toSorted().join(' '));
    }
  };

  it('are offered as likely one until they are merged or said to be two, and again after that', () => {
    const people = filled();
    expect(sweep(people)).toEqual(['a b']);
    expect(people.duplicatesOf({ id: 'b', ...каримова }).map((hit) => hit.id)).toEqual(['a']);
    people.set('a', { ...karimova, merges: [merge('m1', 'b')] });
    expect(sweep(people)).toEqual([]);
    expect(people.duplicatesOf({ id: 'a', ...karimova })).toEqual([]);
    people.set('a', {
      ...karimova,
      merges: [merge('m1', 'b')],
      unmerges: [{ id: 'u1', mergeId: 'm1', actor: 'u', at: '' }],
    });
    expect(sweep(people)).toEqual(['a b']);
    people.set('b', { ...каримова, notSame: [{ id: 'n1', otherId: 'a', actor: 'u', at: '' }] });
    expect(sweep(people)).toEqual([]);
    expect(people.duplicatesOf({ id: 'a', ...karimova })).toEqual([]);
    // Somebody who is entered anew may still be either of them.
    expect(people.duplicatesOf(karimova)).toHaveLength(2);
  });

  it('stand once in lists, are found by the names of each, and shown as the one that stands for them', () => {
    const people = filled();
    people.set('a', { ...karimova, familyName: 'Toʻxtasinova', merges: [merge('m1', 'b')] });
    expect(people.all().map((one) => one.id)).toEqual(['c', 'a']);
    expect(people.search('Каримова', 5).map((hit) => [hit.id, hit.body.familyName])).toEqual([['a', 'Toʻxtasinova']]);
    expect(people.get('b')?.familyName).toBe('Каримова');
    expect(people.duplicatesOf(каримова).map((hit) => hit.id)).toEqual(['a']);
    people.set('a', null);
    expect(people.all().map((one) => one.id)).toEqual(['b', 'c']);
  });

  it('bring their families, papers, cases and entries together, each of which keeps its own person', async () => {
    const replica = createMemoryReplica();
    await replica.put([
      doc('people', 'a', { ...karimova, merges: [merge('m1', 'b')] }),
      doc('people', 'b', каримова),
      doc('households', 'h1', {
        address: 'x',
        members: [{ id: 'e1', personId: 'b', relation: 'head', actor: 'u', at: '' }],
      }),
      doc('documents', 'd1', paper({ correspondent: { name: 'X', personId: 'b' } } as never)),
      doc('cases', 'k1', { kind: 'youth', state: 'intake', personId: 'b' }),
      doc('programmeEntries', 'e1', { programme: 'women', state: 'proposed', personId: 'a' }),
    ]);
    const index = createRecordIndex({
      replica,
      isPending: () => false,
      time: () => performance.now(),
      rest: () => Promise.resolve(),
    });
    await index.ready;
    for (const id of ['a', 'b']) {
      expect(index.resolve(id)).toBe('a');
      expect(index.recordsOf(id)).toEqual(['a', 'b']);
      expect(index.householdsOf(id).map((one) => one.id)).toEqual(['h1']);
      expect(index.papersOf(id).map((one) => one.id)).toEqual(['d1']);
      expect(index.casesOf(id).map((one) => one.id)).toEqual(['k1']);
      expect(index.programmeEntriesOf(id).map((one) => one.id)).toEqual(['e1']);
    }
    expect(index.households()[0]?.body.members?.[0]?.personId).toBe('b');
    index.close();
  });

  it('are looked for in slices, with how far it is, and not further than asked', async () => {
    const replica = createMemoryReplica();
    await replica.put(
      Array.from({ length: 400 }, (_, at) =>
        doc('people', `p${at}`, person(`Karimov${at % 7}`, 'Anvar', { birthDate: '1990-02-01' })),
      ),
    );
    let now = 0;
    let rests = 0;
    const index = createRecordIndex({
      replica,
      isPending: () => false,
      time: () => (now += 5),
      rest: async () => void (rests += 1),
    });
    await index.ready;
    rests = 0;
    const told: number[] = [];
    const pairs = await index.likelyDuplicates({
      onProgress: ({ done, total }) => void told.push(done / total),
      isStopped: () => false,
    });
    expect(pairs?.length).toBeGreaterThan(400);
    expect(rests).toBeGreaterThan(2);
    expect(told.every((part) => part > 0 && part <= 1)).toBe(true);
    expect(await index.likelyDuplicates({ onProgress: () => undefined, isStopped: () => true })).toBe(null);
    index.close();
  });
});
