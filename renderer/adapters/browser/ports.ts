import type { RandomSource } from '#shared/kernel/ports.ts';
import { createDevice, type JournalStore } from '#shared/sync/device/create-device.ts';
import { createFileStore } from '#shared/sync/files/file-store.ts';
import { createTransfers } from '#shared/sync/files/transfers.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { onNetwork } from '../network.ts';
import type { ClientPorts } from '../../ports/client.ts';
import { createBrowserFiles } from './files.ts';
import { createFetchPort } from './http.ts';
import { hashPassword } from './password-hash.ts';
import { createPieceRows } from './piece-rows.ts';
import { createDeviceStorage, createJournalStorage, createWebSealer } from './storage.ts';

/** The browser's own randomness. */
export const webRandom: RandomSource = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

function openBrowserJournal({ journalName, journalKey, deviceId }: JournalStore): JournalPort {
  const storage = createJournalStorage(journalName);
  const journal = createJournal({ storage, sealer: createWebSealer(journalKey), random: webRandom, deviceId });
  return {
    ...journal,
    async close() {
      await journal.close();
      storage.close();
    },
  };
}

/** Everything that the desktop gives through its main process, by what a browser has. */
export function createBrowserPorts(): ClientPorts {
  const clock = { now: () => Date.now() };
  const timers = {
    after(ms: number, callback: () => void) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
  const { keyring, secret } = createDeviceStorage();
  const device = createDevice({
    http: createFetchPort(),
    keyring,
    secret,
    passwordHash: hashPassword,
    random: webRandom,
    clock,
    timers,
  });
  return {
    kind: 'browser',
    secrets: device.secrets,
    transport: device.transport,
    protectedTransport: device.protectedTransport,
    emergencies: device.emergencies,
    files: createBrowserFiles(),
    // A page may show notices only after it was allowed to, and then by name of its address: the program says it itself.
    notices: { show: async () => false },
    national: null,
    clock,
    random: webRandom,
    timers,
    openAttachments() {
      const { attachmentsName, attachmentsKey } = device.stores();
      const storage = createPieceRows(attachmentsName);
      const sealer = createWebSealer(attachmentsKey);
      const store = createFileStore({ storage, sealer, key: attachmentsKey });
      const port = createTransfers({ storage, sealer, store, calls: device.files, after: timers.after });
      return {
        port,
        close() {
          port.close();
          storage.close();
        },
      };
    },
    scanner: null,
    openJournal: () => openBrowserJournal(device.stores()),
    openProtectedJournal: () => openBrowserJournal(device.stores().protectedSpace),
    onNetwork,
    onSystem: () => () => undefined,
  };
}
