import { WebSocket } from 'ws';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { NationalKey, NationalPort, StoredCertificate } from '#shared/ipc/desktop-api.ts';

/** The oldest E-IMZO whose answers are known here. */
export const LEAST_VERSION = { major: 3, minor: 37 } as const;

/** Where E-IMZO listens on the signer's own machine. */
export const EIMZO_PORTS = { secure: 64_443, plain: 64_646 } as const;

/** How long an answer may take, milliseconds: a person types a password while a key is loaded or used. */
export const EIMZO_TIMEOUTS = { quick: 5_000, person: 180_000 } as const;

/** Whom E-IMZO is told the request comes from; the API key is bound to it. */
const ORIGIN = 'https://localhost';
const DOMAIN = 'localhost';
/** No answer of E-IMZO is larger. */
const MAX_ANSWER_BYTES = 4 * 1_048_576;

const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [-5000, 'eimzo_password_cancelled'],
  [-1021, 'eimzo_origin_missing'],
  [-1022, 'eimzo_origin_refused'],
  [-2006, 'eimzo_certificate_missing'],
  [-2011, 'eimzo_disk_missing'],
]);

interface Answer {
  readonly success?: boolean;
  readonly status?: number | string;
  readonly reason?: string;
  readonly [key: string]: unknown;
}

/** The failure that an answer of E-IMZO tells. Its reason is a text of Java: only what kind it is, is taken from it. */
export function failureOf(answer: Answer): CodedError {
  const status = Number(answer.status);
  const known = CODES.get(status);
  if (known) return new CodedError(known);
  const reason = String(answer.reason ?? '');
  if (/password|parol|пароль|keystore|badpadding|pin/i.test(reason)) return new CodedError('eimzo_password_wrong');
  if (/token|smart ?card|card ?reader|terminal|ckr_|id ?card|карт|токен/i.test(reason)) {
    return new CodedError('eimzo_token_missing');
  }
  if (status === -9999) return new CodedError('eimzo_failed');
  return new CodedError('eimzo_refused', { status: Number.isFinite(status) ? status : 0 });
}

/** Settings of the client that outlive the program. */
export interface EimzoSettings {
  load(): Promise<string | null>;
  save(apiKey: string | null): Promise<void>;
}

/** The client of E-IMZO: one socket for one request, on the loopback address alone. */
export function createEimzo(options: {
  readonly settings: EimzoSettings;
  readonly ports?: { readonly secure: number; readonly plain: number };
  readonly timeouts?: { readonly quick: number; readonly person: number };
}): NationalPort {
  const { settings } = options;
  const ports = options.ports ?? EIMZO_PORTS;
  const timeouts = options.timeouts ?? EIMZO_TIMEOUTS;

  function open(address: string, body: object, timeout: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address, {
        origin: ORIGIN,
        handshakeTimeout: timeouts.quick,
        maxPayload: MAX_ANSWER_BYTES,
        // Its certificate is made by itself. The address is this very machine, so nobody stands in between.
        rejectUnauthorized: false,
      });
      let opened = false;
      const timer = setTimeout(() => {
        reject(new CodedError('eimzo_timeout'));
        socket.terminate();
      }, timeout);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        settle();
        socket.close();
      };
      socket.on('open', () => {
        opened = true;
        socket.send(JSON.stringify(body));
      });
      socket.on('message', (data) => {
        let answer: unknown;
        try {
          answer = JSON.parse(String(data));
        } catch {
          answer = null;
        }
        if (typeof answer === 'object' && answer !== null) end(() => resolve(answer as Answer));
        else end(() => reject(new CodedError('eimzo_answer_unreadable')));
      });
      socket.on('error', (cause) => {
        const code = (cause as { code?: string }).code ?? '';
        const nobody = !opened && (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EADDRNOTAVAIL');
        end(() =>
          reject(new CodedError(nobody ? 'eimzo_not_running' : 'eimzo_answer_unreadable', undefined, { cause })),
        );
      });
      socket.on('close', () =>
        end(() => reject(new CodedError(opened ? 'eimzo_answer_unreadable' : 'eimzo_not_running'))),
      );
    });
  }

  async function ask(body: object, timeout: number): Promise<Answer> {
    const secure = `wss://127.0.0.1:${ports.secure}/service/cryptapi`;
    const plain = `ws://127.0.0.1:${ports.plain}/service/cryptapi`;
    let answer: Answer;
    try {
      answer = await open(secure, body, timeout);
    } catch (error) {
      if (!(error instanceof CodedError) || error.failure.code !== 'eimzo_not_running') throw error;
      answer = await open(plain, body, timeout);
    }
    if (answer.success !== true) throw failureOf(answer);
    return answer;
  }

  /** Says who we are, where a key was given; E-IMZO remembers it by the origin. */
  async function introduce(): Promise<void> {
    const apiKey = await settings.load();
    if (!apiKey) return;
    try {
      await ask({ name: 'apikey', arguments: [DOMAIN, apiKey] }, timeouts.quick);
    } catch (error) {
      const code = error instanceof CodedError ? error.failure.code : null;
      if (code === 'eimzo_not_running' || code === 'eimzo_timeout' || code === 'eimzo_origin_missing') throw error;
      throw new CodedError('eimzo_api_key_refused', undefined, { cause: error });
    }
  }

  async function version(): Promise<{ readonly version: string }> {
    const answer = await ask({ name: 'version' }, timeouts.quick);
    const major = Number(answer.major);
    const minor = Number(answer.minor);
    if (!Number.isInteger(major) || !Number.isInteger(minor)) throw new CodedError('eimzo_answer_unreadable');
    const { major: leastMajor, minor: leastMinor } = LEAST_VERSION;
    if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
      throw new CodedError('eimzo_version_old', {
        version: `${major}.${minor}`,
        least: `${leastMajor}.${leastMinor}`,
      });
    }
    return { version: `${major}.${minor}` };
  }

  async function keyFor(key: NationalKey): Promise<string> {
    if (key.kind !== 'file') return key.kind;
    const { disk, path, name, alias } = key.certificate;
    const loaded = await ask(
      { plugin: 'pfx', name: 'load_key', arguments: [disk, path, name, alias] },
      timeouts.person,
    );
    if (typeof loaded.keyId !== 'string') throw new CodedError('eimzo_answer_unreadable');
    return loaded.keyId;
  }

  return {
    async status() {
      const found = await version();
      await introduce();
      return found;
    },
    async certificates() {
      const answer = await ask({ plugin: 'pfx', name: 'list_all_certificates' }, timeouts.quick);
      if (!Array.isArray(answer.certificates)) throw new CodedError('eimzo_answer_unreadable');
      return answer.certificates.slice(0, 200).map((item: Partial<StoredCertificate>) => ({
        disk: String(item?.disk ?? ''),
        path: String(item?.path ?? ''),
        name: String(item?.name ?? ''),
        alias: String(item?.alias ?? ''),
      }));
    },
    async sign(contentBase64, key) {
      const keyId = await keyFor(key);
      const answer = await ask(
        { plugin: 'pkcs7', name: 'create_pkcs7', arguments: [contentBase64, keyId, 'no'] },
        timeouts.person,
      );
      if (typeof answer.pkcs7_64 !== 'string') throw new CodedError('eimzo_answer_unreadable');
      return answer.pkcs7_64;
    },
    apiKey: () => settings.load(),
    setApiKey: (apiKey) => settings.save(apiKey),
  };
}
