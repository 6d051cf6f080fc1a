import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { PullResponse, PushResponse } from '#shared/sync/protocol.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { asAdmin, startTestServer, type TestLaptop, type TestServer } from '../../../test/support/server.ts';
import type { StoredOffice } from '../../storage/offices.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
});
afterAll(() => server.close());

const newId = () => randomBytes(16).toString('base64url');

/** A laptop's part of the protected space. */
function memberOf(laptop: TestLaptop) {
  const writer = `${laptop.enrolment.deviceId}.p${newId().slice(0, 6)}`;
  let seq = 0;
  return {
    laptop,
    userId: laptop.user.id,
    operation: (draft: Partial<Operation> & Pick<Operation, 'collection' | 'docId' | 'kind'>): Operation => ({
      id: newId(),
      writer,
      at: '2026-03-02T08:00:00.000Z',
      actor: laptop.user.id,
      patch: {},
      base: {},
      version: 0,
      ...draft,
      seq: (seq += 1),
    }),
    push: (operations: readonly Operation[], path = '/api/v1/sync/protected/push') =>
      laptop.request<PushResponse>('POST', path, { writer, operations }),
    async pull(after = 0, echo = false) {
      const answer = await laptop.request<PullResponse>('POST', '/api/v1/sync/protected/pull', {
        writer,
        epoch: laptop.enrolment.epoch,
        after,
        limit: 1000,
        echo,
      });
      expect(answer.status).toBe(200);
      return answer.body;
    },
  };
}
type Member = ReturnType<typeof memberOf>;

async function memberIn(office: StoredOffice, role: 'chair' | 'secretary' | 'specialist' = 'specialist') {
  return memberOf(await server.laptop(office, await server.user(office.id, role)));
}

const worker = (userId: string, actor: string, id = `w-${userId}`, role = 'worker') => ({
  id,
  userId,
  role,
  at: '2026-03-02T08:00:00.000Z',
  actor,
});

function opening(member: Member, caseId: string, more: JsonObject = {}): Operation {
  return member.operation({
    collection: 'cases',
    docId: caseId,
    kind: 'create',
    patch: {
      kind: 'violence',
      state: 'intake',
      number: 'M-17',
      clientName: 'Yoʻldosheva Nargiza',
      request: 'soʻz',
      workers: [worker(member.userId, member.userId)],
      ...more,
    },
  });
}

const note = (member: Member, caseId: string, text: string) =>
  member.operation({
    collection: 'caseEvents',
    docId: newId(),
    kind: 'create',
    patch: { caseId, kind: 'note', state: 'recorded', on: '2026-03-02', text },
  });

async function applied(answer: { readonly status: number; readonly body: PushResponse }) {
  expect(answer).toMatchObject({ status: 200, body: { answers: [] } });
}

const admin = <T>(sql: string) => asAdmin(server.adminUrl, async (client) => (await client.query(sql)).rows as T[]);

describe('S61: a file is its readers’ alone', () => {
  test('whoever is assigned has it on every laptop of theirs; a colleague, the chair and another office have nothing', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const colleague = await memberIn(office);
    const chair = await memberIn(office, 'chair');
    const other = await memberIn(await server.office());
    const caseId = newId();
    await applied(await a.push([opening(a, caseId), note(a, caseId, 'bir')]));
    const again = memberOf(await server.laptop(office, a.laptop.user));
    expect((await again.pull()).docs.map((doc) => doc.collection).toSorted()).toEqual(['caseEvents', 'cases']);
    expect((await a.pull()).docs).toEqual([]);
    expect((await a.pull(0, true)).docs).toHaveLength(2);
    for (const member of [colleague, chair, other]) {
      expect(await member.pull(0, true)).toMatchObject({ docs: [], head: 0, next: 0, more: false });
      expect((await member.laptop.pull(0)).body.docs.some((doc) => doc.collection === 'cases')).toBe(false);
    }
  });

  test('S62: an assignment brings the whole file, an end takes all of it away, and a second one brings it back', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const b = await memberIn(office);
    const caseId = newId();
    const workers = [worker(a.userId, a.userId)];
    await applied(await a.push([opening(a, caseId), note(a, caseId, 'bir'), note(a, caseId, 'ikki')]));
    expect((await b.pull()).docs).toEqual([]);
    const assign = { workers: [...workers, worker(b.userId, a.userId, 'w-2')] };
    const patch = (value: JsonObject, base: JsonObject) =>
      a.operation({ collection: 'cases', docId: caseId, kind: 'patch', patch: value, base });
    await applied(await a.push([patch(assign, { workers })]));
    const given = await b.pull();
    expect(given.docs.map((doc) => doc.collection)).toEqual(['cases', 'caseEvents', 'caseEvents']);
    await applied(await b.push([note(b, caseId, 'uch')]));
    expect((await a.pull(0)).docs.map((doc) => doc.body.text)).toContain('uch');

    const ending = { id: 'e-1', workerEntryId: 'w-2', at: '2026-03-03T08:00:00.000Z', actor: a.userId };
    await applied(await a.push([patch({ workerEndings: [ending] }, {})]));
    const taken = await b.pull(given.next);
    expect(taken.docs).toHaveLength(4);
    expect(taken.docs.every((doc) => doc.removed === true && JSON.stringify(doc.body) === '{}')).toBe(true);
    // What is written afterwards moves nothing of theirs.
    await applied(await a.push([note(a, caseId, 'toʻrt')]));
    expect(await b.pull(taken.next)).toMatchObject({ docs: [], head: taken.head });
    const late = await b.push([note(b, caseId, 'besh')]);
    expect(late.body.answers).toMatchObject([{ result: 'refused', code: 'case_missing', doc: null }]);

    const back = { workers: [...assign.workers, worker(b.userId, a.userId, 'w-3')] };
    await applied(await a.push([patch(back, { workers: assign.workers })]));
    const returned = await b.pull(taken.next);
    expect(returned.docs.map((doc) => doc.removed ?? false)).toEqual([false, false, false, false, false]);
  });

  test('somebody may end their own assignment, and the last one leaves nobody', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const caseId = newId();
    await applied(await a.push([opening(a, caseId)]));
    const ending = { id: 'e-1', workerEntryId: `w-${a.userId}`, at: '2026-03-03T08:00:00.000Z', actor: a.userId };
    await applied(
      await a.push([
        a.operation({ collection: 'cases', docId: caseId, kind: 'patch', patch: { workerEndings: [ending] } }),
      ]),
    );
    expect((await a.pull()).docs).toMatchObject([{ id: caseId, removed: true, body: {} }]);
  });

  test('of two changes to one field both survive (I4), and each operation is applied once (I2)', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const b = await memberIn(office);
    const caseId = newId();
    await applied(
      await a.push([opening(a, caseId, { workers: [worker(a.userId, a.userId), worker(b.userId, a.userId)] })]),
    );
    const change = (who: Member, request: string) =>
      who.operation({
        collection: 'cases',
        docId: caseId,
        kind: 'patch',
        patch: { request },
        base: { request: 'soʻz' },
      });
    await applied(await a.push([change(a, 'bir')]));
    const second = change(b, 'ikki');
    const merged = await b.push([second]);
    expect(merged.body.answers).toMatchObject([{ result: 'merged', doc: { body: { request: 'ikki' } } }]);
    expect((await b.push([second])).body.answers).toMatchObject([{ result: 'duplicate', outcome: 'merged' }]);
    const [mine] = (await a.pull(0)).docs;
    expect(mine?.conflicts).toMatchObject([{ field: 'request', kept: 'ikki', other: 'bir' }]);
  });
});

describe('S63: nothing comes into the space but what belongs there', () => {
  test('other collections, other kinds of cases, and acts in another’s name are refused', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const b = await memberIn(office);
    const answer = await a.push([
      a.operation({ collection: 'people', docId: newId(), kind: 'create', patch: { familyName: 'A', givenName: 'B' } }),
      opening(a, newId(), { kind: 'youth' }),
      { ...opening(a, newId()), actor: b.userId },
    ]);
    expect(answer.body.answers.map(({ code }) => code)).toEqual(['space_wrong', 'space_wrong', 'op_invalid']);
  });

  test('a file of violence is refused outside, and what was sent is kept nowhere there', async () => {
    const office = await server.office();
    const laptop = await server.laptop(office);
    const op = laptop.operation({
      collection: 'cases',
      docId: newId(),
      kind: 'create',
      patch: {
        kind: 'violence',
        state: 'intake',
        clientName: 'Planted Elsewhere',
        workers: [worker(laptop.user.id, laptop.user.id)],
      },
    });
    const answer = await laptop.push([op]);
    expect(answer.body.answers).toMatchObject([{ code: 'space_wrong', doc: null }]);
    const [row] = await admin<{ content: unknown }>(`select content from operation where id = '${op.id}'`);
    expect(row?.content).toBeNull();
  });

  test('a record under the name of a file that one can’t see meets nothing, and changes nothing of it', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const b = await memberIn(office);
    const caseId = newId();
    await applied(await a.push([opening(a, caseId)]));
    await applied(await b.push([opening(b, caseId, { clientName: 'Boshqa' })]));
    expect((await a.pull(0, true)).docs).toMatchObject([{ body: { clientName: 'Yoʻldosheva Nargiza' } }]);
    // Nor does it get into the other's sight by an assignment.
    await applied(
      await b.push([
        b.operation({
          collection: 'cases',
          docId: caseId,
          kind: 'patch',
          patch: { workers: [worker(b.userId, b.userId), worker(a.userId, b.userId, 'w-9')] },
          base: { workers: [worker(b.userId, b.userId)] },
        }),
      ]),
    );
    expect((await a.pull(0, true)).docs).toHaveLength(1);
  });

  test('a writer is one person’s: another who works on that laptop can’t push under it', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    await applied(await a.push([opening(a, newId())]));
    const user = await server.user(office.id, 'secretary');
    await a.laptop.login(user.login, user.password, a.laptop.enrolment.deviceId);
    const answer = await a.push([{ ...opening(a, newId()), actor: user.id }]);
    expect(answer.status).toBe(403);
  });
});

describe('S64: row level security holds without the queries', () => {
  test('no context but an assigned member’s own shows or takes a row', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const b = await memberIn(office);
    const caseId = newId();
    await applied(await a.push([opening(a, caseId), note(a, caseId, 'bir')]));
    const tables = ['protected_doc', 'protected_reader', 'protected_log', 'protected_operation', 'protected_writer'];
    const seen = async (settings: Readonly<Record<string, string>>) =>
      asAdmin(server.appUrl, async (client) => {
        await client.query('begin');
        for (const [name, value] of Object.entries(settings)) {
          await client.query('select set_config($1, $2, true)', [name, value]);
        }
        const counts: number[] = [];
        for (const table of tables) counts.push((await client.query(`select 1 from ${table}`)).rowCount ?? 0);
        const changed = (await client.query(`update protected_doc set body = '{}'`)).rowCount;
        await client.query('rollback');
        return [...counts, changed];
      });
    const own = { 'app.scope': 'office', 'app.office': office.id, 'app.area': office.area, 'app.space': 'protected' };
    const nothing = [0, 0, 0, 0, 0, 0];
    expect(await seen({ ...own, 'app.member': a.userId })).toEqual([2, 1, 2, 2, 1, 2]);
    expect(await seen({ ...own, 'app.member': b.userId })).toEqual(nothing);
    expect(await seen(own)).toEqual(nothing);
    expect(await seen({ ...own, 'app.space': '', 'app.member': a.userId })).toEqual(nothing);
    expect(await seen({ ...own, 'app.office': 'office-0', 'app.member': a.userId })).toEqual([0, 1, 2, 2, 1, 0]);
    for (const [scope, area] of [
      ['duty', 'uz'],
      ['duty', office.area],
      ['server', ''],
      ['proof', ''],
      ['protection', 'uz'],
      ['emergency', ''],
    ]) {
      expect(
        await seen({ ...own, 'app.scope': scope as string, 'app.area': area as string, 'app.member': a.userId }),
      ).toEqual(nothing);
    }
    await asAdmin(server.appUrl, async (client) => {
      await expect(client.query('insert into protected_reader values ($1, $1, $1, $1)', ['x'])).rejects.toThrow(
        /permission denied/,
      );
      await expect(client.query(`select protected_next('x')`)).rejects.toThrow(/permission denied/);
    });
  });

  test('I8: the chain of the audit knows of reads and writes, and names neither file, person nor office', async () => {
    const office = await server.office();
    const a = await memberIn(office);
    const caseId = newId();
    const [before] = await admin<{ n: number }>('select max(seq)::int as n from audit');
    await applied(await a.push([opening(a, caseId)]));
    await a.pull(0, true);
    const rows = await admin<{ content: JsonObject; office_id: string | null }>(
      `select content, office_id from audit where seq > ${before?.n}`,
    );
    expect(rows.map((row) => row.content.kind)).toEqual(['sealed', 'sealed']);
    const text = JSON.stringify(rows);
    for (const secret of [caseId, a.userId, office.id, a.laptop.enrolment.deviceId]) expect(text).not.toContain(secret);
    const sealed = await admin<{ content: { kind: string; actor: string } }>(
      `select content from protected_audit where content ->> 'actor' = '${a.userId}' order by at`,
    );
    expect(sealed.map((row) => row.content.kind)).toEqual(['push', 'pull']);
  });
});
