import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { isSignatureValid } from '#shared/domain/documents/signing.ts';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import { OID } from '#shared/pki/algorithms.ts';
import { der, derOid, TAG } from '#shared/pki/der.ts';
import { hashBytes } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { serverOrigin } from './api.ts';
import { createDevice, delayAfter, MAX_WRONG_TRIES } from './create-device.ts';
import { createKeyringFile } from './keyring-file.ts';
import type { HttpRequest, HttpResponse } from './ports.ts';

let seed = 5;
const random = {
  bytes(length: number) {
    return Uint8Array.from({ length }, () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed >>> 24;
    });
  },
};

const OFFICE = {
  id: 'office-1',
  area: 'uz.1',
  name: { latn: 'A', cyrl: 'A' },
  district: { latn: 'B', cyrl: 'B' },
  region: { latn: 'C', cyrl: 'C' },
  index: '12',
};
const HELLO = {
  product: 'mahalla',
  serverId: 's1',
  name: 'Ministry',
  protocol: { min: 1, max: 1 },
  epoch: 'e1',
  time: 1_000,
};

interface Seen extends HttpRequest {
  readonly path: string;
  readonly json: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, text, headers: { 'content-type': 'application/json', ...headers } };
}

/** A server with two people, whose tokens rotate; `replies` overrule it, one a path. */
function createWorld() {
  const passwords = new Map([
    ['nodira', 'olma-anor-uzum-nok-behi'],
    ['bobur', 'tog-dala-daryo-osmon-yer'],
  ]);
  const world = {
    now: 1_700_000_000_000,
    seen: [] as Seen[],
    replies: new Map<string, (request: Seen) => HttpResponse | null>(),
    passwords,
    share: toBase64Url(random.bytes(32)),
    nonce: '',
    offline: false,
    access: 0,
    refreshToken: '',
    streams: [] as { head: (status: number, type?: string) => void; text(chunk: string): void; end(): void }[],
    files: new Map<string, Uint8Array>(),
    secret: null as Uint8Array | null,
    waits: [] as number[],
    timers: [] as { at: number; run: () => void }[],
  };
  const session = (login: string) => {
    world.access += 1;
    world.refreshToken = `refresh-token-${world.access}`;
    return answer(200, {
      accessToken: `access-${world.access}`,
      expiresIn: 600,
      refreshToken: world.refreshToken,
      deviceShare: world.share,
      user: { id: `user-${login}`, login, name: login, role: 'chair', officeId: 'office-1', area: 'uz.1' },
    });
  };
  function reply(request: Seen): HttpResponse {
    const own = world.replies.get(request.path)?.(request);
    if (own) return own;
    if (world.nonce && request.headers.dpop && request.claims.nonce !== world.nonce) {
      return answer(401, { code: 'proof_invalid' }, { 'dpop-nonce': world.nonce });
    }
    switch (request.path) {
      case '/api/v1/hello':
        return answer(200, HELLO);
      case '/api/v1/devices/enrol':
        return answer(200, {
          deviceId: 'device-1',
          lane: 1,
          office: OFFICE,
          serverId: 's1',
          serverName: 'Ministry',
          epoch: 'e1',
        });
      case '/api/v1/session/login': {
        const login = String(request.json.login);
        return passwords.get(login) === request.json.password ? session(login) : answer(401, { code: 'login_wrong' });
      }
      case '/api/v1/session/refresh':
        return request.json.refreshToken === world.refreshToken
          ? session('nodira')
          : answer(401, { code: 'token_reused' });
      default:
        return request.headers.authorization === `DPoP access-${world.access}`
          ? answer(200, { path: request.path })
          : answer(401, { code: 'token_expired' });
    }
  }
  const device = () =>
    createDevice({
      random,
      clock: { now: () => world.now },
      timers: {
        after(milliseconds, run) {
          world.waits.push(milliseconds);
          const timer = { at: milliseconds, run };
          world.timers.push(timer);
          return () => void (world.timers = world.timers.filter((other) => other !== timer));
        },
      },
      secret: {
        keystore: 'os',
        load: async () => world.secret,
        create: async () => (world.secret = random.bytes(32)),
      },
      keyring: {
        read: async (name) => world.files.get(name) ?? null,
        replace: async (name, bytes) => void world.files.set(name, bytes),
      },
      passwordHash: async (password, salt) =>
        hashBytes(new Uint8Array([...new TextEncoder().encode(password), ...salt])),
      http: {
        async request(request) {
          await Promise.resolve();
          if (world.offline) throw new CodedError('offline');
          const url = new URL(request.url);
          const claims = request.headers.dpop?.split('.')[1];
          const seen: Seen = {
            ...request,
            path: url.pathname,
            json: typeof request.body === 'string' ? (JSON.parse(request.body) as Record<string, unknown>) : {},
            claims: claims
              ? (JSON.parse(new TextDecoder().decode(fromBase64Url(claims))) as Record<string, unknown>)
              : {},
          };
          world.seen.push(seen);
          return reply(seen);
        },
        stream(_request, listener) {
          let end: () => void = () => {};
          const finished = new Promise<void>((resolve) => {
            end = resolve;
          });
          world.streams.push({
            head: (status, type = 'text/event-stream') => listener.head({ status, headers: { 'content-type': type } }),
            text: listener.text,
            end,
          });
          return { finished, cancel: end };
        },
      },
    });
  return { world, device };
}

async function enrolledWorld() {
  const made = createWorld();
  await made.device().secrets.enrol('https://sync.example', '1234-5678', 'Laptop');
  return made;
}

const failure = (code: string) => ({ failure: { code } });
const PASSWORD = 'olma-anor-uzum-nok-behi';

describe('addresses', () => {
  it('takes https, and http on this machine only', () => {
    expect(serverOrigin(' Sync.Example ')).toBe('https://sync.example');
    expect(serverOrigin('https://sync.example:8443/')).toBe('https://sync.example:8443');
    expect(serverOrigin('http://localhost:4000')).toBe('http://localhost:4000');
    expect(serverOrigin('http://127.0.0.1')).toBe('http://127.0.0.1');
    for (const bad of [
      'http://sync.example',
      'ftp://sync.example',
      'https://a b',
      'https://u@h',
      'https://h/path',
      '',
      'file:///etc',
    ]) {
      expect(() => serverOrigin(bad)).toThrow('server_address_invalid');
    }
  });
});

describe('first contact', () => {
  it('tells a Mahalla server from a captive portal, an older and a newer one', async () => {
    const { world, device } = createWorld();
    const probe = () => device().secrets.probe('https://sync.example');
    await expect(probe()).resolves.toEqual(HELLO);
    const cases: readonly [HttpResponse, string][] = [
      [answer(200, '<html>Log in</html>', { 'content-type': 'text/html' }), 'server_not_mahalla'],
      [answer(302, '', { location: 'http://portal' }), 'server_not_mahalla'],
      [answer(404, '<html>'), 'server_not_mahalla'],
      [answer(404, { code: 'not_found' }), 'server_not_mahalla'],
      [answer(200, { product: 'other' }), 'server_not_mahalla'],
      [answer(200, 'null'), 'server_not_mahalla'],
      [answer(200, { ...HELLO, protocol: { min: 2, max: 3 } }), 'client_too_old'],
      [answer(200, { ...HELLO, protocol: { min: 0, max: 0 } }), 'server_too_old'],
      [answer(426, { code: 'server_too_old' }), 'server_too_old'],
      [answer(502, '<html>'), 'server_busy'],
    ];
    for (const [reply, code] of cases) {
      world.replies.set('/api/v1/hello', () => reply);
      await expect(probe()).rejects.toMatchObject(failure(code));
    }
  });

  it('enrols with a key of its own and proves that it has it', async () => {
    const { world, device } = await enrolledWorld();
    const request = world.seen.at(-1);
    const key = request?.json.publicKey as { x: string; y: string };
    const [head = '', claims = '', signature = ''] = request?.headers.dpop?.split('.') ?? [];
    const point = new Uint8Array([4, ...fromBase64Url(key.x), ...fromBase64Url(key.y)]);
    const signed = new TextEncoder().encode(`${head}.${claims}`);
    expect(p256.verify(fromBase64Url(signature), signed, point, { lowS: false })).toBe(true);
    expect(request?.claims).toMatchObject({ htm: 'POST', htu: 'https://sync.example/api/v1/devices/enrol' });
    expect(await device().secrets.state()).toMatchObject({
      enrolled: true,
      serverUrl: 'https://sync.example',
      users: [],
      keystore: 'os',
    });
  });

  it('says what is wrong with the code and keeps nothing', async () => {
    const { world, device } = createWorld();
    world.replies.set('/api/v1/devices/enrol', () => answer(400, { code: 'code_expired' }));
    const { secrets } = device();
    await expect(secrets.enrol('https://sync.example', '1', 'L')).rejects.toMatchObject(failure('code_expired'));
    expect(await secrets.state()).toMatchObject({ enrolled: false });
  });
});

describe('S60: a person’s own part of the protected space', () => {
  const other = 'tog-dala-daryo-osmon-yer';

  it('has a name and a key of its own, the same at each unlock, and nothing of it comes from the office’s key', async () => {
    const { device } = await enrolledWorld();
    const laptop = device();
    const first = await laptop.secrets.signIn('nodira', PASSWORD);
    const stores = laptop.stores();
    expect((await laptop.secrets.unlock('user-nodira', PASSWORD)).protectedSpace).toEqual(first.protectedSpace);
    const second = await laptop.secrets.signIn('bobur', other);
    expect(second.recordsKey).toEqual(first.recordsKey);
    expect(second.protectedSpace.recordsKey).not.toEqual(first.protectedSpace.recordsKey);
    expect(second.protectedSpace.name).not.toBe(first.protectedSpace.name);
    expect(laptop.stores().journalKey).toEqual(stores.journalKey);
    expect(laptop.stores().protectedSpace.journalKey).not.toEqual(stores.protectedSpace.journalKey);
    for (const { name } of [first.protectedSpace, second.protectedSpace]) expect(name).not.toMatch(/nodira|bobur|user/);
  });

  it('begins in a keyring of before at the next unlock, without a connection', async () => {
    const { world, device } = await enrolledWorld();
    await device().secrets.signIn('nodira', PASSWORD);
    // What the program before this one would have left: no space in the entry.
    const file = createKeyringFile(
      {
        read: async (name) => world.files.get(name) ?? null,
        replace: async (name, bytes) => void world.files.set(name, bytes),
      },
      random,
    );
    const found = await file.read(world.secret);
    if (found.kind !== 'found') throw new Error('no keyring');
    const users = found.keyring.users.map(({ space: _space, ...user }) => user);
    await file.write(world.secret as Uint8Array, { ...found.keyring, users });
    world.offline = true;
    const begun = await device().secrets.unlock('user-nodira', PASSWORD);
    expect(begun.protectedSpace.recordsKey).toHaveLength(32);
    expect((await device().secrets.unlock('user-nodira', PASSWORD)).protectedSpace).toEqual(begun.protectedSpace);
  });

  it('S67: keeps a code whose deposit was not answered beside the next one, so that what the server has opens', async () => {
    const { world, device } = await enrolledWorld();
    const laptop = device();
    const { protectedSpace } = await laptop.secrets.signIn('nodira', PASSWORD);
    const codes: string[] = [];
    world.replies.set('/api/v1/emergency/code', (request) => {
      codes.push(String(request.json.code));
      return codes.length === 1 ? answer(503, { code: 'server_busy' }) : answer(200, {});
    });
    await expect(laptop.secrets.settleEmergencies()).rejects.toMatchObject(failure('server_busy'));
    await laptop.secrets.signIn('bobur', other);
    const opened = await laptop.secrets.openByCode('user-nodira', codes[0] as string, 'Xavf bor');
    expect(opened).toEqual(protectedSpace);
  });
});

describe('signing in and unlocking', () => {
  it('signs in online, then unlocks offline with the same keys', async () => {
    const { world, device } = await enrolledWorld();
    const first = device();
    const session = await first.secrets.signIn('nodira', PASSWORD);
    const stores = first.stores();
    expect(session).toMatchObject({ keyUnregistered: true, user: { id: 'user-nodira' } });
    world.offline = true;
    const second = device();
    expect(() => second.stores()).toThrow('locked');
    const again = await second.secrets.unlock('user-nodira', PASSWORD);
    expect(again).toEqual(session);
    expect(second.stores()).toEqual(stores);
    expect(stores.journalKey).not.toEqual(session.recordsKey);
    await second.secrets.lock();
    expect(() => second.stores()).toThrow('locked');
    await expect(second.secrets.unlock('user-bobur', 'x')).rejects.toMatchObject(failure('first_sign_in_online'));
    await expect(second.secrets.signIn('bobur', 'x')).rejects.toMatchObject(failure('first_sign_in_online'));
    await expect(second.secrets.signIn('nodira', 'x')).rejects.toMatchObject(failure('offline'));
  });

  it('lets a colleague into the same records, and nobody with the disk alone', async () => {
    const { world, device } = await enrolledWorld();
    const one = await device().secrets.signIn('nodira', PASSWORD);
    const two = await device().secrets.signIn('bobur', world.passwords.get('bobur') ?? '');
    expect(two.recordsKey).toEqual(one.recordsKey);
    expect(two.publicKey).not.toBe(one.publicKey);
    for (const bytes of world.files.values()) {
      const text = Buffer.from(bytes).toString('latin1');
      for (const secret of ['nodira', 'office-1', 'refresh-token', PASSWORD]) expect(text).not.toContain(secret);
    }
    world.secret = random.bytes(32);
    await expect(device().secrets.unlock('user-nodira', PASSWORD)).rejects.toMatchObject(
      failure('keystore_unavailable'),
    );
  });

  it('keeps the work when the password was reset, with a new office key', async () => {
    const { world, device } = await enrolledWorld();
    const before = await device().secrets.signIn('nodira', PASSWORD);
    world.passwords.set('nodira', 'yangi-parol-besh-soz-bor');
    const after = await device().secrets.signIn('nodira', 'yangi-parol-besh-soz-bor');
    expect(after.recordsKey).toEqual(before.recordsKey);
    expect(after.publicKey).not.toBe(before.publicKey);
    expect(after.keyUnregistered).toBe(true);
    await expect(device().secrets.unlock('user-nodira', PASSWORD)).rejects.toMatchObject(failure('password_wrong'));
  });

  it('counts wrong passwords durably, slows them, locks after ten and deletes nothing', async () => {
    const { world, device } = await enrolledWorld();
    const session = await device().secrets.signIn('nodira', PASSWORD);
    for (let wrong = 1; wrong <= MAX_WRONG_TRIES; wrong += 1) {
      const attempt = device().secrets.unlock('user-nodira', 'wrong');
      const code = wrong < MAX_WRONG_TRIES ? 'password_wrong' : 'sign_in_needed';
      await Promise.all([expect(attempt).rejects.toMatchObject(failure(code)), fireTimers(world)]);
    }
    expect(world.waits).toEqual([1, 2, 4, 8, 16, 32, 32].map((seconds) => seconds * 1_000));
    expect(delayAfter(0)).toBe(0);
    await expect(device().secrets.unlock('user-nodira', PASSWORD)).rejects.toMatchObject(failure('sign_in_needed'));
    expect((await device().secrets.state()).users[0]?.lockedUntilSignIn).toBe(true);
    expect((await device().secrets.signIn('nodira', PASSWORD)).recordsKey).toEqual(session.recordsKey);
    await expect(device().secrets.unlock('user-nodira', PASSWORD)).resolves.toMatchObject({
      publicKey: session.publicKey,
    });
  });

  it('signs with the office key after the password was given again', async () => {
    const { device } = await enrolledWorld();
    const { secrets } = device();
    await expect(secrets.signContent('ab', PASSWORD)).rejects.toMatchObject(failure('locked'));
    const { publicKey } = await secrets.signIn('nodira', PASSWORD);
    const signature = await secrets.signContent('ab', PASSWORD);
    expect(signature.publicKey).toBe(publicKey);
    expect(isSignatureValid(publicKey, 'ab', signature.value)).toBe(true);
    await expect(secrets.signContent('ab', 'wrong')).rejects.toMatchObject({
      failure: { code: 'password_wrong', params: { left: 9 } },
    });
  });

  it('signs attributes of certified signatures, and no other bytes, after the password was given again', async () => {
    const { device } = await enrolledWorld();
    const { secrets } = device();
    const { publicKey } = await secrets.signIn('nodira', PASSWORD);
    const attribute = (oid: string) => der(TAG.sequence, derOid(oid), der(TAG.set, der(TAG.null)));
    const types = [OID.contentType, OID.messageDigest, OID.signingCertificateV2];
    const attributes = der(TAG.set, ...types.map(attribute));
    const signature = await secrets.signAttributes(attributes, PASSWORD);
    expect(p256.verify(signature, attributes, fromBase64Url(publicKey), { format: 'der', lowS: false })).toBe(true);
    await expect(secrets.signAttributes(attributes.subarray(1), PASSWORD)).rejects.toMatchObject(
      failure('invalid_input'),
    );
    await expect(secrets.signAttributes(attributes, 'wrong')).rejects.toMatchObject(failure('password_wrong'));
  });

  it('registers the office key once, with a request that proves it', async () => {
    const { world, device } = await enrolledWorld();
    const { secrets } = device();
    const { publicKey } = await secrets.signIn('nodira', PASSWORD);
    world.replies.set('/api/v1/session/key', () => answer(204, ''));
    await secrets.registerKey();
    expect(world.seen.at(-1)?.json).toEqual({ publicKey, request: expect.stringMatching(/^[\w-]{200,}$/) });
    expect((await device().secrets.unlock('user-nodira', PASSWORD)).keyUnregistered).toBe(false);
    expect((await device().secrets.signIn('nodira', PASSWORD)).keyUnregistered).toBe(false);
  });

  it('keeps people and work when the same office enrols the laptop again, and begins anew for another', async () => {
    const { world, device } = await enrolledWorld();
    const session = await device().secrets.signIn('nodira', PASSWORD);
    world.share = toBase64Url(random.bytes(32));
    await device().secrets.enrol('https://sync.example', 'again', 'Laptop');
    expect((await device().secrets.signIn('nodira', PASSWORD)).recordsKey).toEqual(session.recordsKey);
    world.replies.set('/api/v1/devices/enrol', () =>
      answer(200, {
        deviceId: 'device-2',
        lane: 1,
        office: { ...OFFICE, id: 'office-2' },
        serverId: 's1',
        serverName: 'M',
        epoch: 'e1',
      }),
    );
    await device().secrets.enrol('https://sync.example', 'other', 'Laptop');
    expect((await device().secrets.state()).users).toEqual([]);
    expect([...world.files.keys()].filter((name) => name.startsWith('keyring.'))).toHaveLength(3);
    expect((await device().secrets.signIn('nodira', PASSWORD)).replicaName).not.toBe(session.replicaName);
  });

  it('reads the copy before when the keyring is cut at any byte, and says so when both are gone', async () => {
    const { world, device } = await enrolledWorld();
    const session = await device().secrets.signIn('nodira', PASSWORD);
    await device().secrets.unlock('user-nodira', PASSWORD);
    const whole = new Map(world.files);
    const bytes = whole.get('keyring') ?? new Uint8Array(0);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      world.files = new Map(whole).set('keyring', bytes.slice(0, cut));
      expect((await device().secrets.state()).users).toHaveLength(1);
    }
    const recovered = device();
    expect(await recovered.secrets.unlock('user-nodira', PASSWORD)).toMatchObject({ replicaName: session.replicaName });
    // The copy's refresh token may have been used: showing it again would look like a theft.
    await expect(recovered.transport.pull(PULL)).rejects.toMatchObject(failure('sign_in_needed'));
    for (const name of ['keyring', 'keyring.previous']) world.files.set(name, bytes.slice(0, 20));
    await expect(device().secrets.state()).rejects.toMatchObject(failure('keystore_unavailable'));
    await device().secrets.enrol('https://sync.example', 'anew', 'Laptop');
    expect(await device().secrets.state()).toMatchObject({ enrolled: true, users: [] });
  }, 30_000);
});

const PULL = { writer: 'device-1.a', epoch: '', after: 0, limit: 10, echo: false };

describe('transport', () => {
  it('is locked until somebody unlocks', async () => {
    const { device } = await enrolledWorld();
    await expect(device().transport.pull(PULL)).rejects.toMatchObject(failure('locked'));
  });

  it('sends the protocol, the token and a proof bound to it', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    await one.transport.pull(PULL);
    const request = world.seen.at(-1);
    expect(request?.headers).toMatchObject({ 'mahalla-protocol': '1', authorization: 'DPoP access-1' });
    expect(request?.claims.ath).toBe(toBase64Url(hashBytes(new TextEncoder().encode('access-1'))));
  });

  it('takes up the server’s nonce', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    world.nonce = 'n1';
    await one.transport.pull(PULL);
    expect(world.seen.at(-1)?.claims.nonce).toBe('n1');
    const count = world.seen.length;
    await one.transport.pull(PULL);
    expect(world.seen.length).toBe(count + 1);
  });

  it('renews a token ahead of its end, after a refusal, and once for many calls', async () => {
    const { world, device } = await enrolledWorld();
    await device().secrets.signIn('nodira', PASSWORD);
    const one = device();
    await one.secrets.unlock('user-nodira', PASSWORD);
    const refreshes = () => world.seen.filter((request) => request.path.endsWith('refresh')).length;
    await Promise.all([one.transport.pull(PULL), one.transport.pull(PULL), one.transport.pull(PULL)]);
    expect(refreshes()).toBe(1);
    world.now += 550_000;
    await one.transport.pull(PULL);
    expect(refreshes()).toBe(2);
    world.access += 1;
    await Promise.all([one.transport.pull(PULL), one.transport.pull(PULL)]);
    expect(refreshes()).toBe(3);
    // Set back by a year: nothing can be said of the token's age.
    world.now -= 31_536_000_000;
    await one.transport.pull(PULL);
    expect(refreshes()).toBe(4);
    const later = device();
    await later.secrets.unlock('user-nodira', PASSWORD);
    await later.transport.pull(PULL);
    expect(refreshes()).toBe(5);
  });

  it('asks for a sign-in when the refresh token is refused, and does not show it again', async () => {
    const { world, device } = await enrolledWorld();
    await device().secrets.signIn('nodira', PASSWORD);
    world.refreshToken = 'another';
    const one = device();
    await one.secrets.unlock('user-nodira', PASSWORD);
    await expect(one.transport.pull(PULL)).rejects.toMatchObject(failure('sign_in_needed'));
    const count = world.seen.length;
    await expect(one.transport.pull(PULL)).rejects.toMatchObject(failure('sign_in_needed'));
    expect(world.seen.length).toBe(count);
  });

  it('keeps the refresh token when the network fails', async () => {
    const { world, device } = await enrolledWorld();
    await device().secrets.signIn('nodira', PASSWORD);
    const one = device();
    await one.secrets.unlock('user-nodira', PASSWORD);
    world.offline = true;
    await expect(one.transport.pull(PULL)).rejects.toMatchObject(failure('offline'));
    world.offline = false;
    await expect(one.transport.pull(PULL)).resolves.toBeDefined();
  });

  it('passes on what the server says', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    const cases: readonly [HttpResponse, { code: string; params?: object }][] = [
      [answer(409, { code: 'seq_gap', expected: 4 }), { code: 'seq_gap', params: { expected: 4 } }],
      [answer(409, { code: 'writer_forked', expected: 9 }), { code: 'writer_forked', params: { expected: 9 } }],
      [answer(413, { code: 'too_large' }), { code: 'too_large' }],
      [answer(413, '<html>'), { code: 'too_large' }],
      [answer(429, 'x', { 'retry-after': '7' }), { code: 'server_busy', params: { retryAfter: 7 } }],
      [
        answer(503, { code: 'server_busy' }, { 'retry-after': '3' }),
        { code: 'server_busy', params: { retryAfter: 3 } },
      ],
      [answer(403, { code: 'device_revoked' }), { code: 'device_revoked' }],
      [answer(426, { code: 'client_too_old' }), { code: 'client_too_old' }],
      [answer(200, '<html>'), { code: 'server_not_mahalla' }],
      [answer(500, { code: 'made_up' }), { code: 'server_busy' }],
    ];
    for (const [reply, expected] of cases) {
      world.replies.set('/api/v1/sync/push', () => reply);
      await expect(one.transport.push({ writer: 'w', operations: [] })).rejects.toMatchObject({ failure: expected });
    }
  });
});

describe('hints', () => {
  it('tells of hints, of the stream’s ups and downs, and comes again with growing waits', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    const events: unknown[] = [];
    const stop = one.transport.hints((event) => events.push(event));
    await turns();
    const stream = world.streams[0];
    stream?.head(200);
    stream?.text('event: seq\nda');
    stream?.text('ta: {"epoch":"e1","seq":4}\n\n: still here\n\nevent: seq\ndata: nonsense\n\n');
    expect(events).toEqual([{ kind: 'up' }, { kind: 'hint', hint: { epoch: 'e1', seq: 4 } }]);
    stream?.end();
    await turns();
    expect(events.at(-1)).toEqual({ kind: 'down' });
    const waits: number[] = [];
    for (let round = 1; round < 14; round += 1) {
      waits.push(world.timers.at(-1)?.at ?? 0);
      await fireTimers(world);
      world.streams[round]?.head(503, 'application/json');
      await turns();
    }
    expect(waits[0]).toBeLessThanOrEqual(1_000);
    expect(waits[6]).toBeGreaterThan(20_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(900_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(450_000);
    stop();
    await fireTimers(world);
    expect(world.streams).toHaveLength(14);
  });

  it('takes a stream that has fallen silent for a dead one', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    const events: unknown[] = [];
    const stop = one.transport.hints((event) => events.push(event));
    await turns();
    world.streams[0]?.head(200);
    world.streams[0]?.text(': still here\n\n');
    expect(events).toEqual([{ kind: 'up' }]);
    await fireTimers(world);
    await turns();
    expect(events.at(-1)).toEqual({ kind: 'down' });
    stop();
  });

  it('renews a refused token, and ends with the lock', async () => {
    const { world, device } = await enrolledWorld();
    const one = device();
    await one.secrets.signIn('nodira', PASSWORD);
    one.transport.hints(() => {});
    await turns();
    world.streams[0]?.head(401, 'application/json');
    await turns();
    await fireTimers(world);
    expect(world.seen.at(-1)?.path).toBe('/api/v1/session/refresh');
    expect(world.streams).toHaveLength(2);
    await one.secrets.lock();
    await fireTimers(world);
    expect(world.streams).toHaveLength(2);
  });
});

async function turns(): Promise<void> {
  for (let at = 0; at < 60; at += 1) await Promise.resolve();
}

async function fireTimers(world: { timers: { run: () => void }[] }): Promise<void> {
  await turns();
  const due = world.timers;
  world.timers = [];
  for (const timer of due) timer.run();
  await turns();
}
