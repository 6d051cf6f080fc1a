import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { checkNationalSignature } from '#shared/domain/documents/national/pkcs7.ts';
import { nationalContent } from '#shared/domain/documents/national/signature.ts';
import type { NationalKey } from '#shared/ipc/desktop-api.ts';
import { type EimzoFailure, type EimzoSimulator, startEimzoSimulator } from '../../test/support/eimzo/simulator.ts';
import { createEimzo, failureOf } from './eimzo.ts';
import { createEimzoSettings } from './eimzo-settings.ts';

const settings = (apiKey: string | null = null) => ({ load: async () => apiKey, save: async () => undefined });
const content = nationalContent('0f'.repeat(32));
const contentBase64 = Buffer.from(content).toString('base64');
const timeouts = { quick: 400, person: 600 };

describe('the client of E-IMZO, against its simulator', () => {
  let simulator: EimzoSimulator;
  beforeEach(async () => {
    simulator = await startEimzoSimulator();
  });
  afterEach(() => simulator.stop());
  const client = (apiKey: string | null = null) =>
    createEimzo({ settings: settings(apiKey), ports: simulator.ports, timeouts });
  async function signWith(kind: NationalKey['kind'] = 'file') {
    const eimzo = client();
    await eimzo.status();
    if (kind !== 'file') return eimzo.sign(contentBase64, { kind });
    const [certificate] = await eimzo.certificates();
    return eimzo.sign(contentBase64, { kind, certificate: certificate! });
  }

  it('signs with a key of a file, and the signature holds offline', async () => {
    const message = new Uint8Array(Buffer.from(await signWith(), 'base64'));
    expect(checkNationalSignature(message, content, [simulator.authorityKey])).toMatchObject({
      ok: true,
      issuer: 'trusted',
      certificate: { pinfl: '31210632040244' },
    });
    expect(simulator.requests).toEqual(['version', 'list_all_certificates', 'load_key', 'create_pkcs7']);
  });

  it.each(['idcard', 'baikey', 'ckc'] as const)('signs with %s, which E-IMZO finds itself', async (kind) => {
    const message = new Uint8Array(Buffer.from(await signWith(kind), 'base64'));
    expect(checkNationalSignature(message, content).ok).toBe(true);
    expect(simulator.requests).toEqual(['version', 'create_pkcs7']);
  });

  it.each([
    ['-5000', 'eimzo_password_cancelled'],
    ['-1021', 'eimzo_origin_missing'],
    ['-1022', 'eimzo_origin_refused'],
    ['-2006', 'eimzo_certificate_missing'],
    ['-2011', 'eimzo_disk_missing'],
    ['-9999', 'eimzo_failed'],
    ['password', 'eimzo_password_wrong'],
    ['token', 'eimzo_token_missing'],
    ['unknown', 'eimzo_refused'],
    ['old', 'eimzo_version_old'],
    ['silent', 'eimzo_timeout'],
    ['garbage', 'eimzo_answer_unreadable'],
  ] as const satisfies readonly (readonly [EimzoFailure, string])[])('tells %s as %s', async (failure, code) => {
    simulator.fail(failure);
    await expect(signWith()).rejects.toMatchObject({ failure: { code } });
  });

  it('says which version is there and which is needed', async () => {
    simulator.fail('old');
    await expect(client().status()).rejects.toMatchObject({ failure: { params: { version: '3.20', least: '3.37' } } });
  });

  it('shows the API key where one is set', async () => {
    const strict = await startEimzoSimulator({ apiKey: 'KEY' });
    try {
      const at = (apiKey: string | null) => createEimzo({ settings: settings(apiKey), ports: strict.ports, timeouts });
      await expect(at(null).certificates()).rejects.toMatchObject({ failure: { code: 'eimzo_origin_refused' } });
      await expect(at('OTHER').status()).rejects.toMatchObject({ failure: { code: 'eimzo_api_key_refused' } });
      await expect(at('KEY').status()).resolves.toEqual({ version: '3.43' });
      await expect(at('KEY').certificates()).resolves.toHaveLength(1);
    } finally {
      await strict.stop();
    }
  });

  it('falls back to the plain port, and says where nobody listens', async () => {
    const plain = await startEimzoSimulator({ plainOnly: true });
    const eimzo = createEimzo({ settings: settings(), ports: plain.ports, timeouts });
    await expect(eimzo.status()).resolves.toEqual({ version: '3.43' });
    await plain.stop();
    await expect(eimzo.status()).rejects.toMatchObject({ failure: { code: 'eimzo_not_running' } });
  });

  it('takes another program at the port for what it is', async () => {
    const other = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', () => socket.destroy());
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const eimzo = createEimzo({ settings: settings(), ports: { secure: port, plain: port }, timeouts });
    await expect(eimzo.status()).rejects.toMatchObject({ failure: { code: 'eimzo_answer_unreadable' } });
    other.close();
  });
});

describe('the simulator', () => {
  it('answers as E-IMZO does where the origin is missing or another', async () => {
    const simulator = await startEimzoSimulator();
    const ask = (origin?: string) =>
      new Promise<{ status: number }>((resolve, reject) => {
        const socket = new WebSocket(
          `ws://127.0.0.1:${simulator.ports.plain}/service/cryptapi`,
          origin ? { origin } : {},
        );
        socket.on('open', () => socket.send('{"name":"version"}'));
        socket.on('message', (data) => {
          resolve(JSON.parse(String(data)) as { status: number });
          socket.close();
        });
        socket.on('error', reject);
      });
    try {
      expect(await ask()).toMatchObject({ status: -1021 });
      expect(await ask('file://')).toMatchObject({ status: -1021 });
      expect(await ask('https://example.uz')).toMatchObject({ status: -1022 });
      expect(await ask('https://localhost')).toMatchObject({ success: true });
    } finally {
      await simulator.stop();
    }
  });
});

describe('what E-IMZO says', () => {
  it('never brings its own words along', () => {
    expect(failureOf({ success: false, status: 'x', reason: '/home/somebody' }).failure).toEqual({
      code: 'eimzo_refused',
      params: { status: 0 },
    });
  });
});

describe('the settings', () => {
  it('keep the API key until it is taken away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eimzo-'));
    const kept = createEimzoSettings(join(folder, 'deeper', 'eimzo.json'));
    expect(await kept.load()).toBeNull();
    await kept.save('KEY');
    expect(await kept.load()).toBe('KEY');
    await kept.save(null);
    expect(await kept.load()).toBeNull();
    await rm(folder, { recursive: true });
  });
});
