import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { argon2id } from 'hash-wasm';
import { CodedError } from '#shared/kernel/result.ts';
import type { AuthorityKey } from './authority.ts';

/** Cost of the passphrase's hash; the file names its own. */
export interface RootCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** Cost of opening the file: a second or two, and it happens once in years. */
const COST: RootCost = { memory: 131_072, passes: 4 };
const AAD = Buffer.from('mahalla-root-v1');

interface RootFile {
  readonly format: 'mahalla-root';
  readonly version: 1;
  /** base64. */
  readonly certificate: string;
  readonly salt: string;
  readonly cost: RootCost;
  readonly nonce: string;
  readonly sealed: string;
}

function keyOf(passphrase: string, salt: Uint8Array, cost: RootCost): Promise<Uint8Array> {
  return argon2id({
    password: passphrase.normalize('NFC'),
    salt,
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
}

/** Writes the root, its secret sealed under the passphrase (Argon2id, AES-256-GCM). Never over a file that is there. */
export async function writeRootFile(file: string, root: AuthorityKey, passphrase: string, cost = COST): Promise<void> {
  if (passphrase.length < 12) throw new CodedError('password_weak');
  if (existsSync(file)) throw new CodedError('ca_exists', { file });
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt, cost), nonce).setAAD(AAD);
  const sealed = Buffer.concat([cipher.update(root.privateKey), cipher.final(), cipher.getAuthTag()]);
  const content: RootFile = {
    format: 'mahalla-root',
    version: 1,
    certificate: Buffer.from(root.certificate).toString('base64'),
    salt: salt.toString('base64'),
    cost,
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
}

/** Opens the root's file. Throws `ca_passphrase_wrong` for a wrong passphrase and for a file that is none. */
export async function readRootFile(file: string, passphrase: string): Promise<AuthorityKey> {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as RootFile;
    const part = (text: string) => Buffer.from(text, 'base64');
    const sealed = part(content.sealed);
    const key = await keyOf(passphrase, part(content.salt), content.cost);
    const decipher = createDecipheriv('aes-256-gcm', key, part(content.nonce)).setAAD(AAD);
    decipher.setAuthTag(sealed.subarray(-16));
    const privateKey = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return { privateKey: new Uint8Array(privateKey), certificate: new Uint8Array(part(content.certificate)) };
  } catch (error) {
    throw new CodedError('ca_passphrase_wrong', undefined, { cause: error });
  }
}
