import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from '#shared/sync/device/sealer.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createDeviceSecret } from './device-secret.ts';
import { safeFileName } from './file-name.ts';
import { createJournalFiles, createKeyringFiles, replaceFile } from './files.ts';
import { createNodeSealer } from './sealer.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mahalla-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const key = new Uint8Array(32).fill(3);
const text = (value: string) => new TextEncoder().encode(value);

describe('files', () => {
  it('keeps a journal: append, replace, list, remove', async () => {
    const files = createJournalFiles(join(folder, 'a', 'b'));
    expect(await files.list()).toEqual([]);
    expect(await files.read('x')).toEqual(new Uint8Array(0));
    await files.append('x', text('one '));
    await files.append('x', text('two'));
    await files.replace('w', text('w'));
    await writeFile(join(folder, 'a', 'b', 'x.new'), 'left by a crash');
    expect(await files.list()).toEqual(['w', 'x']);
    expect(await files.read('x')).toEqual(text('one two'));
    await files.remove('x');
    await files.remove('x');
    expect(await files.list()).toEqual(['w']);
    await expect(files.append('../out', text('x'))).rejects.toThrow('not a file name');
  });

  it('replaces a file whole and leaves nothing beside it', async () => {
    const path = join(folder, 'whole');
    await replaceFile(path, text('old'));
    await replaceFile(path, text('new'));
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('carries a real journal over a restart', async () => {
    const open = () =>
      createJournal({
        storage: createJournalFiles(join(folder, 'journal')),
        sealer: createNodeSealer(key),
        random,
        deviceId: 'device-1',
      });
    const draft = {
      id: 'op-1',
      at: '',
      actor: 'u-1',
      collection: 'people',
      docId: 'd-1',
      kind: 'create',
      patch: {},
      base: {},
      version: 0,
    } as const;
    const one = open();
    const ops = await one.append([draft]);
    await one.close();
    expect(await open().pending(0, 9)).toEqual(ops);
  });

  it('seals as the shared sealer does', async () => {
    const shared = createSealer(key, random);
    const node = createNodeSealer(key);
    const aad = text('aad');
    expect(await node.open(await shared.seal(text('x'), aad), aad)).toEqual(text('x'));
    expect(await shared.open(await node.seal(text('x'), aad), aad)).toEqual(text('x'));
    await expect(node.open(await node.seal(text('x'), aad), text('other'))).rejects.toThrow('authenticate');
    await expect(node.open(new Uint8Array(5), aad)).rejects.toThrow('too short');
  });

  it('makes names that no system trips over', () => {
    expect(safeFileName('../../etc/passwd')).toBe('passwd');
    expect(safeFileName('C:\\a\\12:3?.pdf')).toBe('12_3_.pdf');
    expect(safeFileName('. . ')).toBe('mahalla');
    expect(safeFileName('.pdf')).toBe('mahalla.pdf');
  });
});

describe('device secret', () => {
  const safeStorage = (backend: string | null) => ({
    isEncryptionAvailable: () => backend !== null,
    getSelectedStorageBackend: () => backend ?? 'basic_text',
    encryptString: (plain: string) => Buffer.from(`sealed ${plain}`),
    decryptString(sealed: Buffer) {
      if (!sealed.toString().startsWith('sealed ')) throw new Error('damaged');
      return sealed.toString().slice(7);
    },
  });
  const make = (name: string, backend: string | null, allowPlain: boolean, platform = 'linux') =>
    createDeviceSecret({
      safeStorage: safeStorage(backend),
      files: createKeyringFiles(join(folder, name)),
      platform,
      allowPlain,
    });
  const unavailable = { failure: { code: 'keystore_unavailable' } };

  it('is kept by the system', async () => {
    const port = make('os', 'gnome_libsecret', false);
    expect(await port.load()).toBeNull();
    const secret = await port.create();
    expect(secret).toHaveLength(32);
    expect(await make('os', 'gnome_libsecret', false).load()).toEqual(secret);
    expect(port.keystore).toBe('os');
    expect(make('win', null, false, 'win32').keystore).toBe('browser');
    expect(make('win', 'x', false, 'win32').keystore).toBe('os');
    await expect(make('os', null, true).load()).rejects.toMatchObject(unavailable);
  });

  it('refuses Linux without a keyring, unless a plain file was allowed', async () => {
    for (const backend of ['basic_text', 'unknown', null]) {
      await expect(make('plain', backend, false).create()).rejects.toMatchObject(unavailable);
    }
    const port = make('plain', 'basic_text', true);
    const secret = await port.create();
    expect(port.keystore).toBe('browser');
    expect(await make('plain', 'basic_text', true).load()).toEqual(secret);
    await expect(make('plain', 'basic_text', false).load()).rejects.toMatchObject(unavailable);
  });

  it('says so when its file is damaged', async () => {
    await make('bad', 'kwallet5', false).create();
    await writeFile(join(folder, 'bad', 'device-secret'), 'Sx');
    await expect(make('bad', 'kwallet5', false).load()).rejects.toMatchObject(unavailable);
    await writeFile(join(folder, 'bad', 'device-secret'), '');
    await expect(make('bad', 'kwallet5', true).load()).rejects.toMatchObject(unavailable);
  });
});
