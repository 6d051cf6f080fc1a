import { generateProof, type KeyPair } from 'dpop';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { BytesAnswer, RawCall } from '#shared/sync/device/file-calls.ts';
import {
  type ErrorBody,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
  type SessionResponse,
  type UserInfo,
} from '#shared/sync/protocol.ts';

/** A signed-in officer's line to the server. Tokens live in memory only: a reload asks for the password again. */
export interface ConsoleSession {
  readonly user: UserInfo;
  /** Asks the server; rejects with a `CodedError`. */
  request<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
  /** Asks the server for a file; rejects with a `CodedError`. */
  file(path: string): Promise<Blob>;
  /** A call whose bodies are bytes; the answer comes as it is. Rejects with a `CodedError` where there is none. */
  readonly raw: RawCall;
  /** Tells the server and forgets the tokens. */
  signOut(): Promise<void>;
}

/** What a request brings with it. */
interface Cargo {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Proofs {
  readonly key: KeyPair;
  /** The server's newest nonce: it stands for time, as clocks here are wrong. */
  nonce: string | undefined;
}

const origin = () => window.location.origin;

async function send(
  proofs: Proofs,
  method: string,
  path: string,
  cargo: Cargo,
  accessToken?: string,
): Promise<Response> {
  const { json, bytes } = cargo;
  const body = json === undefined ? bytes && new Uint8Array(bytes) : JSON.stringify(json);
  const url = new URL(path, origin());
  for (let attempt = 0; ; attempt++) {
    const proof = await generateProof(proofs.key, `${url.origin}${url.pathname}`, method, proofs.nonce, accessToken);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: {
          dpop: proof,
          [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
          ...(accessToken ? { authorization: `DPoP ${accessToken}` } : {}),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...cargo.headers,
        },
        ...(body === undefined ? {} : { body }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
    } catch (error) {
      throw new CodedError('offline', undefined, { cause: error });
    }
    const nonce = response.headers.get('dpop-nonce');
    const isNew = nonce !== null && nonce !== proofs.nonce;
    if (nonce !== null) proofs.nonce = nonce;
    const wantsNonce = response.status === 401 && response.headers.get('www-authenticate')?.includes('use_dpop_nonce');
    if (!(wantsNonce && isNew && attempt === 0)) return response;
  }
}

async function toFailureOf(response: Response): Promise<Failure> {
  try {
    const body = (await response.json()) as Partial<ErrorBody>;
    if (typeof body.code === 'string') return { code: body.code, ...(body.params ? { params: body.params } : {}) };
  } catch {
    // Not our server's words: a proxy or a captive portal answered.
  }
  return { code: response.status >= 500 ? 'server_busy' : 'server_not_mahalla' };
}

/** The failure that an answer of bytes tells; null where it is none. */
export async function failureOfBytes(answer: BytesAnswer): Promise<Failure | null> {
  if (answer.status < 400) return null;
  return toFailureOf(new Response(new Uint8Array(answer.bytes), { status: answer.status }));
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) {
    const failure = await toFailureOf(response);
    throw new CodedError(failure.code, failure.params);
  }
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new CodedError('server_not_mahalla', undefined, { cause: error });
  }
}

/**
 * Signs an officer in.
 * @param onEnd called once when the session can't be renewed any more
 */
export async function signIn(
  key: KeyPair,
  login: string,
  password: string,
  onEnd: (failure: Failure) => void,
): Promise<ConsoleSession> {
  const proofs: Proofs = { key, nonce: undefined };
  const first = await read<SessionResponse>(
    await send(proofs, 'POST', '/api/v1/session/login', { json: { login, password } }),
  );
  let tokens = first;
  let renewing: Promise<void> | null = null;
  let ended = false;

  // Requests that find the token expired at the same time share one renewal: a refresh token works once.
  const renew = () =>
    (renewing ??= (async () => {
      try {
        const json = { refreshToken: tokens.refreshToken };
        tokens = await read<SessionResponse>(await send(proofs, 'POST', '/api/v1/session/refresh', { json }));
      } catch (error) {
        if (error instanceof CodedError && error.failure.code !== 'offline' && !ended) {
          ended = true;
          onEnd(error.failure);
        }
        throw error;
      } finally {
        renewing = null;
      }
    })());

  const ask = async (method: string, path: string, cargo: Cargo = {}): Promise<Response> => {
    const used = tokens.accessToken;
    const response = await send(proofs, method, path, cargo, used);
    if (response.status !== 401) return response;
    if (tokens.accessToken === used) await renew();
    return send(proofs, method, path, cargo, tokens.accessToken);
  };

  return {
    user: first.user,
    request: async <T>(method: 'GET' | 'POST', path: string, body?: unknown) =>
      read<T>(await ask(method, path, { json: body })),
    async file(path) {
      const response = await ask('GET', path);
      if (response.ok) return response.blob();
      const failure = await toFailureOf(response);
      throw new CodedError(failure.code, failure.params);
    },
    async raw({ method, path, headers, body }) {
      const response = await ask(method, path, { headers, ...(body ? { bytes: body } : {}) });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        bytes: new Uint8Array(await response.arrayBuffer()),
      };
    },
    async signOut() {
      ended = true;
      await send(proofs, 'POST', '/api/v1/session/logout', {}, tokens.accessToken).catch(() => undefined);
    },
  };
}
