import { p256 } from '@noble/curves/nist.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toBase64Url } from '#shared/kernel/encoding.ts';
import { hashBytes } from '#shared/kernel/json.ts';
import type { RandomSource } from '#shared/kernel/ports.ts';

/** The device's public key as the server keeps it. */
export interface DevicePublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** What a proof speaks of. */
export interface ProofInput {
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  readonly accessToken?: string;
  readonly nonce?: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
}

/** A new device key: 32 bytes. */
export function createDeviceKey(random: RandomSource): Uint8Array {
  return p256.utils.randomSecretKey(random.bytes(48));
}

/** The public half of a device key as a JWK. */
export function devicePublicKey(secret: Uint8Array): DevicePublicKey {
  const point = p256.getPublicKey(secret, false);
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.subarray(1, 33)), y: toBase64Url(point.subarray(33, 65)) };
}

/** Working out a public key costs more than a signature. */
const publicKeys = new WeakMap<Uint8Array, DevicePublicKey>();

function part(value: unknown): string {
  return toBase64Url(utf8ToBytes(JSON.stringify(value)));
}

/**
 * A DPoP proof (RFC 9449), ES256. Made here because the `dpop` package wants a global WebCrypto and takes `iat` from the
 * system's clock, which on these laptops may be years off; `time` is the server's, as far as it is known.
 */
export function createProof(secret: Uint8Array, random: RandomSource, input: ProofInput): string {
  let jwk = publicKeys.get(secret);
  if (!jwk) {
    jwk = devicePublicKey(secret);
    publicKeys.set(secret, jwk);
  }
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk };
  const claims = {
    jti: toBase64Url(random.bytes(16)),
    htm: input.method,
    htu: input.url,
    iat: Math.floor(input.time / 1_000),
    ...(input.nonce ? { nonce: input.nonce } : {}),
    ...(input.accessToken ? { ath: toBase64Url(hashBytes(utf8ToBytes(input.accessToken))) } : {}),
  };
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${toBase64Url(p256.sign(utf8ToBytes(signed), secret))}`;
}
