import { ERROR_CODES, type ErrorCode } from '#shared/kernel/errors.ts';
import type { Clock, RandomSource } from '#shared/kernel/ports.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import { type ErrorBody, type Hello, PROTOCOL_HEADER, PROTOCOL_VERSION } from '../protocol.ts';
import type { CompressedText, HttpHead, HttpPort, HttpResponse } from './ports.ts';
import { createProof } from './proof.ts';

const CODES: ReadonlySet<string> = new Set(ERROR_CODES);

/** One call to the server. */
export interface ApiCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  /** Begins with `/`. */
  readonly path: string;
  /** What goes as JSON, or a JSON text that was compressed ahead. */
  readonly body?: unknown;
  readonly compressed?: CompressedText;
  /** Secret key of the device, where the call carries a proof. */
  readonly deviceKey?: Uint8Array;
  readonly accessToken?: string;
  /** Milliseconds; 30 s where left out. */
  readonly timeout?: number;
}

/** Answers of one server, with proofs and errors seen to. */
export interface Api {
  call(server: string, call: ApiCall): Promise<unknown>;
  /** Headers for a call that is made otherwise (the hint stream). */
  headers(server: string, call: ApiCall): Record<string, string>;
  /** Takes note of what a head says (nonce, time) and returns its failure, if it is one. */
  headFailure(server: string, head: HttpHead, text: string): Failure | null;
  hello(server: string): Promise<Hello>;
}

/** The origin of a server's address. Rejects anything but https, save http on this very machine. */
export function serverOrigin(address: string): string {
  const text = address.trim();
  const match = /^(https?):\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?\/?$/i.exec(
    /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`,
  );
  if (!match) throw new CodedError('server_address_invalid');
  const scheme = (match[1] as string).toLowerCase();
  const host = (match[2] as string).toLowerCase();
  const local = host === 'localhost' || host === '127.0.0.1';
  if (scheme === 'http' && !local) throw new CodedError('server_address_invalid');
  return `${scheme}://${host}${match[3] ?? ''}`;
}

function isHello(value: unknown): value is Hello {
  const hello = value as Partial<Hello> | null;
  return (
    typeof hello === 'object' &&
    hello !== null &&
    hello.product === 'mahalla' &&
    typeof hello.serverId === 'string' &&
    typeof hello.epoch === 'string' &&
    typeof hello.protocol?.min === 'number' &&
    typeof hello.protocol.max === 'number'
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Seconds of a `Retry-After` header in its form of a number; undefined for anything else. */
function retryAfter(head: HttpHead): number | undefined {
  const seconds = Number(head.headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** Speaks to servers over a bare network port. */
export function createApi(deps: {
  readonly http: HttpPort;
  readonly random: RandomSource;
  readonly clock: Clock;
}): Api {
  const nonces = new Map<string, string>();
  /** Server's time less this device's, milliseconds. */
  const offsets = new Map<string, number>();

  function learn(server: string, head: HttpHead): void {
    const nonce = head.headers['dpop-nonce'];
    if (nonce) nonces.set(server, nonce);
    const time = Date.parse(head.headers.date ?? '');
    if (Number.isFinite(time)) offsets.set(server, time - deps.clock.now());
  }

  function failureOf(head: HttpHead, text: string): Failure | null {
    const { status } = head;
    if (status >= 200 && status < 300) return null;
    const wait = retryAfter(head);
    const waiting: Record<string, number> = wait === undefined ? {} : { retryAfter: wait };
    const body = parse(text) as Partial<ErrorBody> | null | undefined;
    if (body && typeof body === 'object' && typeof body.code === 'string' && CODES.has(body.code)) {
      const expected: Record<string, number> = typeof body.expected === 'number' ? { expected: body.expected } : {};
      const params = { ...body.params, ...expected, ...waiting };
      return Object.keys(params).length > 0 ? { code: body.code, params } : { code: body.code };
    }
    const byStatus: Readonly<Record<number, ErrorCode>> = {
      401: 'token_invalid',
      413: 'too_large',
      426: 'client_too_old',
      429: 'server_busy',
      502: 'server_busy',
      503: 'server_busy',
      504: 'server_busy',
    };
    const code = byStatus[status];
    if (code) return { code, params: waiting };
    // An answer that is not ours in form: a captive portal, a proxy, another site.
    if (body === undefined || status < 400) return { code: 'server_not_mahalla' };
    return { code: status >= 500 ? 'server_busy' : 'unexpected', params: waiting };
  }

  function headers(server: string, call: ApiCall): Record<string, string> {
    const result: Record<string, string> = {
      accept: 'application/json',
      [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
    };
    if (call.body !== undefined || call.compressed) result['content-type'] = 'application/json';
    if (call.accessToken) result.authorization = `DPoP ${call.accessToken}`;
    if (call.deviceKey) {
      const nonce = nonces.get(server);
      result.dpop = createProof(call.deviceKey, deps.random, {
        method: call.method,
        url: `${server}${call.path}`,
        time: deps.clock.now() + (offsets.get(server) ?? 0),
        ...(nonce ? { nonce } : {}),
        ...(call.accessToken ? { accessToken: call.accessToken } : {}),
      });
    }
    return result;
  }

  async function send(server: string, call: ApiCall): Promise<HttpResponse> {
    const response = await deps.http.request({
      method: call.method as 'GET' | 'POST',
      url: `${server}${call.path}`,
      headers: headers(server, call),
      timeout: call.timeout ?? 30_000,
      ...(call.compressed
        ? { body: call.compressed }
        : call.body === undefined
          ? {}
          : { body: JSON.stringify(call.body) }),
    });
    learn(server, response);
    return response;
  }

  async function call(server: string, request: ApiCall): Promise<unknown> {
    let response = await send(server, request);
    let failure = failureOf(response, response.text);
    const clockOrProof = failure?.code === 'proof_invalid' || failure?.code === 'clock_wrong';
    if (clockOrProof && request.deviceKey && response.status < 500) {
      // The answer brought a nonce or the server's time: once more with them.
      response = await send(server, request);
      failure = failureOf(response, response.text);
    }
    if (failure) throw new CodedError(failure.code, failure.params);
    if (response.text === '') return undefined;
    const value = parse(response.text);
    if (value === undefined) throw new CodedError('server_not_mahalla');
    return value;
  }

  return {
    call,
    headers,
    headFailure(server, head, text) {
      learn(server, head);
      return failureOf(head, text);
    },
    async hello(server) {
      let value: unknown;
      try {
        value = await call(server, { method: 'GET', path: '/api/v1/hello', timeout: 10_000 });
      } catch (error) {
        const code = error instanceof CodedError ? error.failure.code : 'unexpected';
        throw code === 'unexpected' || code === 'not_found' ? new CodedError('server_not_mahalla') : error;
      }
      if (!isHello(value)) throw new CodedError('server_not_mahalla');
      if (value.protocol.min > PROTOCOL_VERSION) throw new CodedError('client_too_old');
      if (value.protocol.max < PROTOCOL_VERSION) throw new CodedError('server_too_old');
      return value;
    },
  };
}
