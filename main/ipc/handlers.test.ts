import { describe, expect, it } from 'vitest';
import type { FilesPort, NationalPort } from '#shared/ipc/desktop-api.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { Device } from '#shared/sync/device/create-device.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { Transfers } from '#shared/sync/files/transfers.ts';
import type { ScannerFolder } from '../services/scanner-folder.ts';
import { CHANNELS } from './arguments.ts';
import { createAttachmentHandlers } from './attachments.ts';
import { createHandlers } from './handlers.ts';

function setUp() {
  const steps: string[] = [];
  const sent: unknown[] = [];
  const lockListeners: (() => void)[] = [];
  let unlocked = false;
  let hint: ((event: { kind: 'up' }) => void) | null = null;
  let journals = 0;
  const device = {
    secrets: {
      unlock: async () => void (unlocked = true),
      async lock() {
        unlocked = false;
        for (const listener of lockListeners) listener();
      },
    },
    transport: {
      hints(listener: (event: { kind: 'up' }) => void) {
        hint = listener;
        steps.push('hints on');
        return () => void steps.push('hints off');
      },
    },
    protectedTransport: {},
    emergencies: {},
    stores() {
      if (!unlocked) throw new CodedError('locked');
      const store = { journalName: 'j', journalKey: new Uint8Array(32), deviceId: 'd' };
      return { ...store, protectedSpace: { ...store, journalName: 'own' } };
    },
    onLock(listener: () => void) {
      lockListeners.push(listener);
      return () => undefined;
    },
  } as unknown as Device;
  const { handlers, reset } = createHandlers({
    device,
    files: {} as FilesPort,
    notices: { show: async () => true },
    attachments: createAttachmentHandlers({
      device,
      createTransfers: () => ({}) as Transfers,
      scanner: { onFound: () => () => undefined } as unknown as ScannerFolder,
      send: (event) => sent.push(event),
    }),
    national: {} as NationalPort,
    createJournal({ journalName }) {
      const name = journalName === 'j' ? (journals += 1) : journalName;
      steps.push(`open ${name}`);
      return {
        pending: async () => [name],
        async close() {
          await new Promise((resolve) => setTimeout(resolve, 5));
          steps.push(`closed ${name}`);
        },
      } as unknown as JournalPort;
    },
    send: (event) => sent.push(event),
  });
  const call = (channel: string) => (handlers.get(`mahalla:${channel}`) as () => Promise<unknown>)();
  return { handlers, reset, call, steps, sent, up: () => hint?.({ kind: 'up' }) };
}

describe('handlers', () => {
  it('are there for every channel', () => {
    expect([...setUp().handlers.keys()].toSorted()).toEqual([...CHANNELS.keys()].toSorted());
  });

  it('keep the journal and the hints from whoever has not unlocked', async () => {
    const { call } = setUp();
    await expect(call('journal.pending')).rejects.toMatchObject({ failure: { code: 'locked' } });
    await expect(call('transport.hintsOn')).rejects.toMatchObject({ failure: { code: 'locked' } });
  });

  it('close the journal with the lock before another one is opened', async () => {
    const { call, steps } = setUp();
    await call('secrets.unlock');
    expect(await call('journal.pending')).toEqual([1]);
    expect(await call('journal.pending')).toEqual([1]);
    await call('secrets.lock');
    await expect(call('journal.pending')).rejects.toMatchObject({ failure: { code: 'locked' } });
    await call('secrets.unlock');
    expect(await call('journal.pending')).toEqual([2]);
    expect(steps).toEqual(['open 1', 'closed 1', 'open 2']);
  });

  it('open the protected journal by its own name, beside the office’s, and close both with the lock', async () => {
    const { call, steps } = setUp();
    await expect(call('protectedJournal.pending')).rejects.toMatchObject({ failure: { code: 'locked' } });
    await call('secrets.unlock');
    expect(await call('protectedJournal.pending')).toEqual(['own']);
    expect(await call('journal.pending')).toEqual([1]);
    await call('secrets.lock');
    await call('secrets.unlock');
    expect(await call('protectedJournal.pending')).toEqual(['own']);
    expect(steps.toSorted()).toEqual(['closed 1', 'closed own', 'open 1', 'open own', 'open own']);
  });

  it('send hints, one stream at a time, and end all with the page', async () => {
    const { call, steps, sent, up, reset } = setUp();
    await call('secrets.unlock');
    await call('transport.hintsOn');
    await call('transport.hintsOn');
    up();
    expect(sent).toEqual([{ port: 'transport', event: { kind: 'up' } }]);
    await call('journal.pending');
    await reset();
    expect(steps).toEqual(['hints on', 'hints off', 'hints on', 'open 1', 'hints off', 'closed 1']);
  });
});
