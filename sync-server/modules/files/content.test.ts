import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskContent, createS3Content, type FileContent } from './content.ts';

const DAY = 86_400_000;
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(['a folder', 'S3'] as const)('files in %s', (kind) => {
  let folder: string;
  let s3: S3rver | null = null;
  let content: FileContent;
  let wrongKey: FileContent | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mahalla-content-'));
    if (kind === 'a folder') {
      content = createDiskContent(join(folder, 'files'));
      return;
    }
    s3 = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: join(folder, 's3'),
      configureBuckets: [{ name: 'papers', configs: [] }],
    });
    const { port } = await s3.run();
    const place = { url: `http://127.0.0.1:${port}/papers/mahalla`, region: 'us-east-1' };
    content = createS3Content(join(folder, 'files'), { ...place, accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' });
    wrongKey = createS3Content(join(folder, 'files'), { ...place, accessKeyId: 'STRANGER', secretAccessKey: 'S3RVER' });
  });
  afterAll(async () => {
    await s3?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** An upload of which all bytes have come. */
  async function upload(bytes: Uint8Array, id: string): Promise<void> {
    await mkdir(join(folder, 'files', 'incoming'), { recursive: true });
    await writeFile(join(folder, 'files', 'incoming', id), bytes);
    await writeFile(join(folder, 'files', 'incoming', `${id}.json`), '{}');
  }

  it('takes a whole file in by its hash, and gives it back in ranges', async () => {
    const bytes = randomBytes(3_000_000);
    const hash = hashOf(bytes);
    await upload(bytes, `o.${hash}`);
    expect(await content.takeIn(`o.${hash}`, `o/${hash.slice(0, 2)}/${hash}`, hash)).toBe(true);
    expect(existsSync(join(folder, 'files', 'incoming', `o.${hash}`))).toBe(false);
    const place = `o/${hash.slice(0, 2)}/${hash}`;
    expect((await buffer(content.read(place, 0, bytes.length))).equals(bytes)).toBe(true);
    expect((await buffer(content.read(place, 1_000_000, 1_000_017))).equals(bytes.subarray(1_000_000, 1_000_017))).toBe(
      true,
    );
    // Asked again by a process that came after one which ended before it could note it.
    expect(await content.takeIn(`o.${hash}`, place, hash)).toBe(true);
  });

  it('refuses bytes of another hash, and forgets them', async () => {
    const hash = hashOf(Buffer.from('other'));
    await upload(Buffer.from('bytes'), `o.${hash}`);
    expect(await content.takeIn(`o.${hash}`, `o/${hash}`, hash)).toBe(false);
    expect(existsSync(join(folder, 'files', 'incoming', `o.${hash}`))).toBe(false);
    await expect(buffer(content.read(`o/${hash}`, 0, 5))).rejects.toThrow(kind === 'S3' ? 'S3 GET: 404' : 'ENOENT');
  });

  it('clears uploads by their last byte, and whatever was noted of those taken in', async () => {
    const incoming = join(folder, 'files', 'incoming');
    for (const name of await readdir(incoming)) await rm(join(incoming, name));
    await upload(Buffer.from('old'), 'o.old');
    await upload(Buffer.from('young'), 'o.young');
    await writeFile(join(incoming, 'o.taken.json'), '{}');
    const long = new Date(Date.now() - 70 * DAY);
    for (const name of ['o.old', 'o.old.json', 'o.young.json', 'o.taken.json']) {
      await utimes(join(incoming, name), long, long);
    }
    expect(await content.clearUnfinished(Date.now() - 60 * DAY)).toBe(1);
    expect((await readdir(incoming)).toSorted()).toEqual(['o.young', 'o.young.json']);
  });

  if (kind === 'a folder') return;

  it('keeps the upload where the store refuses it, and tells', async () => {
    const bytes = randomBytes(1_000);
    const hash = hashOf(bytes);
    await upload(bytes, `o.${hash}`);
    await expect(wrongKey?.takeIn(`o.${hash}`, `o/${hash}`, hash)).rejects.toThrow('S3 PUT: 403');
    expect(await content.takeIn(`o.${hash}`, `o/${hash}`, hash)).toBe(true);
    await expect(buffer(wrongKey!.read(`o/${hash}`, 0, 10))).rejects.toThrow('S3 GET: 403');
  });
});
