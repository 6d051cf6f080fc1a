import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { generateProof } from 'dpop';
import { Upload } from 'tus-js-client';
import type { FileOfRecord } from '#shared/sync/files/contract.ts';
import { uploadId } from '#shared/sync/device/file-calls.ts';
import { createDiskContent } from '../../sync-server/modules/files/content.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import { startTestServer, type TestLaptop, type TestServer } from '../support/server.ts';
import { openCutLink } from './cut-link.ts';
import { type FilesLaptop, openFilesLaptop, refOf } from './laptop.ts';

const LIMIT = 80 * 1_048_576;
let server: TestServer;
let folder: string;
let office: StoredOffice;
let writer: TestLaptop;
const open: FilesLaptop[] = [];

const attachment = (file: { hash: string; size: number }, name = 'skan.pdf') => ({
  id: randomBytes(8).toString('hex'),
  ...file,
  name,
  type: 'pdf',
  role: 'scan',
  actor: writer.user.id,
  at: '2026-11-24T06:00:00.000Z',
});

/** Saves a paper that names the file, as the server's records have it. */
async function record(laptop: TestLaptop, file: { hash: string; size: number }, name?: string): Promise<FileOfRecord> {
  const docId = randomBytes(12).toString('hex');
  const pushed = await laptop.push([
    laptop.operation({
      collection: 'documents',
      docId,
      kind: 'create',
      patch: {
        journal: 'incoming',
        kind: 'letter',
        state: 'draft',
        subject: 'Skan',
        attachments: [{ ...attachment(file, name), actor: laptop.user.id }],
      },
    }),
  ]);
  expect(pushed.body.answers).toEqual([]);
  return { ...file, collection: 'documents', docId };
}

async function desktop(of: StoredOffice, server_: string, route?: () => string): Promise<FilesLaptop> {
  const user = await server.user(of.id, 'secretary');
  const laptop = await openFilesLaptop({
    folder: await mkdtemp(join(folder, 'laptop-')),
    password: user.password,
    enrol: { server: server_, code: await server.code(of.id), login: user.login },
    ...(route ? { server: route } : {}),
  });
  open.push(laptop);
  return laptop;
}

const arrived = async (file: FileOfRecord, name = office.id) =>
  (await readFile(join(folder, 'server', name, file.hash.slice(0, 2), file.hash)).catch(() => null)) ?? null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mahalla-files-'));
  server = await startTestServer({
    postgres: inject('postgres'),
    app: { files: { content: createDiskContent(join(folder, 'server')), limit: LIMIT } },
  });
  office = await server.office();
  writer = await server.laptop(office, await server.user(office.id, 'secretary'));
});
afterAll(async () => {
  for (const laptop of open) laptop.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('files of papers', () => {
  it('a 60 MB scan over a link cut ten times arrives whole, and no byte before a cut is sent twice', async () => {
    const scan = randomBytes(60 * 1_048_576);
    const cutAt = Array.from({ length: 10 }, (_, n) => Math.floor(((n + 1) * scan.length) / 11) + n * 7_919);
    const link = await openCutLink(Number(new URL(server.url).port), cutAt);
    const laptop = await desktop(office, server.url, () => link.url);
    const file = await record(writer, await laptop.keep(scan));
    await laptop.files.send(file);
    const started = performance.now();
    for (let tries = 0; tries < 30 && !(await arrived(file)); tries++) await laptop.files.wake();
    const seconds = (performance.now() - started) / 1_000;
    expect((await arrived(file))?.equals(scan)).toBe(true);
    expect(link.cuts()).toBe(10);
    // Every stretch that got through begins where the one before it was cut.
    let at = 0;
    for (const piece of link.pieces()) {
      expect(piece.offset).toBe(at);
      at += piece.carried;
    }
    const carried = link.pieces().reduce((sum, piece) => sum + piece.carried, 0);
    process.stdout.write(
      `60 MB over a link cut ${link.cuts()} times: ${scan.length} bytes of the file, ${carried} carried, ` +
        `${carried - scan.length} twice, ${link.pieces().length} requests, ${seconds.toFixed(1)} s\n`,
    );
    expect(carried).toBe(scan.length);
    expect(await laptop.files.transfers()).toEqual([]);
    await link.close();
  });

  it('lies sealed on the laptop, and a byte changed on its disk is found', async () => {
    const laptop = await desktop(office, server.url);
    const plain = Buffer.from('Karimova Dilnoza '.repeat(100_000));
    const file = await laptop.keep(plain);
    expect((await laptop.read(file)).equals(plain)).toBe(true);
    const found = (await readdir(laptop.folder, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    expect(found.length).toBe(1);
    const path = join(found[0]?.parentPath ?? '', found[0]?.name ?? '');
    const sealed = await readFile(path);
    expect(sealed.includes('Karimova')).toBe(false);
    expect(path).not.toContain(file.hash.slice(0, 16));
    sealed[1_048_576 + 500] = (sealed[1_048_576 + 500] as number) ^ 1;
    await writeFile(path, sealed);
    await expect(laptop.files.read(file, 0)).resolves.toHaveLength(1_048_576);
    await expect(laptop.files.read(file, 1)).rejects.toMatchObject({ failure: { code: 'file_damaged' } });
    await expect(laptop.files.read(refOf(Buffer.from('another')), 0)).rejects.toMatchObject({
      failure: { code: 'file_not_here' },
    });
  });

  it('waits for its record, survives a restart, and goes up once the record is there', async () => {
    const laptop = await desktop(office, server.url);
    const ref = await laptop.keep(randomBytes(1_500_000));
    const docId = randomBytes(12).toString('hex');
    await laptop.files.send({ ...ref, collection: 'documents', docId });
    await laptop.files.wake();
    expect(await laptop.files.transfers()).toMatchObject([{ state: 'waiting', code: 'not_found' }]);
    laptop.close();
    await writer.push([
      writer.operation({
        collection: 'documents',
        docId,
        kind: 'create',
        patch: { journal: 'incoming', kind: 'letter', state: 'draft', subject: 'Kech', attachments: [attachment(ref)] },
      }),
    ]);
    expect((await readFile(join(laptop.folder, 'to-send.note'))).includes(docId)).toBe(false);
    const next = await laptop.reopen();
    open.push(next);
    await next.files.wake();
    expect(await next.files.transfers()).toEqual([]);
    expect(await arrived({ ...ref, collection: 'documents', docId })).not.toBeNull();
  });

  it('is fetched by another laptop of the office in ranges, from where the line broke', async () => {
    const bytes = randomBytes(3 * 1_048_576 + 17);
    const one = await desktop(office, server.url);
    const file = await record(writer, await one.keep(bytes));
    await one.files.send(file);
    await one.files.wake();
    const two = await desktop(office, server.url);
    expect(await two.files.places([file])).toEqual(['away']);
    const seen: number[] = [];
    two.files.onTransfer((transfer) => {
      seen.push(transfer.done);
      if (transfer.done === 1_048_576 && seen.length === 2) void two.files.cancel(file.hash);
    });
    await expect(two.files.fetch(file)).rejects.toMatchObject({ failure: { code: 'offline' } });
    expect(await two.files.places([file])).toEqual(['partly']);
    seen.length = 0;
    await two.files.fetch(file);
    expect(seen[0]).toBeGreaterThanOrEqual(1_048_576);
    expect(await two.files.places([file])).toEqual(['here']);
    expect((await two.read(file)).equals(bytes)).toBe(true);
  });

  it('is taken from and given to nobody but those who may read its record', async () => {
    const bytes = randomBytes(40_000);
    const laptop = await desktop(office, server.url);
    const file = await record(writer, await laptop.keep(bytes), 'ariza ‟oʻzbekcha”.pdf');
    const other = await server.office('Boshqa');
    const stranger = await server.laptop(other);
    const path = `/api/v1/files/documents/${file.docId}/${file.hash}`;
    expect(await writer.request('GET', path)).toMatchObject({ status: 404, body: { code: 'file_not_arrived' } });
    await laptop.files.send(file);
    await laptop.files.wake();
    expect((await stranger.request('GET', path)).body).toMatchObject({ code: 'not_found' });
    // A laptop of another office can neither begin nor look at an upload in this one's name.
    const upload = `/api/v1/files/uploads/${uploadId(office.id, file.hash)}`;
    const theirs = await stranger.request('PATCH', upload, 'x', {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    });
    expect(theirs.status).toBe(404);
    const begun = await stranger.request('POST', '/api/v1/files/uploads', undefined, {
      'tus-resumable': '1.0.0',
      'upload-length': '40000',
      'upload-metadata': `collection ${btoa('documents')},doc ${btoa(file.docId)},hash ${btoa(file.hash)}`,
    });
    expect(begun.status).toBe(404);
    // The paper is not theirs even where they know its id and the hash: nothing was stored for their office.
    expect(await arrived(file, other.id)).toBeNull();
    const officer = await server.console('district_officer', office.area.split('.').slice(0, -1).join('.'));
    const foreign = await server.console('district_officer', 'uz.nowhere');
    const read = `/api/v1/console/files/${office.id}/documents/${file.docId}/${file.hash}`;
    const got = await officer.request<string>('GET', read);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''ariza%20/);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-security-policy')).toContain('sandbox');
    expect((await foreign.request('GET', read)).status).toBe(404);
    const part = await officer.request<string>('GET', read, undefined, { range: 'bytes=39990-' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 39990-39999/40000');
    expect((await officer.request('GET', read, undefined, { range: 'bytes=50000-' })).status).toBe(416);
  });

  it('is refused where it is too large, is not the size of its record, or has other bytes than its hash says', async () => {
    const begin = (length: number, hash: string, docId: string) =>
      writer.request('POST', '/api/v1/files/uploads', undefined, {
        'tus-resumable': '1.0.0',
        'upload-length': String(length),
        'upload-metadata': `collection ${btoa('documents')},doc ${btoa(docId)},hash ${btoa(hash)}`,
      });
    const honest = randomBytes(1_000);
    const file = await record(writer, refOf(honest));
    expect(await begin(200 * 1_048_576, file.hash, file.docId)).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
    expect((await begin(999, file.hash, file.docId)).status).toBe(400);
    expect((await begin(1_000, '../../etc/passwd', file.docId)).status).toBe(400);
    expect((await begin(1_000, file.hash, file.docId)).status).toBe(201);
    const patch = (body: Buffer) =>
      writer.request('PATCH', `/api/v1/files/uploads/${uploadId(office.id, file.hash)}`, body.toString('latin1'), {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      });
    expect(await patch(Buffer.alloc(1_000, 65))).toMatchObject({ status: 409, body: { code: 'file_damaged' } });
    expect(await arrived(file)).toBeNull();
  });

  it('speaks tus to a client that is not ours, with its pauses', async () => {
    const bytes = randomBytes(400_000);
    const file = await record(writer, refOf(bytes));
    let nonce = (await writer.request('GET', `/api/v1/files/documents/${file.docId}/${file.hash}`)).headers.get(
      'dpop-nonce',
    );
    let requests = 0;
    await new Promise<void>((done, failed) => {
      const upload = new Upload(bytes, {
        endpoint: `${server.url}/api/v1/files/uploads`,
        metadata: { collection: 'documents', doc: file.docId, hash: file.hash },
        chunkSize: 150_000,
        retryDelays: null,
        async onBeforeRequest(request) {
          requests += 1;
          const token = writer.session?.accessToken ?? '';
          const proof = await generateProof(
            writer.keys,
            request.getURL(),
            request.getMethod(),
            nonce ?? undefined,
            token,
          );
          request.setHeader('dpop', proof);
          request.setHeader('authorization', `DPoP ${token}`);
        },
        onAfterResponse(_request, response) {
          nonce = response.getHeader('dpop-nonce') ?? nonce;
        },
        onError: failed,
        onSuccess: () => done(),
      });
      upload.start();
    });
    expect(requests).toBe(4);
    expect((await arrived(file))?.equals(bytes)).toBe(true);
  });

  it('a task’s files are its office’s alone, as a paper’s are', async () => {
    const bytes = randomBytes(30_000);
    const laptop = await desktop(office, server.url);
    const ref = await laptop.keep(bytes);
    const [paper, task] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    const chair = await server.laptop(office, await server.user(office.id, 'chair'));
    const pushed = await chair.push([
      chair.operation({
        collection: 'documents',
        docId: paper,
        kind: 'create',
        patch: { journal: 'incoming', kind: 'letter', state: 'draft', subject: 'Quvur' },
      }),
      chair.operation({
        collection: 'tasks',
        docId: task,
        kind: 'create',
        patch: { kind: 'assignment', state: 'open', documentId: paper, assigneeId: writer.user.id, text: 'Tuzating' },
      }),
    ]);
    expect(pushed.body.answers).toEqual([]);
    const told = await writer.push([
      writer.operation({
        collection: 'tasks',
        docId: task,
        kind: 'patch',
        patch: { attachments: [{ ...attachment(ref, 'dalolatnoma.pdf'), role: 'report' }] },
      }),
    ]);
    expect(told.body.answers).toEqual([]);
    const file: FileOfRecord = { ...ref, collection: 'tasks', docId: task };
    await laptop.files.send(file);
    await laptop.files.wake();
    expect(await arrived(file)).not.toBeNull();
    const path = `/api/v1/files/tasks/${task}/${ref.hash}`;
    expect((await chair.request('GET', path)).status).toBe(200);
    const stranger = await server.laptop(await server.office('Yana boshqa'));
    expect((await stranger.request('GET', path)).body).toMatchObject({ code: 'not_found' });
    // The same hash in the name of a record that has no such file.
    expect((await chair.request('GET', `/api/v1/files/documents/${paper}/${ref.hash}`)).status).toBe(404);
    const read = `/api/v1/console/files/${office.id}/tasks/${task}/${ref.hash}`;
    const officer = await server.console('district_officer', office.area.split('.').slice(0, -1).join('.'));
    expect((await officer.request('GET', read)).status).toBe(200);
    expect((await (await server.console('district_officer', 'uz.nowhere')).request('GET', read)).status).toBe(404);
  });

  it('an instruction’s annexes come to the offices that have it, and to no other', async () => {
    const bytes = Buffer.from('Namuna jadval '.repeat(5_000));
    const ref = refOf(bytes);
    const ministry = await server.console('ministry_admin');
    const stranger = await server.laptop(await server.office('Olmagan'));
    const sent = await ministry.request<{ id: string; docId: string }>('POST', '/api/v1/console/dispatches', {
      subject: 'Jadval',
      text: 'Toʻldiring',
      recipients: { offices: [office.id] },
      files: [{ ...ref, name: 'jadval.pdf', type: 'pdf' }],
    });
    expect(sent.status).toBe(201);
    const detail = () =>
      ministry.request<{ files: { hash: string; arrived: boolean }[] }>(
        'GET',
        `/api/v1/console/dispatches/${sent.body.id}`,
      );
    expect((await detail()).body.files).toMatchObject([
      { hash: ref.hash, name: 'jadval.pdf', role: 'annex', arrived: false },
    ]);
    const copy = (await writer.pull(0, { limit: 1_000 })).body.docs.find(
      (doc) => (doc.body.source as { docId?: string } | undefined)?.docId === sent.body.docId,
    );
    expect(copy?.body.attachments).toMatchObject([{ hash: ref.hash, role: 'annex' }]);
    const path = `/api/v1/files/documents/${copy?.id}/${ref.hash}`;
    expect(await writer.request('GET', path)).toMatchObject({ status: 404, body: { code: 'file_not_arrived' } });

    const tus = { 'tus-resumable': '1.0.0' };
    const metadata = `collection ${btoa('documents')},doc ${btoa(sent.body.docId)},hash ${btoa(ref.hash)}`;
    const begin = (client: Pick<typeof ministry, 'request'>) =>
      client.request('POST', '/api/v1/files/uploads', undefined, {
        ...tus,
        'upload-length': String(ref.size),
        'upload-metadata': metadata,
      });
    // Whoever has a copy only reads it.
    expect((await begin(writer)).status).toBe(404);
    const begun = await begin(ministry);
    expect(begun.status).toBe(201);
    const put = await ministry.request('PATCH', begun.headers.get('location') ?? '', bytes.toString('latin1'), {
      ...tus,
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    });
    expect(put.headers.get('mahalla-file')).toBe('stored');
    expect((await detail()).body.files).toMatchObject([{ arrived: true }]);
    const got = await writer.request<string>('GET', path);
    expect(got.status).toBe(200);
    expect((await stranger.request('GET', path)).status).toBe(404);

    // Corrected, it takes its annexes along, and nothing has to be sent twice.
    const corrected = await ministry.request<{ id: string }>(
      'POST',
      `/api/v1/console/dispatches/${sent.body.id}/correct`,
      { subject: 'Jadval', text: 'Qayta', reason: 'Muddat', files: [{ ...ref, name: 'jadval.pdf', type: 'pdf' }] },
    );
    expect(corrected.status).toBe(201);
    const again = await ministry.request('GET', `/api/v1/console/dispatches/${corrected.body.id}`);
    expect(again.body).toMatchObject({ files: [{ arrived: true }] });
    for (const files of [[{ ...ref, name: 'x' }], [{ ...ref, name: 'x', type: 'pdf', role: 'signed' }]]) {
      const bad = await ministry.request('POST', '/api/v1/console/dispatches', {
        subject: 'Jadval',
        text: 'Toʻldiring',
        recipients: { offices: [office.id] },
        files,
      });
      expect(bad.status).toBe(400);
    }
  });
});
