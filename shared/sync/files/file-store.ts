import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hashBytes, toHex } from '#shared/kernel/json.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { deriveKey } from '#shared/sync/device/keys.ts';
import type { Sealer } from '#shared/sync/journal/contract.ts';
import { type FilePlace, type FileRef, PIECE_BYTES, type PieceStorage } from './contract.ts';

/** Hash of bytes that come piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Hexadecimal. */
  digest(): string;
}

/** Files in sealed pieces. */
export interface FileStore {
  place(file: FileRef): Promise<FilePlace>;
  /** Pieces that are here. */
  count(file: FileRef): Promise<number>;
  write(file: FileRef, n: number, bytes: Uint8Array): Promise<void>;
  finish(file: FileRef): Promise<void>;
  read(file: FileRef, n: number): Promise<Uint8Array>;
}

/** SHA-256 by noble: for sides that have nothing quicker. */
export function createNobleHasher(): Hasher {
  const hash = sha256.create();
  return { update: (bytes) => void hash.update(bytes), digest: () => toHex(hash.digest()) };
}

/** How many pieces a file has. */
export function pieceCount(size: number): number {
  return Math.ceil(size / PIECE_BYTES);
}

/** How long a piece is. */
export function pieceLength(size: number, n: number): number {
  return Math.min(PIECE_BYTES, size - n * PIECE_BYTES);
}

/**
 * Seals files under the office's key for attachments. Each piece is bound to its file and its place in it, so pieces
 * can't be exchanged, repeated or left out unseen. Names on the disk are blind: whoever has a file can't look whether it
 * is here.
 */
export function createFileStore(deps: {
  readonly storage: PieceStorage;
  readonly sealer: Sealer;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly hasher?: () => Hasher;
}): FileStore {
  const { storage, sealer } = deps;
  const nameKey = deriveKey([deps.key], 'attachment-names');
  const hasher = deps.hasher ?? createNobleHasher;

  const nameOf = (file: FileRef) => {
    const hash = utf8ToBytes(file.hash);
    const both = new Uint8Array(nameKey.length + hash.length);
    both.set(nameKey);
    both.set(hash, nameKey.length);
    return toHex(hashBytes(both)).slice(0, 40);
  };
  const partOf = (file: FileRef) => `${nameOf(file)}.part`;
  const aad = (file: FileRef, n: number) => utf8ToBytes(`mahalla-file-1|${file.hash}|${file.size}|${n}`);

  async function open(name: string, file: FileRef, n: number): Promise<Uint8Array> {
    const sealed = await storage.get(name, n);
    if (!sealed) throw new CodedError('file_not_here');
    let plain: Uint8Array;
    try {
      plain = await sealer.open(sealed, aad(file, n));
    } catch (error) {
      throw new CodedError('file_damaged', { name: '' }, { cause: error });
    }
    if (plain.length !== pieceLength(file.size, n)) throw new CodedError('file_damaged', { name: '' });
    return plain;
  }

  const isHere = async (file: FileRef) => (await storage.count(nameOf(file))) === pieceCount(file.size);

  return {
    async place(file) {
      if (await isHere(file)) return 'here';
      return (await storage.count(partOf(file))) > 0 ? 'partly' : 'away';
    },
    async count(file) {
      return (await isHere(file)) ? pieceCount(file.size) : storage.count(partOf(file));
    },
    async write(file, n, bytes) {
      if (n >= pieceCount(file.size) || bytes.length !== pieceLength(file.size, n))
        throw new CodedError('invalid_input');
      await storage.put(partOf(file), n, await sealer.seal(bytes, aad(file, n)));
    },
    async finish(file) {
      if (await isHere(file)) {
        await storage.remove(partOf(file));
        return;
      }
      const part = partOf(file);
      const hash = hasher();
      try {
        for (let n = 0; n < pieceCount(file.size); n++) hash.update(await open(part, file, n));
        if (hash.digest() !== file.hash) throw new CodedError('file_damaged', { name: '' });
      } catch (error) {
        await storage.remove(part);
        throw error;
      }
      await storage.rename(part, nameOf(file));
    },
    read: (file, n) => open(nameOf(file), file, n),
  };
}
