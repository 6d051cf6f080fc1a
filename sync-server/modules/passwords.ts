import { randomBytes } from 'node:crypto';
import { argon2id, argon2Verify } from 'hash-wasm';

/** Cost of a password hash; OWASP's first recommendation for Argon2id. */
export interface PasswordCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** Cost in service. */
export const PASSWORD_COST: PasswordCost = { memory: 47_104, passes: 1 };

/** Hashes a password with Argon2id and a salt of its own; the text names its own cost. */
export function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  return argon2id({
    password: password.normalize('NFC'),
    salt: randomBytes(16),
    parallelism: 1,
    iterations: cost.passes,
    memorySize: cost.memory,
    hashLength: 32,
    outputType: 'encoded',
  });
}

/** Whether a password fits a hash. */
export function isPassword(password: string, hash: string): Promise<boolean> {
  return argon2Verify({ password: password.normalize('NFC'), hash });
}
