import { toHex } from '#shared/kernel/json.ts';

/** SHA-256 of bytes, hexadecimal. */
export async function hashFile(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))));
}
