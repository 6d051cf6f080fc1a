import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { HttpPort } from '#shared/sync/device/ports.ts';
import { createDevice, type Device } from '#shared/sync/device/create-device.ts';
import { type FileRef, PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { createFileStore, pieceCount } from '#shared/sync/files/file-store.ts';
import { createTransfers, type Transfers } from '#shared/sync/files/transfers.ts';
import { createKeyringFiles } from '../../main/services/files.ts';
import { createNodeHttp } from '../../main/services/network.ts';
import { createNodeHasher, createPieceFiles } from '../../main/services/piece-files.ts';
import { createNodeSealer } from '../../main/services/sealer.ts';

/** The desktop's keys, network and files in a plain process. */
export interface FilesLaptop {
  readonly device: Device;
  readonly files: Transfers;
  readonly folder: string;
  /** Keeps bytes as a new file. */
  keep(bytes: Uint8Array): Promise<FileRef>;
  /** Reads a file that is here, whole. */
  read(file: FileRef): Promise<Buffer>;
  close(): void;
  /** The same laptop after a restart. */
  reopen(): Promise<FilesLaptop>;
}

/** A file by its bytes. */
export function refOf(bytes: Uint8Array): FileRef {
  return { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** Enrols a laptop, or opens one whose folder is there. `server`: where it finds the server now. */
export async function openFilesLaptop(options: {
  readonly folder: string;
  readonly password: string;
  readonly enrol?: { readonly server: string; readonly code: string; readonly login: string };
  readonly server?: () => string;
  readonly http?: HttpPort;
}): Promise<FilesLaptop> {
  const keyring = createKeyringFiles(join(options.folder, 'keyring'));
  const network = options.http ?? createNodeHttp();
  const route = <T extends { readonly url: string }>(request: T): T => {
    const url = new URL(request.url);
    if (options.server) url.host = new URL(options.server()).host;
    return { ...request, url: url.href };
  };
  const timers = {
    after(milliseconds: number, run: () => void) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const device = createDevice({
    http: {
      request: (request) => network.request(route(request)),
      stream: (request, listener) => network.stream(route(request), listener),
      bytes: (request) => (network.bytes as NonNullable<HttpPort['bytes']>)(route(request)),
    },
    keyring,
    secret: {
      keystore: 'os',
      load: () => keyring.read('secret.bin'),
      async create() {
        const bytes = new Uint8Array(randomBytes(32));
        await keyring.replace('secret.bin', bytes);
        return bytes;
      },
    },
    // The cost of the real one is measured elsewhere; here it would only slow the test down.
    passwordHash: async (password, salt) => new Uint8Array(createHash('sha256').update(salt).update(password).digest()),
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    clock: { now: () => Date.now() },
    timers,
  });
  const { enrol, password } = options;
  if (enrol) {
    await device.secrets.enrol(enrol.server, enrol.code, 'files');
    await device.secrets.signIn(enrol.login, password);
  } else {
    await device.secrets.unlock((await device.secrets.state()).users[0]?.id ?? '', password);
  }
  const { attachmentsName, attachmentsKey } = device.stores();
  const storage = createPieceFiles(join(options.folder, attachmentsName));
  const sealer = createNodeSealer(attachmentsKey);
  const store = createFileStore({ storage, sealer, key: attachmentsKey, hasher: createNodeHasher });
  const files = createTransfers({ store, storage, sealer, calls: device.files, after: timers.after });
  return {
    device,
    files,
    folder: join(options.folder, attachmentsName),
    async keep(bytes) {
      const file = refOf(bytes);
      for (let n = 0; n < pieceCount(file.size); n++) {
        await files.write(file, n, bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
      }
      await files.finish(file);
      return file;
    },
    async read(file) {
      const pieces: Uint8Array[] = [];
      for (let n = 0; n < pieceCount(file.size); n++) pieces.push(await files.read(file, n));
      return Buffer.concat(pieces);
    },
    close: () => files.close(),
    reopen() {
      const { enrol: _, ...again } = options;
      return openFilesLaptop(again);
    },
  };
}
