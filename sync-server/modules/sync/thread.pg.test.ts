import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ postgres: inject('postgres') });
});
afterAll(() => server.close());

test('a laptop is enrolled, signs in, pushes a paper, and another laptop of the office pulls it', async () => {
  const office = await server.office();
  const first = await server.laptop(office);
  const second = await server.laptop(office);
  const docId = randomBytes(16).toString('base64url');
  const body = { journal: 'appeals', kind: 'request', state: 'draft', subject: 'Suv quvuri', createdBy: first.user.id };

  const pushed = await first.push([first.operation({ collection: 'documents', docId, kind: 'create', patch: body })]);
  expect(pushed.status).toBe(200);
  expect(pushed.body).toMatchObject({ acked: 1, answers: [] });

  const pulled = await second.pull(0, { epoch: '' });
  expect(pulled.status).toBe(200);
  expect(pulled.body.docs.find((doc) => doc.id === docId)?.body).toEqual(body);
  expect(pulled.body.more).toBe(false);
  expect(pulled.body.next).toBe(pushed.body.head);

  const own = await first.pull(0);
  expect(own.body.docs.some((doc) => doc.id === docId)).toBe(false);
  expect(own.body.writerSeq).toBe(1);
  const rebuilt = await first.pull(0, { echo: true });
  expect(rebuilt.body.docs.some((doc) => doc.id === docId)).toBe(true);
});
