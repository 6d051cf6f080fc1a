import { generateKeyPair } from 'dpop';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import { signIn } from './session.ts';

interface Call {
  readonly path: string;
  readonly nonce: unknown;
  readonly token: string | null;
}

const calls: Call[] = [];
let generation = 0;
let refreshes = 0;
let refreshRefused = false;

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

function tokens(): object {
  generation += 1;
  return {
    accessToken: `a${generation}`,
    expiresIn: 600,
    refreshToken: `refresh-${generation}`,
    user: { id: 'u1', role: 'ministry_officer' },
  };
}

// A server that wants a nonce in each proof and takes only the newest access token.
function serve(url: URL, init: RequestInit): Response {
  const headers = new Headers(init.headers);
  const claims = JSON.parse(atob((headers.get('dpop') ?? '').split('.')[1] ?? '')) as { nonce?: string };
  const token = headers.get('authorization')?.replace('DPoP ', '') ?? null;
  calls.push({ path: url.pathname, nonce: claims.nonce, token });
  const nonce = { 'dpop-nonce': 'n1' };
  if (claims.nonce !== 'n1')
    return answer(401, { code: 'proof_invalid' }, { ...nonce, 'www-authenticate': 'DPoP error="use_dpop_nonce"' });
  if (url.pathname.endsWith('/login')) return answer(200, tokens(), nonce);
  if (url.pathname.endsWith('/refresh')) {
    refreshes += 1;
    return refreshRefused ? answer(401, { code: 'token_reused' }, nonce) : answer(200, tokens(), nonce);
  }
  return token === `a${generation}`
    ? answer(200, { fine: true }, nonce)
    : answer(401, { code: 'token_expired' }, nonce);
}

beforeEach(() => {
  calls.length = 0;
  generation = 0;
  refreshes = 0;
  refreshRefused = false;
  vi.stubGlobal('window', { location: { origin: 'https://mahalla.test' } });
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => Promise.resolve(serve(url, init)));
});
afterEach(() => vi.unstubAllGlobals());

const open = async (onEnd: (failure: Failure) => void = () => undefined) =>
  signIn(await generateKeyPair('ES256'), 'vazir', 'secret', onEnd);

test('a proof without a nonce is made again with the one that the server gives', async () => {
  await open();
  expect(calls.map((call) => call.nonce)).toEqual([undefined, 'n1']);
});

test('requests that find the token expired together renew it once', async () => {
  const session = await open();
  generation += 1; // the server forgets the token that was given
  const answers = await Promise.all([session.request('GET', '/api/v1/x'), session.request('GET', '/api/v1/y')]);
  expect(answers).toEqual([{ fine: true }, { fine: true }]);
  expect(refreshes).toBe(1);
});

test('a session that can not be renewed ends once, with its reason', async () => {
  const onEnd = vi.fn<(failure: Failure) => void>();
  const session = await open(onEnd);
  generation += 1;
  refreshRefused = true;
  const outcomes = await Promise.allSettled([session.request('GET', '/api/v1/x'), session.request('GET', '/api/v1/y')]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  expect(onEnd).toHaveBeenCalledExactlyOnceWith({ code: 'token_reused' });
});

test('an answer that is not from our server is said to be so', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>Sign in to the hotel</html>', { status: 200 })));
  await expect(open()).rejects.toEqual(new CodedError('server_not_mahalla'));
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html></html>', { status: 404 })));
  await expect(open()).rejects.toEqual(new CodedError('server_not_mahalla'));
});
