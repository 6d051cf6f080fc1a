import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentHash } from '#shared/domain/documents/content.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { asAdmin, startTestServer, type TestLaptop, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
});
afterAll(() => server.close());

const newId = () => randomBytes(16).toString('base64url');
const draft = (laptop: TestLaptop, more: JsonObject = {}): JsonObject => ({
  journal: 'outgoing',
  kind: 'letter',
  state: 'draft',
  subject: 'Soʻrov',
  text: 'Matn',
  createdBy: laptop.user.id,
  ...more,
});
const create = (laptop: TestLaptop, docId: string, more: JsonObject = {}): Operation =>
  laptop.operation({ collection: 'documents', docId, kind: 'create', patch: draft(laptop, more) });

describe('I2: each operation is applied exactly once', () => {
  test('a repeated batch is answered as duplicates with the document as it stands, and changes nothing', async () => {
    const laptop = await server.laptop(await server.office());
    const docId = newId();
    const batch = [
      create(laptop, docId),
      laptop.operation({ collection: 'documents', docId, kind: 'patch', patch: { note: 'bir' } }),
    ];
    const first = await laptop.push(batch);
    const second = await laptop.push(batch);
    expect(second.body).toMatchObject({ acked: 2, head: first.body.head });
    expect(second.body.answers.map((answer) => [answer.result, answer.outcome])).toEqual([
      ['duplicate', 'applied'],
      ['duplicate', 'applied'],
    ]);
    expect(second.body.answers[0]?.doc?.body).toMatchObject({ note: 'bir' });
  });

  test('the same id with another body is refused, under the same number and under a later one', async () => {
    const laptop = await server.laptop(await server.office());
    const operation = create(laptop, newId());
    await laptop.push([operation]);
    const altered = { ...operation, patch: { ...operation.patch, subject: 'Boshqa' } };
    for (const seq of [1, 2]) {
      const answer = await laptop.push([{ ...altered, seq }]);
      expect(answer.body.answers).toMatchObject([
        { result: 'refused', code: 'op_id_reused', doc: { body: { subject: 'Soʻrov' } } },
      ]);
    }
  });

  test('a number used again by another operation refuses the whole batch, flags the laptop and is audited', async () => {
    const laptop = await server.laptop(await server.office());
    await laptop.push([create(laptop, newId()), create(laptop, newId())]);
    const docId = newId();
    const forked = await laptop.push([
      { ...create(laptop, docId), seq: 2 },
      { ...create(laptop, newId()), seq: 3 },
    ]);
    expect(forked).toMatchObject({ status: 409, body: { code: 'writer_forked', expected: 2 } });
    expect((await laptop.pull(0, { echo: true })).body.docs.some((doc) => doc.id === docId)).toBe(false);
    const flag = await asAdmin(server.adminUrl, (pg) =>
      pg.query(
        `select d.flag, (select count(*)::int from audit where content ->> 'kind' = 'writer_forked' and content ->> 'device' = d.id) as rows
         from device d where d.id = $1`,
        [laptop.enrolment.deviceId],
      ),
    );
    expect(flag.rows[0]).toEqual({ flag: 'writer_forked', rows: 1 });
    // Under a new name the same operations arrive, once.
    const writer = `${laptop.enrolment.deviceId}.2`;
    const renewed = await laptop.push([{ ...create(laptop, docId), seq: 1, writer }], writer);
    expect(renewed.body).toMatchObject({ acked: 1, answers: [] });
  });

  test('operations sent again under a renewed writer are duplicates', async () => {
    const laptop = await server.laptop(await server.office());
    const operation = create(laptop, newId());
    await laptop.push([operation]);
    const writer = `${laptop.enrolment.deviceId}.2`;
    const fresh = { ...create(laptop, newId()), seq: 2, writer };
    const answer = await laptop.push([{ ...operation, seq: 1, writer }, fresh], writer);
    expect(answer.body).toMatchObject({
      acked: 2,
      answers: [{ id: operation.id, result: 'duplicate', outcome: 'applied' }],
    });
  });

  test('a gap is refused with the number that is expected', async () => {
    const laptop = await server.laptop(await server.office());
    const first = create(laptop, newId());
    expect(await laptop.push([{ ...first, seq: 2 }])).toMatchObject({
      status: 409,
      body: { code: 'seq_gap', expected: 1 },
    });
    expect(await laptop.push([first, { ...create(laptop, newId()), seq: 3 }])).toMatchObject({
      status: 409,
      body: { code: 'seq_gap', expected: 2 },
    });
    expect((await laptop.pull(0)).body.writerSeq).toBe(0);
  });

  test('a transaction that breaks in the middle leaves nothing half done', async () => {
    const laptop = await server.laptop(await server.office());
    const docId = newId();
    const batch = [create(laptop, docId)];
    await asAdmin(server.adminUrl, (pg) =>
      pg.query(`create function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
        create trigger break_it before insert on audit for each row execute function break_it()`),
    );
    const failed = await laptop.push(batch);
    expect(failed).toMatchObject({ status: 500, body: { code: 'unexpected' } });
    expect(JSON.stringify(failed.body)).not.toContain('broken');
    const left = await asAdmin(server.adminUrl, async (pg) => {
      await pg.query('drop trigger break_it on audit; drop function break_it()');
      return pg.query(
        `select (select count(*)::int from doc where id = $1) as docs,
        (select count(*)::int from operation where doc_id = $1) as operations, (select count(*)::int from writer where id = $2) as writers`,
        [docId, laptop.writer],
      );
    });
    expect(left.rows[0]).toEqual({ docs: 0, operations: 0, writers: 0 });
    expect((await laptop.push(batch)).body).toMatchObject({ acked: 1, answers: [] });
  });

  test('the same batch sent eight times at once is applied once', async () => {
    const laptop = await server.laptop(await server.office());
    const batch = Array.from({ length: 20 }, () => create(laptop, newId()));
    const answers = await Promise.all(Array.from({ length: 8 }, () => laptop.push(batch)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect(answers.filter((answer) => answer.body.answers.length === 0)).toHaveLength(1);
    const rows = await asAdmin(server.adminUrl, (pg) =>
      pg.query('select count(*)::int as n from operation where writer = $1', [laptop.writer]),
    );
    expect(rows.rows[0]).toEqual({ n: 20 });
  });
});

describe('what is refused is kept and holds nothing up', () => {
  test('unknown collection, unknown actor, a role without the right, a foreign document, a tombstone', async () => {
    const office = await server.office();
    const chair = await server.laptop(office);
    const specialist = await server.laptop(office, await server.user(office.id, 'specialist'));
    const stranger = await server.laptop(await server.office());
    const foreignId = newId();
    await stranger.push([create(stranger, foreignId)]);
    const [draftId, goneId] = [newId(), newId()];
    await chair.push([
      create(chair, draftId),
      create(chair, goneId),
      chair.operation({ collection: 'documents', docId: goneId, kind: 'remove' }),
    ]);

    const answer = await specialist.push([
      specialist.operation({ collection: 'spaceships', docId: newId(), kind: 'create' }),
      specialist.operation({
        collection: 'documents',
        docId: draftId,
        kind: 'patch',
        patch: { note: 'x' },
        actor: stranger.user.id,
      }),
      specialist.operation({ collection: 'documents', docId: draftId, kind: 'remove' }),
      specialist.operation({ collection: 'documents', docId: foreignId, kind: 'patch', patch: { note: 'x' } }),
      specialist.operation({ collection: 'documents', docId: newId(), kind: 'patch', patch: { note: 'x' } }),
      specialist.operation({ collection: 'documents', docId: goneId, kind: 'patch', patch: { note: 'x' } }),
      specialist.operation({ collection: 'staff', docId: specialist.user.id, kind: 'patch', patch: { role: 'chair' } }),
      {
        ...specialist.operation({ collection: 'documents', docId: draftId, kind: 'patch' }),
        kind: 'explode',
      } as unknown as Operation,
      specialist.operation({ collection: 'documents', docId: draftId, kind: 'patch', patch: { note: 'a\u0000b' } }),
      specialist.operation({ collection: 'documents', docId: draftId, kind: 'patch', patch: { note: 'yaxshi' } }),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body.acked).toBe(10);
    expect(answer.body.answers.map((one) => one.code)).toEqual([
      'server_too_old',
      'op_actor_unknown',
      'role_forbidden',
      'doc_missing',
      'doc_missing',
      'doc_removed',
      'role_forbidden',
      'op_invalid',
      'op_invalid',
    ]);
    // A foreign document and a missing one look the same.
    const [foreign, missing] = [answer.body.answers[3], answer.body.answers[4]];
    expect({ ...foreign, id: '', seq: 0 }).toEqual({ ...missing, id: '', seq: 0 });
    const kept = await asAdmin(server.adminUrl, (pg) =>
      pg.query(
        `select count(*)::int as n from operation where writer = $1 and outcome = 'refused' and content is not null`,
        [specialist.writer],
      ),
    );
    expect(kept.rows[0]).toEqual({ n: 9 });
  });

  test('a writer of another laptop is forbidden', async () => {
    const office = await server.office();
    const [mine, other] = [await server.laptop(office), await server.laptop(office)];
    const operation = {
      ...mine.operation({ collection: 'documents', docId: newId(), kind: 'create' }),
      writer: other.writer,
    };
    expect((await mine.push([operation], other.writer)).status).toBe(403);
    expect((await mine.pull(0, { writer: other.writer })).status).toBe(403);
  });
});

test('I4: two values for one field both survive, one current and one in the conflicts', async () => {
  const office = await server.office();
  const [first, second] = [await server.laptop(office), await server.laptop(office)];
  const docId = newId();
  await first.push([create(first, docId, { note: 'asl' })]);
  const patch = (laptop: TestLaptop, note: string) =>
    laptop.operation({ collection: 'documents', docId, kind: 'patch', patch: { note }, base: { note: 'asl' } });
  await first.push([patch(first, 'birinchi')]);
  const merged = await second.push([patch(second, 'ikkinchi')]);
  expect(merged.body.answers).toMatchObject([
    {
      result: 'merged',
      doc: { body: { note: 'ikkinchi' }, conflicts: [{ field: 'note', other: 'birinchi', kept: 'ikkinchi' }] },
    },
  ]);
  // Its own later change must not hide the other's from the first laptop.
  await first.push([
    first.operation({
      collection: 'documents',
      docId,
      kind: 'patch',
      patch: { text: 'yangi' },
      base: { text: 'Matn' },
    }),
  ]);
  expect((await first.pull(0)).body.docs.find((doc) => doc.id === docId)?.conflicts).toHaveLength(1);
});

test('I5: a paper is signed with a registered key in the batch that brings the signature, and frozen from then on', async () => {
  const laptop = await server.laptop(await server.office());
  const key = createOfficeKey({ bytes: (length) => randomBytes(length) });
  const [docId, signatureId] = [newId(), newId()];
  const body = draft(laptop, { number: 'CH-1-1/1', regDate: '2026-11-24' });
  const hash = contentHash(body);
  const signature = (value: string): JsonObject => ({
    documentId: docId,
    contentHash: hash,
    algorithm: 'ES256',
    publicKey: key.publicKey,
    value,
    signerId: laptop.user.id,
    signerName: 'Rais',
    at: '2026-11-24T05:00:00.000Z',
  });
  const sign = (id: string) =>
    laptop.operation({
      collection: 'documents',
      docId,
      kind: 'transition',
      transition: 'sign',
      patch: {
        number: 'CH-1-1/1',
        regDate: '2026-11-24',
        contentHash: hash,
        signatureId: id,
        signedBy: laptop.user.id,
      },
    });
  const value = signContent(key.secret, hash);
  const early = await laptop.push([
    create(laptop, docId),
    laptop.operation({
      collection: 'documents',
      docId,
      kind: 'transition',
      transition: 'submit',
      patch: { submittedBy: laptop.user.id },
    }),
    laptop.operation({ collection: 'signatures', docId: newId(), kind: 'create', patch: signature(value) }),
  ]);
  expect(early.body.answers).toMatchObject([{ code: 'signature_key_unknown' }]);

  expect((await laptop.request('POST', '/api/v1/session/key', { publicKey: key.publicKey })).status).toBe(204);
  const forged = `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
  const [badId, goodId] = [newId(), signatureId];
  const signed = await laptop.push([
    laptop.operation({ collection: 'signatures', docId: badId, kind: 'create', patch: signature(forged) }),
    sign(badId),
    laptop.operation({ collection: 'signatures', docId: goodId, kind: 'create', patch: signature(value) }),
    sign(goodId),
    laptop.operation({
      collection: 'documents',
      docId,
      kind: 'patch',
      patch: { text: 'Oʻzgargan' },
      base: { text: 'Matn' },
    }),
  ]);
  expect(signed.body.answers.map((answer) => answer.code)).toEqual([
    'signature_invalid',
    'signature_invalid',
    'content_frozen',
  ]);
  expect(signed.body.answers[2]?.doc?.body).toMatchObject({ state: 'signed', text: 'Matn' });
  const staffDoc = (await laptop.pull(0)).body.docs.find(
    (doc) => doc.collection === 'staff' && doc.id === laptop.user.id,
  );
  expect(staffDoc?.body.publicKeys).toEqual([key.publicKey]);
});

describe('pull', () => {
  test('I6: an office gets its own documents and what is meant for all, and nothing else', async () => {
    const [mine, other] = [await server.laptop(await server.office()), await server.laptop(await server.office())];
    await server.console();
    await other.push([create(other, newId())]);
    await mine.push([create(mine, newId())]);
    const { docs } = (await mine.pull(0, { echo: true })).body;
    expect(docs.length).toBeGreaterThan(2);
    const offices = new Set(docs.map((doc) => doc.officeId));
    expect([...offices].every((id) => id === mine.user.officeId || id === 'ministry')).toBe(true);
    expect(docs.filter((doc) => doc.officeId === 'ministry').every((doc) => doc.collection === 'catalogues')).toBe(
      true,
    );
  });

  test('pages follow each other without loss, and another epoch begins from the start', async () => {
    const office = await server.office();
    const [writer, reader] = [await server.laptop(office), await server.laptop(office)];
    await writer.push(Array.from({ length: 50 }, () => create(writer, newId())));
    const seen = new Set<string>();
    let after = 0;
    for (let more = true; more;) {
      const page = (await reader.pull(after, { limit: 7 })).body;
      page.docs.forEach((doc) => seen.add(`${doc.collection}/${doc.id}`));
      expect(page.docs.length).toBeLessThanOrEqual(7);
      expect(page.next).toBeGreaterThan(after);
      ({ next: after, more } = page);
    }
    const whole = (await reader.pull(0)).body;
    expect(seen.size).toBe(whole.docs.length);
    expect((await reader.pull(after)).body.docs).toEqual([]);
    expect((await reader.pull(after, { epoch: 'another' })).body.docs).toHaveLength(whole.docs.length);
    const device = await asAdmin(server.adminUrl, (pg) =>
      pg.query('select last_contact from device where id = $1', [reader.enrolment.deviceId]),
    );
    expect(device.rows[0].last_contact).toBeInstanceOf(Date);
  });

  test('a page is bounded by its bytes', async () => {
    const office = await server.office();
    const [writer, reader] = [await server.laptop(office), await server.laptop(office)];
    const text = () => randomBytes(60_000).toString('base64');
    for (let n = 0; n < 4; n++)
      await writer.push(Array.from({ length: 6 }, () => create(writer, newId(), { text: text() })));
    const page = (await reader.pull(0)).body;
    expect(page.more).toBe(true);
    expect(JSON.stringify(page).length).toBeLessThan(1_600_000);
  });
});

test('a hint reaches the other laptop of the office, and neither its writer nor another office', async () => {
  const office = await server.office();
  const [writer, listener, stranger] = [
    await server.laptop(office),
    await server.laptop(office),
    await server.laptop(await server.office()),
  ];
  const streams = await Promise.all([listener, writer, stranger].map((laptop) => openHints(laptop)));
  const before = streams.map((stream) => stream.events().length);
  expect(before).toEqual([1, 1, 1]);
  const pushed = await writer.push([create(writer, newId())]);
  await expect.poll(() => streams[0]?.events().at(-1)).toMatchObject({ seq: pushed.body.head });
  expect(streams.slice(1).map((stream) => stream.events().length)).toEqual([1, 1]);
  streams.forEach((stream) => stream.stop());
});

async function openHints(laptop: TestLaptop) {
  const { generateProof } = await import('dpop');
  const url = `${server.url}/api/v1/sync/hints`;
  const nonce = (await fetch(`${server.url}/api/v1/hello`)).headers.get('dpop-nonce') ?? undefined;
  const token = laptop.session?.accessToken as string;
  const stopper = new AbortController();
  const response = await fetch(url, {
    signal: stopper.signal,
    headers: {
      'mahalla-protocol': '1',
      authorization: `DPoP ${token}`,
      dpop: await generateProof(laptop.keys, url, 'GET', nonce, token),
    },
  });
  let text = '';
  const reader = response.body?.getReader();
  void (async () => {
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return;
      text += new TextDecoder().decode(chunk.value);
    }
  })().catch(() => undefined);
  const events = () =>
    [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] as string) as { seq: number });
  await expect.poll(() => events().length).toBe(1);
  return { events, stop: () => stopper.abort() };
}

describe('bodies', () => {
  test('gzip is read, a bomb and an oversize body are refused, answers are compressed', async () => {
    const laptop = await server.laptop(await server.office());
    const batch = JSON.stringify({
      writer: laptop.writer,
      operations: Array.from({ length: 30 }, () => create(laptop, newId())),
    });
    const raw = async (body: Buffer) => {
      const { generateProof } = await import('dpop');
      const url = `${server.url}/api/v1/sync/push`;
      const nonce = (await fetch(`${server.url}/api/v1/hello`)).headers.get('dpop-nonce') ?? undefined;
      const token = laptop.session?.accessToken as string;
      return fetch(url, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          'mahalla-protocol': '1',
          authorization: `DPoP ${token}`,
          dpop: await generateProof(laptop.keys, url, 'POST', nonce, token),
        },
      });
    };
    expect((await raw(gzipSync(batch))).status).toBe(200);
    expect(await (await raw(gzipSync(Buffer.alloc(50_000_000)))).json()).toMatchObject({ code: 'too_large' });
    expect((await raw(Buffer.from('not gzip'))).status).toBe(400);
    const pulled = await laptop.pull(0, { echo: true });
    expect(pulled.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
  });

  test('malformed input gives no 5xx and never a detail', async () => {
    const laptop = await server.laptop(await server.office());
    const value = fc.anything({ withNullPrototype: false, maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('sync/push', 'sync/pull', 'session/login', 'session/refresh', 'session/key', 'devices/enrol'),
        fc.oneof(
          value.map((any) => JSON.stringify(any) ?? ''),
          fc.string(),
          fc
            .record({
              patch: fc.dictionary(fc.string(), value),
              base: value,
              docId: value,
              kind: value,
              collection: fc.constantFrom('documents', 'tasks', 'x'),
            })
            .map((inner) =>
              JSON.stringify({
                writer: laptop.writer,
                operations: [
                  {
                    ...laptop.operation({ collection: 'documents', docId: 'doc-1', kind: 'create', seq: 1 }),
                    ...inner,
                  },
                ],
              }),
            ),
        ),
        async (path, body) => {
          const answer = await laptop.request('POST', `/api/v1/${path}`, body);
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 150 },
    );
    const nested = `{"writer":"${laptop.writer}","operations":[{"id":"${newId()}","writer":"${laptop.writer}","seq":1,"patch":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`;
    expect((await laptop.request('POST', '/api/v1/sync/push', nested)).status).toBeLessThan(500);
  });
});
