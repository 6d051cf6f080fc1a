import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { asAdmin, startTestServer, type TestLaptop, type TestServer } from '../../../test/support/server.ts';
import { buildApp } from '../../app.ts';
import type { StoredOffice } from '../../storage/offices.ts';

let server: TestServer;
let from: StoredOffice;
let to: StoredOffice;
let a: TestLaptop;
let b: TestLaptop;
let n = 0;
let id = '';

/** Fails the next transactions in the given office's scope whose work touches transfers, as a crash would. */
let crash: { readonly at: 'commit' | 'answer'; left: number } | null = null;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  const { database } = server;
  const inner = database.transaction.bind(database);
  database.transaction = (scope, work, options) => {
    let steps = false;
    return inner(
      scope,
      async (tx) => {
        const result = await work({
          ...tx,
          query: (text, values, name) => {
            // A step, and nothing else, locks a transfer that way.
            if (text.includes('and id = $2 and pending for update')) steps = true;
            return tx.query(text, values, name);
          },
        });
        if (steps && crash?.at === 'commit' && crash.left-- > 0) throw new Error('the server died before the commit');
        return result;
      },
      options,
    ).then((result) => {
      if (steps && crash?.at === 'answer' && crash.left-- > 0) throw new Error('the server died after the commit');
      return result;
    });
  };
});
afterAll(() => server.close());

beforeEach(async () => {
  crash = null;
  n += 1;
  id = `case-${n}`;
  from = await server.office('Yuboruvchi');
  to = await server.office('Oluvchi');
  a = await server.laptop(from);
  b = await server.laptop(to);
});

const at = '2026-11-20T05:00:00.000Z';
const entry = (name: string, actor: string, more: JsonObject = {}) => ({ id: `${name}-${n}`, ...more, actor, at });

function create(): Operation[] {
  const me = a.user.id;
  const consents = ['services', 'transfer', 'referral'].map((purpose) => entry(`c-${purpose}`, me, { purpose }));
  return [
    a.operation({
      collection: 'people',
      docId: `person-${n}`,
      kind: 'create',
      version: 2,
      patch: { familyName: 'Karimova', givenName: 'Nodira' },
    }),
    a.operation({
      collection: 'people',
      docId: `child-${n}`,
      kind: 'create',
      version: 2,
      patch: { familyName: 'Karimov', givenName: 'Ali' },
    }),
    a.operation({
      collection: 'households',
      docId: `home-${n}`,
      kind: 'create',
      version: 1,
      patch: {
        address: 'Navoiy 1',
        members: [entry('m-child', me, { personId: `child-${n}`, relation: 'son' })],
      },
    }),
    a.operation({
      collection: 'cases',
      docId: id,
      kind: 'create',
      patch: {
        kind: 'vulnerable_family',
        state: 'intake',
        personId: `person-${n}`,
        householdId: `home-${n}`,
        request: 'Yordam soʻradi',
        consents,
        workers: [entry('w-one', me, { userId: me, role: 'worker' })],
      },
    }),
    a.operation({
      collection: 'cases',
      docId: id,
      kind: 'transition',
      transition: 'open',
      patch: { number: '7', openedOn: '2026-11-01' },
    }),
    a.operation({
      collection: 'caseEvents',
      docId: `event-${n}`,
      kind: 'create',
      patch: { caseId: id, kind: 'note', state: 'recorded', on: '2026-11-02', text: 'Birinchi qayd' },
    }),
  ];
}
const offer = (toOfficeId = to.id) =>
  a.operation({
    collection: 'cases',
    docId: id,
    kind: 'transition',
    transition: 'offer',
    patch: { transfer: { toOfficeId, reason: 'Koʻchib oʻtdi', offeredOn: '2026-11-20' } },
  });
const step = (laptop: TestLaptop, transition: string, patch: JsonObject = {}) =>
  laptop.operation({ collection: 'cases', docId: id, kind: 'transition', transition, patch });
const edit = (laptop: TestLaptop, patch: JsonObject, base: JsonObject = {}) =>
  laptop.operation({ collection: 'cases', docId: id, kind: 'patch', patch, base });
const note = (laptop: TestLaptop, docId: string, text: string) =>
  laptop.operation({
    collection: 'caseEvents',
    docId,
    kind: 'create',
    patch: { caseId: id, kind: 'note', state: 'recorded', on: '2026-11-21', text },
  });

async function send(laptop: TestLaptop, ...operations: Operation[]) {
  const answer = await laptop.push(operations);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.answers;
}

interface Row {
  readonly body: Record<string, never> & { readonly state?: string };
  readonly removed: boolean;
  readonly conflicts: readonly JsonObject[] | null;
}

async function doc(office: StoredOffice, docId = id, collection = 'cases'): Promise<Row | undefined> {
  return asAdmin(server.adminUrl, async (client) => {
    const { rows } = await client.query<Row>(
      'select body, removed, conflicts from doc where office_id = $1 and collection = $2 and id = $3',
      [office.id, collection, docId],
    );
    return rows[0];
  });
}
const pending = () =>
  asAdmin(server.adminUrl, async (client) => {
    const { rows } = await client.query('select 1 from case_transfer where case_id = $1 and pending', [id]);
    return rows.length;
  });

describe('an offer', () => {
  it('brings the case with its events and the records it names into the other office, with who it is from', async () => {
    expect(await send(a, ...create(), offer())).toEqual([]);
    const arrived = await doc(to);
    expect(arrived?.body).toMatchObject({
      state: 'arrived',
      request: 'Yordam soʻradi',
      arrivedFrom: {
        officeId: from.id,
        officeName: from.name.latn,
        reason: 'Koʻchib oʻtdi',
        number: '7',
        people: [{ id: a.user.id, name: 'Sinov Xodimi' }],
      },
    });
    expect(arrived?.body.number).toBeUndefined();
    expect(arrived?.body.transfer).toBeUndefined();
    // The sender's workers do not work there.
    expect(arrived?.body.workerEndings).toMatchObject([{ workerEntryId: `w-one-${n}` }]);
    expect((await doc(to, `event-${n}`, 'caseEvents'))?.body).toMatchObject({ text: 'Birinchi qayd' });
    expect((await doc(to, `person-${n}`, 'people'))?.body).toMatchObject({ givenName: 'Nodira' });
    expect((await doc(to, `child-${n}`, 'people'))?.body).toMatchObject({ givenName: 'Ali' });
    expect((await doc(to, `home-${n}`, 'households'))?.body).toMatchObject({ address: 'Navoiy 1' });
    expect((await doc(from))?.body.state).toBe('offered');
    const pulled = await b.pull(0);
    expect(pulled.body.docs.map((one) => one.id)).toContain(id);
  });

  it('needs the consent, and is seen by nobody before it or elsewhere (I6)', async () => {
    const other = await server.laptop(await server.office());
    const [person, child, home, made, open] = create();
    const { patch } = made as Operation;
    const consents = (patch.consents as JsonObject[]).filter((one) => one.purpose !== 'transfer');
    const without = { ...(made as Operation), patch: { ...patch, consents } };
    const sent = [person, child, home, without, open] as Operation[];
    const last = { ...offer(), seq: sent.length + 1 };
    expect(await send(a, ...sent, last)).toMatchObject([{ result: 'refused', code: 'consent_missing' }]);
    expect(await doc(to)).toBeUndefined();
    expect((await other.pull(0)).body.docs.map((one) => one.id)).not.toContain(id);
  });

  it('to no office, to one that is no mahalla, or of violence is refused with its reason', async () => {
    await server.console();
    const answers = await send(a, ...create(), offer('no-such-office'), offer('ministry'), offer(from.id));
    expect(answers.map((one) => one.code)).toEqual([
      'transfer_office_unknown',
      'transfer_office_unknown',
      'body_invalid',
    ]);
    expect((await doc(from))?.body.state).toBe('open');
  });

  it('keeps up with what the sender still changes, its events and drafts thrown away included', async () => {
    await send(a, ...create(), offer());
    await send(
      a,
      edit(a, { request: 'Yana' }, { request: 'Yordam soʻradi' }),
      note(a, `late-${n}`, 'Keyin'),
      a.operation({
        collection: 'caseEvents',
        docId: `draft-${n}`,
        kind: 'create',
        patch: { caseId: id, kind: 'referral', state: 'draft' },
      }),
    );
    expect((await doc(to))?.body).toMatchObject({ state: 'arrived', request: 'Yana' });
    expect((await doc(to, `late-${n}`, 'caseEvents'))?.body).toMatchObject({ text: 'Keyin' });
    await send(a, a.operation({ collection: 'caseEvents', docId: `draft-${n}`, kind: 'remove' }));
    expect(await doc(to, `draft-${n}`, 'caseEvents')).toMatchObject({ removed: true });
  });

  it('can not be changed by the other office before it takes it over', async () => {
    await send(a, ...create(), offer());
    const answers = await send(
      b,
      edit(b, { request: 'Boshqa' }),
      note(b, `theirs-${n}`, 'Qayd'),
      b.operation({ collection: 'caseEvents', docId: `event-${n}`, kind: 'patch', patch: { text: 'x' } }),
    );
    expect(answers.map((one) => one.code)).toEqual(['case_not_accepted', 'case_not_accepted', 'case_not_accepted']);
  });

  it('stays offered where the other office never comes, and is taken back; nothing of it stays there', async () => {
    await send(a, ...create(), offer());
    expect(await send(a, step(a, 'take_back'))).toEqual([]);
    expect((await doc(from))?.body).toMatchObject({ state: 'open', number: '7' });
    expect((await doc(from))?.body.transfer).toBeUndefined();
    const left = await doc(to);
    expect(left?.body).toMatchObject({
      state: 'declined',
      history: [{ event: 'transfer_arrived' }, { event: 'transfer_withdrawn', note: 'taken_back' }],
    });
    expect(left?.body.request).toBeUndefined();
    expect(left?.body.personId).toBeUndefined();
    for (const [docId, collection] of [
      [`event-${n}`, 'caseEvents'],
      [`person-${n}`, 'people'],
      [`home-${n}`, 'households'],
    ] as const) {
      expect(await doc(to, docId, collection)).toMatchObject({ removed: true, body: {} });
    }
    // And offered again, all of it comes again.
    await send(a, offer());
    expect((await doc(to))?.body).toMatchObject({ state: 'arrived', request: 'Yordam soʻradi' });
    expect(await doc(to, `person-${n}`, 'people')).toMatchObject({ removed: false, body: { givenName: 'Nodira' } });
  });

  it('ends with the consent to it', async () => {
    await send(a, ...create(), offer());
    const withdrawals = [entry('wd', a.user.id, { consentId: `c-transfer-${n}` })];
    await send(a, edit(a, { withdrawals }));
    expect((await doc(from))?.body.state).toBe('open');
    expect((await doc(to))?.body).toMatchObject({
      state: 'declined',
      history: [{ event: 'transfer_arrived' }, { event: 'transfer_withdrawn', note: 'consent_ended' }],
    });
    expect(await send(b, step(b, 'accept'))).toMatchObject([{ code: 'transfer_withdrawn' }]);
  });

  it('leaves records that the other office has as that office knows them', async () => {
    await send(
      b,
      b.operation({
        collection: 'people',
        docId: `person-${n}`,
        kind: 'create',
        version: 2,
        patch: { familyName: 'Karimova', givenName: 'Nodira', phone: '+998901112233' },
      }),
    );
    await send(a, ...create(), offer());
    expect((await doc(to, `person-${n}`, 'people'))?.body).toMatchObject({ phone: '+998901112233' });
    await send(b, step(b, 'decline', { declinedNote: 'Bizda yashamaydi' }));
    expect((await doc(to, `person-${n}`, 'people'))?.removed).toBe(false);
    expect((await doc(to, `child-${n}`, 'people'))?.removed).toBe(true);
  });
});

describe('the answer', () => {
  it('taken over: the sender keeps its history, closed to changes', async () => {
    await send(a, ...create(), offer());
    const mine = entry('w-b', b.user.id, { userId: b.user.id, role: 'worker' });
    const known = (await doc(to))?.body.workers as unknown as JsonObject[];
    expect(await send(b, step(b, 'accept', { number: '1', workers: [...known, mine] }))).toEqual([]);
    expect((await doc(to))?.body).toMatchObject({ state: 'open', number: '1' });
    expect((await doc(from))?.body).toMatchObject({ state: 'transferred', request: 'Yordam soʻradi', number: '7' });
    expect(await send(a, offer())).toMatchObject([{ result: 'refused', code: 'case_transferred' }]);
    expect(await send(a, a.operation({ collection: 'cases', docId: id, kind: 'remove' }))).toMatchObject([
      { result: 'refused', code: 'case_transferred' },
    ]);
    // The office that has it now does with it what it likes.
    expect(await send(b, edit(b, { request: 'Yangi' }, { request: 'Yordam soʻradi' }))).toEqual([]);
    expect((await doc(from))?.body.request).toBe('Yordam soʻradi');
  });

  it('declined: open again, with the note', async () => {
    await send(a, ...create(), offer());
    await send(b, step(b, 'decline', { declinedNote: 'Bizda yashamaydi' }));
    expect((await doc(from))?.body).toMatchObject({ state: 'open', declinedNote: 'Bizda yashamaydi' });
    const left = await doc(to);
    expect(left?.body).toMatchObject({ state: 'declined', declinedNote: 'Bizda yashamaydi' });
    expect(left?.body.request).toBeUndefined();
    expect(await send(a, step(a, 'take_back'))).toMatchObject([{ code: 'transfer_declined' }]);
    await send(a, offer());
    expect((await doc(to))?.body.state).toBe('arrived');
    expect((await doc(from))?.body.declinedNote).toBeUndefined();
  });

  it.each(['accept', 'take_back'] as const)('crossing, %s first: one outcome, told to both', async (first) => {
    await send(a, ...create(), offer());
    const accept = step(b, 'accept');
    const back = step(a, 'take_back');
    if (first === 'accept') {
      expect(await send(b, accept)).toEqual([]);
      expect(await send(a, back)).toMatchObject([{ result: 'refused', code: 'transfer_accepted' }]);
      expect((await doc(from))?.body.state).toBe('transferred');
      expect((await doc(to))?.body.state).toBe('open');
    } else {
      expect(await send(a, back)).toEqual([]);
      expect(await send(b, accept)).toMatchObject([{ result: 'refused', code: 'transfer_withdrawn' }]);
      expect((await doc(from))?.body.state).toBe('open');
      expect((await doc(to))?.body.state).toBe('declined');
    }
  });

  it('crossing at the very same time: never held by both, never by nobody', async () => {
    for (let round = 0; round < 5; round++) {
      if (round > 0) {
        n += 100;
        id = `case-${n}`;
        from = await server.office();
        to = await server.office();
        a = await server.laptop(from);
        b = await server.laptop(to);
      }
      await send(a, ...create(), offer());
      const [back, accept] = await Promise.all([send(a, step(a, 'take_back')), send(b, step(b, 'accept'))]);
      await Promise.all([a.pull(0), b.pull(0)]);
      const states = [(await doc(from))?.body.state, (await doc(to))?.body.state];
      if (accept.length === 0) {
        expect(states).toEqual(['transferred', 'open']);
        expect(back).toMatchObject([{ code: 'transfer_accepted' }]);
      } else {
        expect(states).toEqual(['open', 'declined']);
        expect(accept).toMatchObject([{ code: 'transfer_withdrawn' }]);
      }
    }
  });
});

describe('edits that were not synced when the case went', () => {
  it('are carried on: merged, with conflicts, in their authors’ names, and told to the sender', async () => {
    await send(a, ...create(), offer());
    const second = await server.laptop(from, await server.user(from.id, 'specialist', { name: 'Ikkinchi' }));
    await send(b, step(b, 'accept'), edit(b, { request: 'Biz yozdik' }, { request: 'Yordam soʻradi' }));
    const goalOutcomes = [entry('g-out', second.user.id, { goalId: 'goal-1', outcome: 'met' })];
    const answers = await send(
      second,
      edit(second, { request: 'Ular yozdi', goalOutcomes }, { request: 'Yordam soʻradi' }),
      edit(second, { safeContact: 'Kechqurun' }, { safeContact: null }),
      note(second, `late-${n}`, 'Kech qayd'),
      second.operation({
        collection: 'caseEvents',
        docId: `event-${n}`,
        kind: 'patch',
        patch: { result: 'Natija' },
        base: { result: null },
      }),
    );
    // Nothing is refused; the sender's replica gets its own, unchanged document.
    expect(answers.map((one) => one.result)).toEqual(['merged', 'merged', 'merged', 'merged']);
    expect(answers[0]?.doc?.body.state).toBe('transferred');
    expect(answers[2]?.doc).toBeNull();
    const held = await doc(to);
    expect(held?.body).toMatchObject({ request: 'Ular yozdi', safeContact: 'Kechqurun' });
    expect(held?.body.goalOutcomes).toMatchObject([{ actor: second.user.id }]);
    expect(held?.conflicts).toMatchObject([{ field: 'request', kept: 'Ular yozdi', other: 'Biz yozdik' }]);
    expect((await doc(to, `late-${n}`, 'caseEvents'))?.body).toMatchObject({
      text: 'Kech qayd',
      createdBy: second.user.id,
    });
    expect((await doc(to, `event-${n}`, 'caseEvents'))?.body).toMatchObject({ result: 'Natija' });
    expect((await doc(from))?.body.lateEdits).toMatchObject([
      { docId: id, result: 'merged', actor: second.user.id },
      { docId: id, result: 'applied' },
      { docId: `late-${n}`, result: 'applied' },
      { docId: `event-${n}`, result: 'applied' },
    ]);
  });

  it('that can not be applied there are kept there with their values and the reason', async () => {
    await send(a, ...create(), offer());
    await send(b, step(b, 'accept'), step(b, 'close', { outcome: 'moved', closedOn: '2026-11-22' }));
    const late = step(a, 'close', { outcome: 'died', closedOn: '2026-11-21', closingNote: 'Vafot etdi' });
    await send(a, late);
    const held = await doc(to);
    expect(held?.body).toMatchObject({
      outcome: 'moved',
      lateEdits: [
        {
          id: late.id,
          step: 'close',
          result: 'kept',
          code: 'transition_not_allowed',
          values: { outcome: 'died', closingNote: 'Vafot etdi' },
        },
      ],
    });
    expect(held?.conflicts).toMatchObject([{ field: 'closingNote', kept: null, other: 'Vafot etdi' }]);
    expect((await doc(from))?.body.lateEdits).toMatchObject([{ result: 'kept', code: 'transition_not_allowed' }]);
  });

  it('assign nobody there who does not work there', async () => {
    await send(a, ...create(), offer());
    await send(b, step(b, 'accept'));
    const workers = [
      entry('w-one', a.user.id, { userId: a.user.id, role: 'worker' }),
      entry('w-two', a.user.id, { userId: a.user.id, role: 'supervisor' }),
    ];
    await send(a, edit(a, { workers }));
    const held = await doc(to);
    expect(held?.body.workers).toHaveLength(2);
    expect(held?.body.workerEndings).toMatchObject([{ workerEntryId: `w-one-${n}` }, { workerEntryId: `w-two-${n}` }]);
  });

  it('follow a case that was given on again', async () => {
    const third = await server.office('Uchinchi');
    const c = await server.laptop(third);
    await send(a, ...create(), offer());
    const onward = () =>
      b.operation({
        collection: 'cases',
        docId: id,
        kind: 'transition',
        transition: 'offer',
        patch: { transfer: { toOfficeId: third.id, reason: 'Yana koʻchdi' } },
      });
    await send(b, step(b, 'accept'));
    await send(b, onward());
    await send(c, step(c, 'accept'));
    await send(a, edit(a, { safeContact: 'Kechqurun' }));
    expect((await doc(third))?.body).toMatchObject({ safeContact: 'Kechqurun' });
    expect((await doc(to))?.body.safeContact).toBeUndefined();
  });

  it('come home where the case has come back', async () => {
    await send(a, ...create(), offer());
    await send(b, step(b, 'accept'));
    await send(
      b,
      b.operation({
        collection: 'cases',
        docId: id,
        kind: 'transition',
        transition: 'offer',
        patch: { transfer: { toOfficeId: from.id, reason: 'Qaytdi' } },
      }),
    );
    expect((await doc(from))?.body.state).toBe('arrived');
    // Before it is taken over, the other office still has it.
    await send(a, edit(a, { safeContact: 'Ertalab' }));
    expect((await doc(to))?.body).toMatchObject({ safeContact: 'Ertalab' });
    expect(await send(a, step(a, 'accept'))).toEqual([]);
    expect((await doc(from))?.body.state).toBe('open');
    expect((await doc(to))?.body.state).toBe('transferred');
    expect(await send(a, edit(a, { safeContact: 'Tushda' }, { safeContact: 'Ertalab' }))).toEqual([]);
    expect((await doc(from))?.body).toMatchObject({ safeContact: 'Tushda' });
  });

  it('and an office that does not take a case back keeps its own of before', async () => {
    await send(a, ...create(), offer());
    await send(b, step(b, 'accept'), edit(b, { request: 'Yangi' }, { request: 'Yordam soʻradi' }));
    await send(
      b,
      b.operation({
        collection: 'cases',
        docId: id,
        kind: 'transition',
        transition: 'offer',
        patch: { transfer: { toOfficeId: from.id, reason: 'Qaytdi' } },
      }),
    );
    expect((await doc(from))?.body.request).toBe('Yangi');
    await send(a, step(a, 'decline', { declinedNote: 'Yoʻq' }));
    expect((await doc(from))?.body).toMatchObject({ state: 'transferred', request: 'Yordam soʻradi' });
    expect((await doc(from, `event-${n}`, 'caseEvents'))?.removed).toBe(false);
    expect((await doc(to))?.body).toMatchObject({ state: 'open', declinedNote: 'Yoʻq' });
  });
});

describe('faults', () => {
  it.each(['commit', 'answer'] as const)('a crash at the %s of a step loses and doubles nothing', async (where) => {
    await send(a, ...create());
    crash = { at: where, left: 1 };
    expect(await send(a, offer())).toEqual([]);
    expect(await pending()).toBe(where === 'commit' ? 1 : 0);
    expect((await doc(to))?.body.state).toBe(where === 'commit' ? undefined : 'arrived');
    // The next contact of either office does it.
    await b.pull(0);
    expect((await doc(to))?.body.state).toBe('arrived');
    crash = { at: where, left: 1 };
    await send(b, step(b, 'accept'));
    await a.pull(0);
    expect((await doc(from))?.body.state).toBe('transferred');
    crash = { at: where, left: 1 };
    await send(a, note(a, `late-${n}`, 'Kech'), edit(a, { safeContact: 'Kechqurun' }));
    await a.pull(0);
    expect((await doc(to))?.body).toMatchObject({ safeContact: 'Kechqurun' });
    expect((await doc(to))?.body.history).toHaveLength(1);
    expect((await doc(from))?.body.lateEdits).toHaveLength(2);
    expect(await pending()).toBe(0);
  });

  it('a crash between push and step, then a start: the start does it', async () => {
    await send(a, ...create());
    crash = { at: 'commit', left: 1 };
    await send(a, offer());
    expect(await doc(to)).toBeUndefined();
    const again = await buildApp({ database: server.database });
    await again.ready();
    expect((await doc(to))?.body.state).toBe('arrived');
    await again.close();
  });

  it('pushes that come twice, or whose answer was lost, do everything once (I2)', async () => {
    const all = [...create(), offer()];
    await send(a, ...all);
    expect((await send(a, ...all)).every((one) => one.result === 'duplicate')).toBe(true);
    const accept = step(b, 'accept');
    await send(b, accept);
    await send(b, accept);
    const late = edit(a, { safeContact: 'Kechqurun' });
    await send(a, late);
    expect(await send(a, late)).toMatchObject([{ result: 'duplicate', outcome: 'merged' }]);
    expect((await doc(from))?.body.lateEdits).toHaveLength(1);
    expect((await doc(from))?.body.history).toHaveLength(1);
    expect((await doc(to))?.body.history).toHaveLength(1);
    const rows = await asAdmin(
      server.adminUrl,
      async (client) => (await client.query('select 1 from case_transfer where case_id = $1', [id])).rows.length,
    );
    expect(rows).toBe(1);
  });

  it('offered, taken back and offered again in one push ends as offered', async () => {
    await send(a, ...create(), offer(), step(a, 'take_back'), offer());
    expect((await doc(from))?.body.state).toBe('offered');
    expect((await doc(to))?.body.state).toBe('arrived');
    await send(a, step(a, 'take_back'), offer());
    expect((await doc(from))?.body.state).toBe('offered');
    expect((await doc(to))?.body.state).toBe('arrived');
  });

  it('carried, then taken back, offered and taken back again in one push: nothing of it stays there', async () => {
    await send(a, ...create(), offer());
    crash = { at: 'commit', left: 1 };
    await send(a, step(a, 'take_back'), offer(), step(a, 'take_back'));
    await a.pull(0);
    expect((await doc(from))?.body.state).toBe('open');
    expect((await doc(to))?.body.state).toBe('declined');
    expect((await doc(to))?.body.request).toBeUndefined();
    expect(await pending()).toBe(0);
  });

  it('two laptops of an office that answer differently: the first holds', async () => {
    const other = await server.laptop(to);
    await send(a, ...create(), offer());
    expect(await send(b, step(b, 'decline', { declinedNote: 'Yoʻq' }))).toEqual([]);
    expect(await send(other, step(other, 'accept'))).toMatchObject([{ result: 'refused' }]);
    expect((await doc(from))?.body.state).toBe('open');
  });
});

describe('scope', () => {
  it('rows are seen by the two offices and by duties over both (I6)', async () => {
    await send(a, ...create(), offer());
    const count = (scope: Parameters<typeof server.database.transaction>[0]) =>
      server.database.transaction(
        scope,
        async (tx) => (await tx.query('select 1 from case_transfer where case_id = $1', [id])).length,
      );
    const other = await server.office();
    expect(await count({ kind: 'office', officeId: from.id, area: from.area })).toBe(1);
    expect(await count({ kind: 'office', officeId: to.id, area: to.area })).toBe(1);
    expect(await count({ kind: 'office', officeId: other.id, area: other.area })).toBe(0);
    expect(await count({ kind: 'duty', area: 'uz.r1' })).toBe(1);
    expect(await count({ kind: 'duty', area: from.area })).toBe(0);
  });

  it('the list of offices finds by name in any script, in pages, without the own one', async () => {
    const far = await server.office('Yangi hayot');
    const ask = async (query: string) =>
      (await a.request<{ offices: { id: string }[]; more: boolean }>('GET', `/api/v1/casework/offices${query}`)).body;
    for (const text of ['yangi hayot', 'Янги ҳаёт', 'yangi xayot']) {
      const answer = await ask(`?text=${encodeURIComponent(text)}`);
      expect(
        answer.offices.map((one) => one.id),
        text,
      ).toEqual([far.id]);
    }
    const page = await ask('');
    expect(page.offices).toHaveLength(20);
    expect(page.more).toBe(true);
    const next = await ask('?after=20');
    expect(next.offices.some((one) => page.offices.some((other) => other.id === one.id))).toBe(false);
    const ids = [...page.offices, ...next.offices].map((one) => one.id);
    expect(ids).not.toContain(from.id);
    expect((await a.request('GET', '/api/v1/casework/offices?after=x')).status).toBe(400);
  });
});
