import { bytesToUtf8 } from '@noble/ciphers/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError, toFailure } from '#shared/kernel/result.ts';
import { isOfficesFound } from '#shared/domain/casework/offices.ts';
import { createPaperMark } from '#shared/domain/documents/paper-proof.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { areSignedAttributes, requestCertificate, signWithKey } from '#shared/pki/office-key.ts';
import type {
  DeviceState,
  EmergenciesPort,
  EmergencyFile,
  EmergencyLists,
  ProtectedSpace,
  ProtectedTransportPort,
  SecretsPort,
  TransportPort,
  UnlockedSession,
} from '#shared/ipc/desktop-api.ts';
import { packRows, unpackRows } from '../columns.ts';
import type { LikelyAnswer } from '../likely.ts';
import type { Operation } from '../operation.ts';
import {
  MAX_PULL_DOCS,
  PROTOCOL_HEADER,
  type EnrolResponse,
  type PackedPull,
  type PackedPush,
  type PullResponse,
  type PushRequest,
  type PushResponse,
  type SessionResponse,
  type UserInfo,
  type WireDoc,
} from '../protocol.ts';
import { createApi, serverOrigin, type ApiCall } from './api.ts';
import type { FileCalls } from '../files/contract.ts';
import { type BytesAnswer, createFileCalls, type RawCall } from './file-calls.ts';
import { createHints } from './hints.ts';
import { createEmergencyCode, emergencyKey } from './emergency-code.ts';
import { createKeyringFile, type Keyring, type KeyringSpace, type KeyringUser } from './keyring-file.ts';
import { dataSubkey, deriveKey } from './keys.ts';
import type { CompressedText, DeviceDeps } from './ports.ts';
import { createDeviceKey, devicePublicKey } from './proof.ts';
import { createSealer } from './sealer.ts';

/** Wrong passwords in a row after which an entry opens only by an online sign-in. */
export const MAX_WRONG_TRIES = 10;
/** A token that ends within this time is renewed first, milliseconds. */
const REFRESH_AHEAD = 60_000;
/** Largest page of a pull that is taken: a broken server must not fill the memory. */
const PULL_LIMITS = { rows: MAX_PULL_DOCS, size: 64 * 1_048_576 } as const;
/** Codes with which the server says that the refresh token is no longer good. */
const SIGN_IN_AGAIN: ReadonlySet<ErrorCode> = new Set([
  'token_invalid',
  'token_expired',
  'token_reused',
  'proof_invalid',
]);

/** Name and key of a journal. */
export interface JournalStore {
  /** Name of the journal's folder. */
  readonly journalName: string;
  /** 32 bytes: key of the journal's sealer. */
  readonly journalKey: Uint8Array;
  readonly deviceId: string;
}

/** Names and keys of the unlocked office's local stores. */
export interface OpenStores extends JournalStore {
  /** Those of the unlocked person's part of the protected space. */
  readonly protectedSpace: JournalStore;
  /** Name of the folder of the office's files. */
  readonly attachmentsName: string;
  /** 32 bytes: key of the files' sealer. */
  readonly attachmentsKey: Uint8Array;
}

/** A laptop (or a browser profile) with its keys, people and connection. */
export interface Device {
  readonly secrets: SecretsPort;
  readonly transport: TransportPort;
  readonly protectedTransport: ProtectedTransportPort;
  readonly emergencies: EmergenciesPort;
  /** The server's files. */
  readonly files: FileCalls;
  /** What the journal is opened with; rejects with `locked` while nobody has unlocked. */
  stores(): OpenStores;
  /** Calls when the keys are forgotten. Returns how to stop. */
  onLock(listener: () => void): () => void;
}

interface Open {
  readonly user: UserInfo;
  readonly dataKey: Uint8Array;
  /** Seals this person's refresh token. */
  readonly tokenKey: Uint8Array;
  /** Name and key of this person's part of the protected space. */
  readonly space: OpenSpace;
  access: { readonly token: string; readonly until: number } | null;
}

interface OpenSpace {
  readonly id: string;
  readonly key: Uint8Array;
}

interface PersonKeys {
  readonly kek: Uint8Array;
  readonly tokenKey: Uint8Array;
  readonly officeKeyKey: Uint8Array;
  readonly spaceKey: Uint8Array;
}

/** Slower with every wrong password: from the fourth, 1 s and doubling, at most 32 s. */
export function delayAfter(wrongTries: number): number {
  return wrongTries < 3 ? 0 : Math.min(2 ** (wrongTries - 3), 32) * 1_000;
}

/** Makes the secrets and the transport of a device over its ports. */
export function createDevice(deps: DeviceDeps): Device {
  const { random, clock, timers } = deps;
  const api = createApi(deps);
  const file = createKeyringFile(deps.keyring, random);
  const lockListeners = new Set<() => void>();

  let secret: Uint8Array | null = null;
  let keyring: Keyring | null = null;
  let loading: Promise<void> | null = null;
  let open: Open | null = null;
  let refreshing: { readonly of: Open; readonly done: Promise<string> } | null = null;
  // Everything that changes the keyring goes one after the other.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function load(): Promise<void> {
    loading ??= (async () => {
      secret = await deps.secret.load();
      const found = await file.read(secret);
      if (found.kind === 'damaged') throw new CodedError('keystore_unavailable');
      if (found.kind === 'none') return;
      // Tokens of the copy before may have been used up: showing one again would end the session for a theft.
      keyring = found.fromPrevious
        ? { ...found.keyring, users: found.keyring.users.map((user) => ({ ...user, refreshToken: null })) }
        : found.keyring;
    })().catch((error: unknown) => {
      loading = null;
      throw error instanceof CodedError ? error : new CodedError('keystore_unavailable', undefined, { cause: error });
    });
    await loading;
  }

  async function enrolled(): Promise<{ readonly keyring: Keyring; readonly secret: Uint8Array }> {
    await load();
    if (!keyring || !secret) throw new CodedError('device_unknown');
    return { keyring, secret };
  }

  async function save(next: Keyring): Promise<void> {
    await file.write(secret as Uint8Array, next);
    keyring = next;
  }

  /** Writes a person's entry; a new one goes last. */
  async function saveUser(entry: KeyringUser, more: Partial<Keyring> = {}): Promise<void> {
    const ring = keyring as Keyring;
    const known = ring.users.some((other) => other.user.id === entry.user.id);
    const users = known
      ? ring.users.map((other) => (other.user.id === entry.user.id ? entry : other))
      : [...ring.users, entry];
    await save({ ...ring, ...more, users });
  }

  // ---- sealing ----

  async function seal(key: Uint8Array, plain: Uint8Array, ...parts: readonly string[]): Promise<string> {
    return toBase64Url(await createSealer(key, random).seal(plain, aad(parts)));
  }

  function aad(parts: readonly string[]): Uint8Array {
    // The keyring's own id stands for the device: the laptop may be enrolled anew and keeps its work.
    return utf8ToBytes(['mahalla-wrap-v1', (keyring as Keyring).id, ...parts].join('|'));
  }

  async function unseal(key: Uint8Array, sealed: string, ...parts: readonly string[]): Promise<Uint8Array | null> {
    try {
      return await createSealer(key, random).open(fromBase64Url(sealed), aad(parts));
    } catch {
      return null;
    }
  }

  async function personKeys(userId: string, password: string, salt: Uint8Array): Promise<PersonKeys> {
    const hash = await deps.passwordHash(password.normalize('NFC'), salt);
    const kek = deriveKey([hash, secret as Uint8Array], `kek:${userId}`, salt);
    return {
      kek,
      tokenKey: deriveKey([kek], 'token'),
      officeKeyKey: deriveKey([kek], 'office-key'),
      spaceKey: deriveKey([kek], 'space'),
    };
  }

  function shareKey(share: string): Uint8Array {
    return deriveKey([fromBase64Url(share), secret as Uint8Array], 'share');
  }

  /** A new part of the protected space, with a random key and a random name. */
  async function createSpace(userId: string, keys: PersonKeys): Promise<{ entry: KeyringSpace; open: OpenSpace }> {
    const id = toBase64Url(random.bytes(9));
    const key = random.bytes(32);
    const wrap = await seal(keys.spaceKey, key, 'space', userId, id);
    return { entry: { id, wrap, shareWrap: null, codes: [] }, open: { id, key } };
  }

  async function unsealSpace(userId: string, space: KeyringSpace, keys: PersonKeys): Promise<OpenSpace | null> {
    const key = await unseal(keys.spaceKey, space.wrap, 'space', userId, space.id);
    return key && { id: space.id, key };
  }

  function spaceShareKey(share: string, userId: string): Uint8Array {
    return deriveKey([fromBase64Url(share), secret as Uint8Array], `space-share:${userId}`);
  }

  function protectedOf({ id, key }: OpenSpace): ProtectedSpace {
    return { name: `mahalla-${id}`, recordsKey: dataSubkey(key, 'records') };
  }

  function openSession(entry: KeyringUser, dataKey: Uint8Array, tokenKey: Uint8Array, space: OpenSpace): Open {
    open = { user: entry.user, dataKey, tokenKey, space, access: null };
    return open;
  }

  function sessionOf(entry: KeyringUser, dataKey: Uint8Array, space: OpenSpace): UnlockedSession {
    return {
      protectedSpace: protectedOf(space),
      user: entry.user,
      recordsKey: dataSubkey(dataKey, 'records'),
      publicKey: entry.publicKey,
      keyUnregistered: !entry.keyRegistered,
      replicaName: `mahalla-${(keyring as Keyring).id}`,
    };
  }

  /** Checks a password against an entry; counts it durably before it is tried, so that a kill takes nothing back. */
  async function checkPassword(
    userId: string,
    password: string,
  ): Promise<{ readonly entry: KeyringUser; readonly keys: PersonKeys; readonly dataKey: Uint8Array }> {
    const ring = (await enrolled()).keyring;
    const entry = ring.users.find((user) => user.user.id === userId);
    if (!entry) throw new CodedError('first_sign_in_online');
    if (entry.wrongTries >= MAX_WRONG_TRIES) throw new CodedError('sign_in_needed');
    const wait = delayAfter(entry.wrongTries);
    if (wait > 0) await new Promise<void>((resolve) => void timers.after(wait, resolve));
    const counted = { ...entry, wrongTries: entry.wrongTries + 1 };
    await saveUser(counted);
    const keys = await personKeys(userId, password, fromBase64Url(entry.salt));
    const dataKey = await unseal(keys.kek, entry.wrap, 'data', userId);
    if (!dataKey) {
      const left = MAX_WRONG_TRIES - counted.wrongTries;
      throw left > 0 ? new CodedError('password_wrong', { left }) : new CodedError('sign_in_needed');
    }
    const right = { ...counted, wrongTries: 0 };
    await saveUser(right);
    return { entry: right, keys, dataKey };
  }

  // ---- the server ----

  /** The same bytes each time: what is worked out from them is remembered with them. */
  let signingKey: { readonly text: string; readonly bytes: Uint8Array } | null = null;
  function deviceKeyOf(ring: Keyring): Uint8Array {
    if (signingKey?.text !== ring.deviceKey) {
      signingKey = { text: ring.deviceKey, bytes: fromBase64Url(ring.deviceKey) };
    }
    return signingKey.bytes;
  }

  async function deviceCall(call: Omit<ApiCall, 'deviceKey'>): Promise<unknown> {
    const ring = (await enrolled()).keyring;
    return api.call(ring.serverUrl, { ...call, deviceKey: deviceKeyOf(ring) });
  }

  function accessOf(session: SessionResponse): { readonly token: string; readonly until: number } {
    return { token: session.accessToken, until: clock.now() + session.expiresIn * 1_000 };
  }

  async function refresh(of: Open): Promise<string> {
    const entry = (await enrolled()).keyring.users.find((user) => user.user.id === of.user.id);
    const sealed = entry?.refreshToken;
    // A lock in the meantime wipes the session's own copy.
    const tokenKey = of.tokenKey.slice();
    const token = sealed ? await unseal(tokenKey, sealed, 'token', of.user.id) : null;
    if (!entry || !token) throw new CodedError('sign_in_needed');
    let session: SessionResponse;
    try {
      session = (await deviceCall({
        method: 'POST',
        path: '/api/v1/session/refresh',
        body: { refreshToken: bytesToUtf8(token) },
      })) as SessionResponse;
    } catch (error) {
      if (!SIGN_IN_AGAIN.has(toFailure(error).code)) throw error;
      await inTurn(async () => {
        const now = keyring?.users.find((user) => user.user.id === of.user.id);
        if (now && now.refreshToken === sealed) await saveUser({ ...now, refreshToken: null });
      });
      throw new CodedError('sign_in_needed', undefined, { cause: error });
    }
    const next = await seal(tokenKey, utf8ToBytes(session.refreshToken), 'token', of.user.id);
    await inTurn(async () => {
      const now = keyring?.users.find((user) => user.user.id === of.user.id);
      if (now) await saveUser({ ...now, user: session.user, refreshToken: next });
    });
    of.access = accessOf(session);
    return of.access.token;
  }

  /** A good access token of the person who has unlocked; `stale` is one that the server has refused. */
  async function accessToken(stale?: string): Promise<string> {
    const now = unlocked();
    const { access } = now;
    const left = access ? access.until - clock.now() : 0;
    // More than its whole life left: the clock was set back, and nothing is known.
    if (access && access.token !== stale && left > REFRESH_AHEAD && left <= 86_400_000) return access.token;
    if (refreshing?.of !== now) {
      const done = refresh(now).finally(() => {
        if (refreshing?.of === now) refreshing = null;
      });
      refreshing = { of: now, done };
    }
    return refreshing.done;
  }

  async function userCall(call: Omit<ApiCall, 'deviceKey' | 'accessToken'>): Promise<unknown> {
    const token = await accessToken();
    try {
      return await deviceCall({ ...call, accessToken: token });
    } catch (error) {
      const { code } = toFailure(error);
      if (code !== 'token_expired' && code !== 'token_invalid') throw error;
      return deviceCall({ ...call, accessToken: await accessToken(token) });
    }
  }

  function unlocked(): Open {
    if (!open) throw new CodedError('locked');
    return open;
  }

  function forget(): void {
    if (!open) return;
    open.dataKey.fill(0);
    open.tokenKey.fill(0);
    open.space.key.fill(0);
    open = null;
    refreshing = null;
    for (const listener of lockListeners) listener();
  }

  // ---- signing in ----

  /** The data key, by the server's half, by the person's old entry, or a new one at the very first sign-in. */
  async function dataKeyFor(session: SessionResponse, login: { readonly password: string }): Promise<Uint8Array> {
    const ring = keyring as Keyring;
    const { deviceShare: share, user } = session;
    if (ring.shareWrap && share) {
      const dataKey = await unseal(shareKey(share), ring.shareWrap, 'share');
      if (dataKey) return dataKey;
    }
    const entry = ring.users.find((other) => other.user.id === user.id);
    if (entry) {
      const keys = await personKeys(user.id, login.password, fromBase64Url(entry.salt));
      const dataKey = await unseal(keys.kek, entry.wrap, 'data', user.id);
      if (dataKey) return dataKey;
    }
    // A new key here would leave the others' unsent work in the dark.
    if (ring.shareWrap || ring.users.length > 0) throw new CodedError('keystore_unavailable');
    return random.bytes(32);
  }

  /**
   * The person's part of the protected space at a sign-in: it goes on where the old password or the server's half opens
   * it, both sealed anew; else a new one is begun, and the old one stays.
   */
  async function spaceFor(session: SessionResponse, old: KeyringUser | undefined, password: string, keys: PersonKeys) {
    const { user, userShare } = session;
    const known = old?.space;
    let found: OpenSpace | null = null;
    if (old && known) {
      const oldKeys = await personKeys(user.id, password, fromBase64Url(old.salt));
      found = await unsealSpace(user.id, known, oldKeys);
      if (!found && userShare && known.shareWrap) {
        const key = await unseal(spaceShareKey(userShare, user.id), known.shareWrap, 'space-share', user.id, known.id);
        found = key && { id: known.id, key };
      }
    }
    const begun = found ? null : await createSpace(user.id, keys);
    const now = found ?? (begun as { open: OpenSpace }).open;
    const shareWrap = userShare
      ? await seal(spaceShareKey(userShare, user.id), now.key, 'space-share', user.id, now.id)
      : (found && known?.shareWrap) || null;
    const former = [...(old?.formerSpaces ?? []), ...(known && !found ? [known] : [])];
    const entry: KeyringSpace = {
      id: now.id,
      wrap: await seal(keys.spaceKey, now.key, 'space', user.id, now.id),
      shareWrap,
      codes: found && known ? known.codes : [],
    };
    return { open: now, kept: { space: entry, ...(former.length > 0 ? { formerSpaces: former } : {}) } };
  }

  async function signIn(login: string, password: string): Promise<UnlockedSession> {
    const before = (await enrolled()).keyring;
    let session: SessionResponse;
    try {
      session = (await deviceCall({
        method: 'POST',
        path: '/api/v1/session/login',
        body: { login, password, deviceId: before.enrolment.deviceId },
      })) as SessionResponse;
    } catch (error) {
      const known = before.users.some((entry) => entry.user.login.toLowerCase() === login.trim().toLowerCase());
      if (toFailure(error).code === 'offline' && !known) {
        throw new CodedError('first_sign_in_online', undefined, { cause: error });
      }
      throw error;
    }
    const { user } = session;
    const dataKey = await dataKeyFor(session, { password });
    const old = before.users.find((entry) => entry.user.id === user.id);

    // The office key goes on where the password still opens it; a reset password makes a new one.
    let officeKey: { readonly secret: Uint8Array; readonly publicKey: string } | null = null;
    if (old) {
      const oldKeys = await personKeys(user.id, password, fromBase64Url(old.salt));
      const kept = await unseal(oldKeys.officeKeyKey, old.officeKey, 'office-key', user.id);
      if (kept) officeKey = { secret: kept, publicKey: old.publicKey };
    }
    const goesOn = officeKey !== null;
    officeKey ??= createOfficeKey(random);
    const point = fromBase64Url(officeKey.publicKey);
    const keyRequest = await requestCertificate(user.id, point, signWithKey(officeKey.secret));

    const salt = random.bytes(16);
    const keys = await personKeys(user.id, password, salt);
    const space = await spaceFor(session, old, password, keys);
    const entry: KeyringUser = {
      ...space.kept,
      user,
      salt: toBase64Url(salt),
      wrap: await seal(keys.kek, dataKey, 'data', user.id),
      officeKey: await seal(keys.officeKeyKey, officeKey.secret, 'office-key', user.id),
      publicKey: officeKey.publicKey,
      // A key that goes on is shown to the server again where that never had its request: it may want to certify it.
      keyRegistered: goesOn && (old?.keyRegistered ?? false) && old?.keyRequest !== undefined,
      keyRequest: toBase64Url(keyRequest),
      refreshToken: await seal(keys.tokenKey, utf8ToBytes(session.refreshToken), 'token', user.id),
      wrongTries: 0,
    };
    const shareWrap = session.deviceShare
      ? await seal(shareKey(session.deviceShare), dataKey, 'share')
      : before.shareWrap;
    await saveUser(entry, { shareWrap });
    if (open && open.user.id !== user.id) forget();
    openSession(entry, dataKey, keys.tokenKey, space.open).access = accessOf(session);
    return sessionOf(entry, dataKey, space.open);
  }

  async function enrol(serverUrl: string, code: string, deviceName: string): Promise<EnrolResponse> {
    const origin = serverOrigin(serverUrl);
    let unreadable = false;
    try {
      await load();
    } catch {
      unreadable = true;
    }
    await api.hello(origin);
    let own = secret;
    const deviceKey = createDeviceKey(random);
    own ??= await deps.secret.create();
    const enrolment = (await api.call(origin, {
      method: 'POST',
      path: '/api/v1/devices/enrol',
      body: { code, name: deviceName, publicKey: devicePublicKey(deviceKey) },
      deviceKey,
    })) as EnrolResponse;
    // The same office again (a revoked laptop, say) keeps its people and unsent work; another office begins anew.
    const kept =
      keyring?.enrolment.serverId === enrolment.serverId && keyring.enrolment.office.id === enrolment.office.id
        ? keyring
        : null;
    if (!kept && (keyring || unreadable)) await file.archive(toBase64Url(random.bytes(6)));
    secret = own;
    forget();
    await save({
      version: 1,
      id: kept?.id ?? toBase64Url(random.bytes(9)),
      serverUrl: origin,
      enrolment,
      deviceKey: toBase64Url(deviceKey),
      shareWrap: kept?.shareWrap ?? null,
      users: (kept?.users ?? []).map((user) => ({ ...user, refreshToken: null })),
      ...(kept?.emergencies ? { emergencies: kept.emergencies } : {}),
    });
    loading = Promise.resolve();
    return enrolment;
  }

  const secrets: SecretsPort = {
    async state(): Promise<DeviceState> {
      await load();
      return {
        enrolled: keyring !== null,
        serverUrl: keyring?.serverUrl ?? null,
        enrolment: keyring?.enrolment ?? null,
        users: (keyring?.users ?? []).map(({ user, wrongTries }) => ({
          id: user.id,
          name: user.name,
          login: user.login,
          lockedUntilSignIn: wrongTries >= MAX_WRONG_TRIES,
        })),
        keystore: deps.secret.keystore,
      };
    },
    async probe(serverUrl) {
      return api.hello(serverOrigin(serverUrl));
    },
    enrol: (serverUrl, code, deviceName) => inTurn(() => enrol(serverUrl, code, deviceName)),
    signIn: (login, password) => inTurn(() => signIn(login, password)),
    unlock: (userId, password) =>
      inTurn(async () => {
        const { entry, keys, dataKey } = await checkPassword(userId, password);
        let space = entry.space ? await unsealSpace(userId, entry.space, keys) : null;
        let now = entry;
        if (!space) {
          // A keyring of before, or one whose entry does not open any more: the old one is kept, and a new one begins.
          const begun = await createSpace(userId, keys);
          const former = [...(entry.formerSpaces ?? []), ...(entry.space ? [entry.space] : [])];
          now = { ...entry, space: begun.entry, ...(former.length > 0 ? { formerSpaces: former } : {}) };
          await saveUser(now);
          space = begun.open;
        }
        if (open && open.user.id !== userId) forget();
        openSession(now, dataKey, keys.tokenKey, space);
        return sessionOf(now, dataKey, space);
      }),
    async lock() {
      forget();
    },
    signContent: (contentHash, password) =>
      inTurn(async () => {
        const { user } = unlocked();
        const { entry, keys } = await checkPassword(user.id, password);
        const key = await unseal(keys.officeKeyKey, entry.officeKey, 'office-key', user.id);
        if (!key) throw new CodedError('keystore_unavailable');
        return { publicKey: entry.publicKey, value: signContent(key, contentHash) };
      }),
    signPaper: (facts, password) =>
      inTurn(async () => {
        const { user } = unlocked();
        const { entry, keys } = await checkPassword(user.id, password);
        const key = await unseal(keys.officeKeyKey, entry.officeKey, 'office-key', user.id);
        if (!key) throw new CodedError('keystore_unavailable');
        const value = signContent(key, facts.contentHash);
        return { publicKey: entry.publicKey, value, mark: createPaperMark(key, facts) };
      }),
    signAttributes: (attributes, password) =>
      inTurn(async () => {
        const { user } = unlocked();
        // An office key signs papers: content hashes, and the attributes of their certified signatures.
        if (!areSignedAttributes(attributes)) throw new CodedError('invalid_input', { field: 'attributes' });
        const { entry, keys } = await checkPassword(user.id, password);
        const key = await unseal(keys.officeKeyKey, entry.officeKey, 'office-key', user.id);
        if (!key) throw new CodedError('keystore_unavailable');
        return signWithKey(key)(attributes);
      }),
    async timestamp(request) {
      const answer = (await userCall({
        method: 'POST',
        path: '/api/v1/timestamp',
        body: { request: toBase64Url(request) },
        timeout: 30_000,
      })) as { readonly response?: unknown };
      if (typeof answer.response !== 'string') throw new CodedError('timestamp_refused');
      return fromBase64Url(answer.response);
    },
    async offices(text) {
      const path = `/api/v1/casework/offices?text=${encodeURIComponent(text.slice(0, 100))}`;
      const answer = await userCall({ method: 'GET', path });
      if (!isOfficesFound(answer)) throw new CodedError('server_not_mahalla');
      return answer;
    },
    async registerKey() {
      const { user } = unlocked();
      const entryNow = () => keyring?.users.find((other) => other.user.id === user.id);
      const before = entryNow();
      if (!before) throw new CodedError('first_sign_in_online');
      const { publicKey, keyRequest: request } = before;
      await userCall({
        method: 'POST',
        path: '/api/v1/session/key',
        body: { publicKey, ...(request ? { request } : {}) },
      });
      await inTurn(async () => {
        const entry = entryNow();
        if (entry?.publicKey === publicKey) await saveUser({ ...entry, keyRegistered: true });
      });
    },
    async settleEmergencies() {
      await reportUses();
      await depositCode();
    },
    openByCode: (ownerId, code, reason) =>
      inTurn(async () => {
        const { user } = unlocked();
        const ring = keyring as Keyring;
        const owner = ring.users.find((other) => other.user.id === ownerId);
        const space = owner?.space;
        if (!owner || !space || owner.user.id === user.id) throw new CodedError('emergency_code_wrong');
        for (const { wrap, salt } of space.codes) {
          const key = await unseal(
            emergencyKey(code, secret as Uint8Array, ownerId, fromBase64Url(salt)),
            wrap,
            'space-code',
            ownerId,
            space.id,
          );
          if (!key) continue;
          // Written down before the key is given out, and the code opens nothing any more.
          const use = {
            id: toBase64Url(random.bytes(16)),
            asker: user.id,
            owner: ownerId,
            at: new Date(clock.now()).toISOString(),
            reason: reason.trim(),
          };
          await saveUser(
            { ...owner, space: { ...space, codes: [] } },
            { emergencies: [...(ring.emergencies ?? []), use] },
          );
          const opened = protectedOf({ id: space.id, key });
          key.fill(0);
          return opened;
        }
        throw new CodedError('emergency_code_wrong');
      }),
  };

  // ---- emergencies ----

  const emergencyPath = '/api/v1/emergency';
  const emergencies: EmergenciesPort = {
    list: async () => (await userCall({ method: 'GET', path: emergencyPath })) as EmergencyLists,
    async ask(wanted, reason) {
      await userCall({ method: 'POST', path: emergencyPath, body: { wanted, reason } });
    },
    async decide(id, approve) {
      await userCall({ method: 'POST', path: `${emergencyPath}/${id}/decision`, body: { approve } });
    },
    async review(id, note) {
      await userCall({ method: 'POST', path: `${emergencyPath}/${id}/review`, body: { note } });
    },
    async read(id) {
      const answer = await userCall({ method: 'GET', path: `${emergencyPath}/${id}/file` });
      return (answer as { readonly files: readonly EmergencyFile[] }).files;
    },
  };

  /** Tells the server of each use of a code on this laptop, by whomever: an answer takes it off the list. */
  async function reportUses(): Promise<void> {
    const uses = (await enrolled()).keyring.emergencies ?? [];
    if (uses.length === 0) return;
    await userCall({ method: 'POST', path: '/api/v1/emergency/uses', body: { uses } });
    const told = new Set(uses.map((use) => use.id));
    await inTurn(async () => {
      const ring = keyring as Keyring;
      await save({ ...ring, emergencies: (ring.emergencies ?? []).filter((use) => !told.has(use.id)) });
    });
  }

  /** Makes a code for the space of whoever has unlocked and deposits it, where none is deposited. */
  async function depositCode(): Promise<void> {
    const { user, space } = unlocked();
    const entryNow = () => keyring?.users.find((other) => other.user.id === user.id);
    const isNeeded = (entry: KeyringUser | undefined) =>
      entry?.space?.id === space.id && !entry.space.codes.some((code) => code.deposited);
    if (!isNeeded(entryNow())) return;
    const code = createEmergencyCode(random);
    const salt = random.bytes(16);
    const key = emergencyKey(code, secret as Uint8Array, user.id, salt);
    const made = { wrap: await seal(key, space.key, 'space-code', user.id, space.id), salt: toBase64Url(salt) };
    const keep = (deposited: boolean) =>
      inTurn(async () => {
        const entry = entryNow();
        if (entry?.space?.id !== space.id) return;
        // One that may have reached the server, its answer lost, stays good until the next is known to be there.
        const others = deposited ? [] : entry.space.codes.filter((other) => other.wrap !== made.wrap).slice(-2);
        await saveUser({ ...entry, space: { ...entry.space, codes: [...others, { ...made, deposited }] } });
      });
    await keep(false);
    await userCall({ method: 'POST', path: '/api/v1/emergency/code', body: { code } });
    await keep(true);
  }

  // ---- the exchange ----

  /** Bodies made ahead, by the very array of their operations. */
  const bodies = new WeakMap<
    readonly Operation[],
    { readonly writer: string; readonly compressed: Promise<CompressedText> }
  >();

  /** A push by columns, compressed where the network port can do that ahead. */
  async function pushBody({ writer, operations }: PushRequest): Promise<Pick<ApiCall, 'body' | 'compressed'>> {
    const body = (): PackedPush => ({ writer, packed: packRows(operations) });
    if (!deps.http.compress) return { body: body() };
    let known = bodies.get(operations);
    if (known?.writer !== writer) {
      known = { writer, compressed: deps.http.compress(JSON.stringify(body())) };
      known.compressed.catch(() => undefined);
      bodies.set(operations, known);
    }
    return { compressed: await known.compressed };
  }

  const exchangeAt = (path: string): ProtectedTransportPort => ({
    async push(request) {
      const body = await pushBody(request);
      return (await userCall({ method: 'POST', path: `${path}/push`, ...body, timeout: 60_000 })) as PushResponse;
    },
    async pull(request) {
      const answer = (await userCall({
        method: 'POST',
        path: `${path}/pull`,
        body: { ...request, packed: true },
        timeout: 60_000,
      })) as PullResponse | PackedPull;
      if (!('packed' in answer)) return answer;
      const { packed, ...page } = answer;
      try {
        return { ...page, docs: unpackRows(packed, PULL_LIMITS) as unknown as readonly WireDoc[] };
      } catch (error) {
        throw new CodedError('server_not_mahalla', undefined, { cause: error });
      }
    },
  });

  const transport: TransportPort = {
    ...exchangeAt('/api/v1/sync'),
    prepare(request) {
      void pushBody(request).catch(() => undefined);
    },
    async likely(person) {
      return (await userCall({
        method: 'POST',
        path: '/api/v1/casework/likely',
        body: person,
        timeout: 15_000,
      })) as LikelyAnswer;
    },
    hints: createHints({
      random,
      timers,
      async connect(stale) {
        const token = await accessToken(stale);
        const ring = (await enrolled()).keyring;
        const call: ApiCall = {
          method: 'GET',
          path: '/api/v1/sync/hints',
          deviceKey: deviceKeyOf(ring),
          accessToken: token,
        };
        return {
          token,
          headFailure: (head) => api.headFailure(ring.serverUrl, head, ''),
          stream: (listener) =>
            deps.http.stream(
              {
                method: 'GET',
                url: `${ring.serverUrl}${call.path}`,
                headers: { ...api.headers(ring.serverUrl, call), accept: 'text/event-stream' },
                timeout: 90_000,
              },
              listener,
            ),
        };
      },
      onLock: (listener) => {
        lockListeners.add(listener);
        return () => lockListeners.delete(listener);
      },
    }),
  };

  // ---- files ----

  /** What an answer about files says went wrong. An answer to HEAD has no body: its status has to do. */
  async function fileFailure(answer: BytesAnswer) {
    const ring = (await enrolled()).keyring;
    const failure = api.headFailure(
      ring.serverUrl,
      answer,
      answer.bytes.length < 65_536 ? bytesToUtf8(answer.bytes) : '',
    );
    if (!failure || failure.code !== 'server_not_mahalla' || !(PROTOCOL_HEADER in answer.headers)) return failure;
    const byStatus: Readonly<Record<number, ErrorCode>> = { 403: 'forbidden', 404: 'not_found', 410: 'not_found' };
    return { code: byStatus[answer.status] ?? ('server_busy' as const) };
  }

  const rawCall: RawCall = async ({ method, path, headers, body }) => {
    const ring = (await enrolled()).keyring;
    const { bytes } = deps.http;
    if (!bytes) throw new CodedError('unexpected');
    let token = await accessToken();
    for (let tries = 0; ; tries++) {
      const call: ApiCall = { method, path, deviceKey: deviceKeyOf(ring), accessToken: token };
      const answer = await bytes({
        method,
        url: `${ring.serverUrl}${path}`,
        headers: { ...api.headers(ring.serverUrl, call), accept: '*/*', ...headers },
        timeout: 60_000,
        ...(body ? { body } : {}),
      });
      // Always read: it learns the server's nonce and time.
      const failure = await fileFailure(answer);
      if (answer.status !== 401 || tries === 2) return answer;
      if (failure?.code === 'token_expired' || failure?.code === 'token_invalid') token = await accessToken(token);
    }
  };

  return {
    secrets,
    transport,
    protectedTransport: exchangeAt('/api/v1/sync/protected'),
    emergencies,
    files: createFileCalls(rawCall, async () => (await enrolled()).keyring.enrolment.office.id, fileFailure),
    stores() {
      const { dataKey, space } = unlocked();
      const ring = keyring as Keyring;
      return {
        journalName: `journal-${ring.id}`,
        journalKey: dataSubkey(dataKey, 'journal'),
        deviceId: ring.enrolment.deviceId,
        protectedSpace: {
          journalName: `journal-${space.id}`,
          journalKey: dataSubkey(space.key, 'journal'),
          deviceId: ring.enrolment.deviceId,
        },
        attachmentsName: `files-${ring.id}`,
        attachmentsKey: dataSubkey(dataKey, 'attachments'),
      };
    },
    onLock(listener) {
      lockListeners.add(listener);
      return () => lockListeners.delete(listener);
    },
  };
}
