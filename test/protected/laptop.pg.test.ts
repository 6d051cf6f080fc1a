import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { createRecordCipher } from '../../renderer/data/replica/record-cipher.ts';
import { readSpace } from '../../renderer/data/replica/space-replica.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import { asAdmin, startTestServer, type TestClient, type TestServer } from '../support/server.ts';
import { asPromise, noting, opening, ProtectedLaptop } from './laptop.ts';

let server: TestServer;
let folder: string;
const open: ProtectedLaptop[] = [];

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
  folder = await mkdtemp(join(tmpdir(), 'protected-'));
});
afterEach(async () => {
  for (const laptop of open.splice(0)) await laptop.close();
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function laptopOf(office: StoredOffice): Promise<ProtectedLaptop> {
  const laptop = new ProtectedLaptop(await mkdtemp(join(folder, 'laptop-')));
  open.push(laptop);
  await laptop.enrol(server.url, await server.code(office.id));
  return laptop;
}

async function act(laptop: ProtectedLaptop, ...changes: Parameters<ProtectedLaptop['client']['commit']>[0]) {
  expect(await laptop.client.commit(changes)).toMatchObject({ ok: true });
}

/** Exchanges until nothing waits. */
async function exchange(laptop: ProtectedLaptop) {
  for (let turn = 0; turn < 100; turn++) {
    await laptop.client.sync.now();
    const { waiting, busy, problem, connection } = laptop.client.sync.status();
    if (waiting === 0 && !busy && connection === 'online') return;
    expect(problem).toBeNull();
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`the exchange does not end: ${JSON.stringify(laptop.client.sync.status())}`);
}

const rows = <T>(sql: string) => asAdmin(server.adminUrl, async (client) => (await client.query(sql)).rows as T[]);
const newId = () => crypto.randomUUID();

describe('S60: a second space of sync for each person', () => {
  test('what was saved offline in it is pushed exactly once after the process was killed, and is not in the office’s', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'specialist');
    const laptop = await laptopOf(office);
    await laptop.open(user);
    await exchange(laptop);
    laptop.online = false;
    const [caseId, eventId] = [newId(), newId()];
    await act(laptop, opening(caseId, user.id, 'Nomsiz'), noting(eventId, caseId, 'bir'));
    await act(laptop, {
      collection: 'people',
      docId: newId(),
      kind: 'create',
      patch: { familyName: 'A', givenName: 'B' },
    });
    expect(laptop.client.sync.status().waiting).toBe(3);
    expect(laptop.client.index.cases()).toMatchObject([{ id: caseId, space: 'protected' }]);
    expect(laptop.client.index.eventsOf(caseId)).toHaveLength(1);
    laptop.kill();
    await laptop.open(user);
    expect(laptop.client.sync.status().waiting).toBe(3);
    expect(await laptop.client.get('cases', caseId)).toMatchObject({ space: 'protected', place: 'here' });
    laptop.online = true;
    await exchange(laptop);
    expect(await laptop.client.get('cases', caseId)).toMatchObject({ space: 'protected', place: 'server' });
    const handled = await rows<{ id: string }>(
      `select id from protected_operation where doc_id in ('${caseId}', '${eventId}')`,
    );
    expect(handled).toHaveLength(2);
    expect(await rows(`select 1 from doc where id = '${caseId}'`)).toEqual([]);
    expect(await rows(`select 1 from operation where doc_id = '${caseId}'`)).toEqual([]);
  });

  test('a replica that is gone is made again out of journal and server', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'specialist');
    const laptop = await laptopOf(office);
    await laptop.open(user);
    const [caseId, eventId] = [newId(), newId()];
    await act(laptop, opening(caseId, user.id, 'Nomsiz'));
    await exchange(laptop);
    laptop.online = false;
    await act(laptop, noting(eventId, caseId, 'hali yuborilmagan'));
    const name = laptop.session?.protectedSpace.name ?? '';
    await laptop.lock();
    await asPromise(laptop.indexedDB.deleteDatabase(name));
    await laptop.open(user);
    // What waits is safe in the journal; it can be shown again as soon as its file is there.
    expect(laptop.client.sync.status().waiting).toBe(1);
    expect(laptop.client.index.cases()).toEqual([]);
    laptop.online = true;
    await exchange(laptop);
    expect(laptop.client.index.cases()).toMatchObject([{ id: caseId }]);
    expect(laptop.client.index.eventsOf(caseId)).toMatchObject([{ id: eventId }]);
  });

  test('one person’s outbox waits for them: another who signs in neither pushes nor sees it', async () => {
    const office = await server.office();
    const [a, b] = [await server.user(office.id, 'specialist'), await server.user(office.id, 'secretary')];
    const laptop = await laptopOf(office);
    await laptop.open(a);
    await exchange(laptop);
    laptop.online = false;
    const caseId = newId();
    await act(laptop, opening(caseId, a.id, 'Nomsiz'));
    await laptop.client.drafts.save('protected/case', { clientName: 'Yarim' });
    await laptop.lock();
    laptop.online = true;
    await laptop.open(b);
    await exchange(laptop);
    expect(laptop.client.sync.status()).toMatchObject({ waiting: 0, refused: 0 });
    expect(laptop.client.index.cases()).toEqual([]);
    expect(await laptop.client.get('cases', caseId)).toBeNull();
    expect(await laptop.client.drafts.load('protected/case')).toBeNull();
    expect(await rows(`select 1 from protected_doc where case_id = '${caseId}'`)).toEqual([]);
    await laptop.lock();
    await laptop.open(a);
    expect(laptop.client.sync.status().waiting).toBe(1);
    expect(await laptop.client.drafts.load('protected/case')).toEqual({ clientName: 'Yarim' });
    await exchange(laptop);
    expect(await rows(`select 1 from protected_doc where case_id = '${caseId}'`)).toHaveLength(1);
  });

  test('all changes of one act lie in one space, and neither takes what belongs into the other', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'specialist');
    const laptop = await laptopOf(office);
    await laptop.open(user);
    const guarded = opening(newId(), user.id, 'Nomsiz');
    const person = {
      collection: 'people',
      docId: newId(),
      kind: 'create',
      patch: { familyName: 'A', givenName: 'B' },
    } as const;
    const { space: _space, ...outside } = guarded;
    for (const changes of [
      [guarded, person],
      [person, guarded],
      [outside],
      [{ ...guarded, patch: { ...guarded.patch, kind: 'youth' } }],
    ]) {
      expect(await laptop.client.commit(changes)).toMatchObject({ ok: false, failure: { code: 'space_wrong' } });
    }
    expect(laptop.client.sync.status().waiting).toBe(0);
  });

  test('S62: an assignment brings the file to the colleague’s own laptop, and its end takes it away', async () => {
    const office = await server.office();
    const [a, b] = [await server.user(office.id, 'specialist'), await server.user(office.id, 'secretary')];
    const [first, second] = [await laptopOf(office), await laptopOf(office)];
    await second.open(b);
    await exchange(second);
    await first.open(a);
    const caseId = newId();
    await act(first, opening(caseId, a.id, 'Nomsiz'), noting(newId(), caseId, 'bir'));
    await exchange(first);
    const before = (await first.client.get('cases', caseId))?.body.workers ?? [];
    const entry = (id: string, more: object) => ({ id, at: '2026-03-02T08:00:00.000Z', actor: a.id, ...more });
    const patch = (value: object) =>
      ({ collection: 'cases', docId: caseId, kind: 'patch', space: 'protected', patch: value }) as never;
    await act(first, patch({ workers: [...before, entry('w-2', { userId: b.id, role: 'worker' })] }));
    await exchange(first);
    await exchange(second);
    expect(second.client.index.cases()).toMatchObject([{ id: caseId, space: 'protected' }]);
    expect(second.client.index.eventsOf(caseId)).toHaveLength(1);
    await act(first, patch({ workerEndings: [entry('e-1', { workerEntryId: 'w-2' })] }));
    await exchange(first);
    await exchange(second);
    expect(second.client.index.cases()).toEqual([]);
    expect(second.client.index.eventsOf(caseId)).toEqual([]);
    const session = second.session as NonNullable<typeof second.session>;
    const cipher = await createRecordCipher(session.protectedSpace.recordsKey);
    await second.lock();
    expect(await readSpace(session.protectedSpace.name, cipher)).toEqual([]);
  });
});

test('S65: as the program opens it, a change by another laptop is heard of at once, and nothing lies in the clear', async () => {
  const office = await server.office();
  const [a, b] = [await server.user(office.id, 'specialist'), await server.user(office.id, 'secretary')];
  const [whole, other] = [await laptopOf(office), await laptopOf(office)];
  whole.whole = true;
  await whole.open(b);
  await exchange(whole);
  await other.open(a);
  const [caseId, word] = [newId(), 'Plantedova-in-the-whole'];
  const first = opening(caseId, a.id, word);
  const also = { id: 'w-2', userId: b.id, role: 'worker', at: '2026-03-02T08:00:00.000Z', actor: a.id };
  await act(other, { ...first, patch: { ...first.patch, workers: [...(first.patch.workers as []), also] } });
  await exchange(other);
  // No exchange is asked for here: the hint stream says that there is something.
  for (let turn = 0; turn < 200 && whole.client.index.cases().length === 0; turn++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  expect(whole.client.index.cases()).toMatchObject([{ id: caseId, space: 'protected' }]);
  await whole.client.drafts.save('protected/case', { clientName: word });
  await act(whole, noting(newId(), caseId, word));
  await whole.lock();
  const contents = await whole.contents();
  expect(contents.size).toBeGreaterThan(20);
  expect([...contents].filter(([, bytes]) => bytes.includes(word) || bytes.includes(caseId)).map(([at]) => at)).toEqual(
    [],
  );
});

describe('S65: on the disk of a laptop', () => {
  const secret = 'Plantedova-of-the-file';
  /** All forms in which a text could lie there in the clear. */
  const forms = (text: string) => [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('hex')),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
          .toString('base64')
          .slice(4, -4),
      ),
    ),
  ];

  async function shared() {
    const office = await server.office();
    const [a, b] = [await server.user(office.id, 'specialist'), await server.user(office.id, 'secretary')];
    const laptop = await laptopOf(office);
    await laptop.open(a);
    const caseId = newId();
    await act(laptop, opening(caseId, a.id, secret), noting(newId(), caseId, `${secret} words`));
    await exchange(laptop);
    await act(laptop, noting(newId(), caseId, `${secret} waits`));
    await laptop.client.drafts.save('protected/case', { clientName: `${secret} draft` });
    const session = laptop.session as NonNullable<typeof laptop.session>;
    return { office, a, b, laptop, caseId, session };
  }

  test('no word of a file lies in the clear, on the worker’s laptop or on another', async () => {
    const { office, b, laptop, caseId } = await shared();
    await laptop.lock();
    const other = await laptopOf(office);
    await other.open(b);
    await exchange(other);
    await other.lock();
    for (const each of [laptop, other]) {
      const contents = await each.contents();
      expect(contents.size).toBeGreaterThan(5);
      const found = [...contents].filter(([where, bytes]) =>
        [secret, caseId].some((text) => where.includes(text) || forms(text).some((form) => bytes.includes(form))),
      );
      expect(found.map(([where]) => where)).toEqual([]);
    }
  });

  test('what lies there for a colleague opens with no key of another person, the office’s own keys included', async () => {
    const { b, laptop, session, caseId } = await shared();
    const mine = laptop.device.stores().protectedSpace;
    await laptop.lock();
    await laptop.open(b);
    await exchange(laptop);
    const other = laptop.session as NonNullable<typeof laptop.session>;
    const stores = laptop.device.stores();
    const keys = [
      other.recordsKey,
      other.protectedSpace.recordsKey,
      stores.journalKey,
      stores.attachmentsKey,
      stores.protectedSpace.journalKey,
    ];
    await laptop.lock();
    for (const key of keys)
      expect(await readSpace(session.protectedSpace.name, await createRecordCipher(key))).toEqual([]);
    const contents = await laptop.contents();
    const journal = [...contents].filter(([where]) => where.includes(mine.journalName));
    expect(journal.length).toBeGreaterThan(0);
    // The person's own key does open both: the test would find what lies open.
    const own = await readSpace(
      session.protectedSpace.name,
      await createRecordCipher(session.protectedSpace.recordsKey),
    );
    expect(own.map((doc) => doc.collection).toSorted()).toEqual(['caseEvents', 'caseEvents', 'cases']);
    expect(own.some((doc) => doc.id === caseId)).toBe(true);
  });

  test('a space without a file and one with a file look the same: as many rows, each as long', async () => {
    const { b, laptop } = await shared();
    await laptop.lock();
    const withFile = laptop.session?.protectedSpace.name ?? '';
    await laptop.open(b);
    await exchange(laptop);
    await laptop.lock();
    const without = laptop.session?.protectedSpace.name ?? '';
    const contents = await laptop.contents();
    const shape = (name: string) =>
      ['slots', 'notes'].map((store) => {
        const [keys, values] = JSON.parse(contents.get(`${name}/${store}`)?.toString() ?? '[]') as [
          unknown[],
          string[],
        ];
        return { keys, lengths: values.map((value) => value.length) };
      });
    expect(withFile).not.toBe(without);
    expect(shape(withFile)).toEqual(shape(without));
    expect(withFile.length).toBe(without.length);
  });
});

describe('S67: an emergency code on a laptop without a connection', () => {
  test('opens a colleague’s space for reading, is written down first, reported at the next exchange, and works once', async () => {
    const office = await server.office('Oʻz', 'r7.d7');
    const [a, b] = [await server.user(office.id, 'specialist'), await server.user(office.id, 'secretary')];
    const laptop = await laptopOf(office);
    await laptop.open(a);
    const caseId = newId();
    await act(laptop, opening(caseId, a.id, 'Nomsiz'));
    await exchange(laptop);
    await laptop.lock();
    await laptop.open(b);
    await exchange(laptop);
    const officer: TestClient = await server.console('district_officer', 'uz.r7.d7');
    const device = (await laptop.device.secrets.state()).enrolment?.deviceId;
    const tell = () =>
      officer.request<{ code: string }>('POST', '/api/v1/console/emergency/code', {
        userId: a.id,
        deviceId: device,
        askerId: b.id,
        reason: 'Aloqa yoʻq, xavf bor',
      });
    const { code } = (await tell()).body;
    laptop.online = false;
    const { secrets } = laptop.device;
    await expect(secrets.openByCode(a.id, 'ABCDE-FGHJK-MNPQR', 'Xavf bor')).rejects.toThrow('emergency_code_wrong');
    await expect(secrets.openByCode(b.id, code, 'Xavf bor')).rejects.toThrow('emergency_code_wrong');
    const space = await secrets.openByCode(a.id, code.toLowerCase().replaceAll('-', ' '), 'Xavf bor');
    const docs = await readSpace(space.name, await createRecordCipher(space.recordsKey));
    expect(docs).toMatchObject([{ collection: 'cases', id: caseId }]);
    await expect(secrets.openByCode(a.id, code, 'Xavf bor')).rejects.toThrow('emergency_code_wrong');
    // The process is gone before it was reported: it is on the disk.
    laptop.kill();
    await laptop.open(b);
    laptop.online = true;
    await exchange(laptop);
    const used = await rows<{ asker: string; owner: string; reason: string; files: string[] }>(
      `select asker, owner, reason, files from emergency where owner = '${a.id}' and decided_by is null`,
    );
    expect(used).toEqual([{ asker: b.id, owner: a.id, reason: 'Xavf bor', files: [`${a.id}/${caseId}`] }]);
    expect((await tell()).status).toBe(404);
    // The owner's next exchange brings a new one.
    await laptop.lock();
    await laptop.open(a);
    await exchange(laptop);
    const next = (await tell()).body.code;
    expect(next).toMatch(/^[A-Z0-9]{5}(-[A-Z0-9]{5}){2}$/);
    expect(next).not.toBe(code);
  });

  test('a password that was replaced on the server loses nothing: the server’s half opens the space', async () => {
    const office = await server.office();
    const user = await server.user(office.id, 'specialist');
    const laptop = await laptopOf(office);
    await laptop.open(user);
    await exchange(laptop);
    laptop.online = false;
    const caseId = newId();
    await act(laptop, opening(caseId, user.id, 'Nomsiz'));
    await laptop.lock();
    laptop.online = true;
    const other = await server.user(office.id, 'specialist', { password: 'yangi-parol-besh-soz' });
    await rows(
      `update app_user set password_hash = (select password_hash from app_user where id = '${other.id}') where id = '${user.id}'`,
    );
    laptop.session = await laptop.device.secrets.signIn(user.login, 'yangi-parol-besh-soz');
    await laptop.open({ ...user, password: 'yangi-parol-besh-soz' });
    expect(laptop.client.sync.status().waiting).toBe(1);
    await exchange(laptop);
    expect(laptop.client.index.cases()).toMatchObject([{ id: caseId }]);
  });
});
