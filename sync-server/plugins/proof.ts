import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify, type JWK } from 'jose';
import type { FastifyRequest } from 'fastify';
import { HttpError } from './errors.ts';

/** How long a nonce of the server is good, milliseconds. */
const NONCE_MS = 5 * 60_000;
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'];

/** Checks proofs of possession (RFC 9449). */
export interface ProofChecker {
  /** A nonce for the `DPoP-Nonce` header. */
  nonce(): string;
  /**
   * Checks the request's proof and returns the thumbprint of its key. Freshness comes from the server's nonce and never
   * from `iat`: clocks of laptops are wrong by years.
   * @param accessToken the token that the proof must be bound to, or null at sign-in and refresh
   */
  check(request: FastifyRequest, accessToken: string | null): Promise<string>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

function pathOf(url: string): string {
  return new URL(url, 'http://local').pathname.replace(/\/+$/, '');
}

/** Makes a checker. Its nonces and its memory of used proofs die with the process, both together. */
export function createProofChecker(deps: {
  readonly now: () => number;
  readonly publicUrl?: string | undefined;
}): ProofChecker {
  const secret = randomBytes(32);
  /** Used proofs, by the window in which their nonce was given. */
  const used = new Map<number, Set<string>>();

  const mac = (stamp: string) => createHmac('sha256', secret).update(stamp).digest('base64url').slice(0, 22);
  const windowNow = () => Math.floor(deps.now() / NONCE_MS);
  const nonceOf = (window: number) => `${window.toString(36)}.${mac(String(window))}`;

  const windowOf = (nonce: unknown): number | null => {
    if (typeof nonce !== 'string' || nonce.length > 64) return null;
    const window = Number.parseInt(nonce.split('.')[0] ?? '', 36);
    const now = windowNow();
    if (window !== now && window !== now - 1) return null;
    const wanted = Buffer.from(nonceOf(window));
    const given = Buffer.from(nonce);
    return wanted.length === given.length && timingSafeEqual(wanted, given) ? window : null;
  };

  const refuse = (reason: string) =>
    new HttpError(401, 'proof_invalid', {
      params: { reason },
      headers: { 'www-authenticate': 'DPoP error="invalid_dpop_proof", algs="ES256 EdDSA"' },
    });
  const askNonce = () =>
    new HttpError(401, 'proof_invalid', {
      params: { reason: 'nonce' },
      headers: {
        'www-authenticate': 'DPoP error="use_dpop_nonce", algs="ES256 EdDSA"',
        'dpop-nonce': nonceOf(windowNow()),
      },
    });

  return {
    nonce: () => nonceOf(windowNow()),
    async check(request, accessToken) {
      const proof = request.headers.dpop;
      if (typeof proof !== 'string' || proof.length > 4096) throw refuse('missing');
      let claims: Record<string, unknown>;
      let jwk: JWK;
      try {
        const header = decodeProtectedHeader(proof);
        if (header.typ !== 'dpop+jwt' || !ALGORITHMS.includes(String(header.alg)) || !header.jwk || 'd' in header.jwk) {
          throw refuse('header');
        }
        jwk = header.jwk;
        const key = await importJWK(jwk, header.alg as string);
        // A clock far off must not matter: only the nonce tells what is fresh, so `nbf` and `exp` are not used.
        const verified = await jwtVerify(proof, key, {
          algorithms: ALGORITHMS,
          clockTolerance: Number.MAX_SAFE_INTEGER,
        });
        claims = verified.payload as Record<string, unknown>;
      } catch (error) {
        throw error instanceof HttpError ? error : refuse('signature');
      }
      if (claims.htm !== request.method) throw refuse('htm');
      const wanted = deps.publicUrl ? new URL(request.url, deps.publicUrl) : null;
      try {
        const htu = new URL(String(claims.htu));
        const sameOrigin = !wanted || htu.origin === wanted.origin || htu.host === request.headers.host;
        if (!sameOrigin || pathOf(htu.href) !== pathOf(request.url)) throw refuse('htu');
      } catch (error) {
        throw error instanceof HttpError ? error : refuse('htu');
      }
      if (accessToken !== null && claims.ath !== sha256(accessToken)) throw refuse('ath');
      const window = windowOf(claims.nonce);
      if (window === null) throw askNonce();
      const { jti } = claims;
      if (typeof jti !== 'string' || jti.length < 8 || jti.length > 128) throw refuse('jti');
      const jkt = await calculateJwkThumbprint(jwk);
      const seen = used.get(window) ?? new Set();
      const mark = `${jkt}:${jti}`;
      if (seen.has(mark)) throw refuse('replay');
      seen.add(mark);
      used.set(window, seen);
      for (const old of used.keys()) if (old < windowNow() - 1) used.delete(old);
      return jkt;
    },
  };
}
