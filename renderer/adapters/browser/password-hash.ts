import { argon2id } from 'hash-wasm';
import type { PasswordHash } from '#shared/sync/device/ports.ts';

/** Argon2id, 64 MiB, 3 passes, 1 lane. WebAssembly: the page's policy needs `script-src 'wasm-unsafe-eval'`. */
export const hashPassword: PasswordHash = (password, salt) =>
  argon2id({
    password: password.normalize('NFC'),
    salt,
    memorySize: 65_536,
    iterations: 3,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
