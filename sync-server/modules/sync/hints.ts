import { CHANGE_CHANNEL, MEMBER_CHANNEL } from '../../storage/counter.ts';
import type { Database } from '../../storage/database.ts';

/** A listener of one laptop. */
export interface HintSubscriber {
  readonly officeId: string;
  readonly deviceId: string;
  readonly userId: string;
  readonly listener: (seq: number) => void;
  /** The subscriber's own part of the protected space has changed. */
  readonly onMember: () => void;
}

/** Tells laptops that the change log has gone on, and the console's list to catch up. */
export interface Hints {
  subscribe(subscriber: HintSubscriber): () => void;
  /** Calls after every change, of whatever office. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Listens to the database, so that changes by the command line or another server are heard too. */
export async function startHints(database: Database): Promise<Hints> {
  const offices = new Map<string, Set<HintSubscriber>>();
  const listeners = new Set<() => void>();
  const stop = await database.listen(CHANGE_CHANNEL, (payload) => {
    const [officeId = '', seq = '0', origin = ''] = payload.split(':');
    const groups = officeId === '*' ? [...offices.values()] : [offices.get(officeId) ?? new Set<HintSubscriber>()];
    for (const group of groups) {
      for (const subscriber of group) {
        // A laptop knows of what it pushed itself.
        if (!origin.startsWith(`${subscriber.deviceId}.`)) subscriber.listener(Number(seq));
      }
    }
    for (const listener of listeners) listener();
  });
  const stopMembers = await database.listen(MEMBER_CHANNEL, (userId) => {
    for (const group of offices.values()) {
      for (const subscriber of group) if (subscriber.userId === userId) subscriber.onMember();
    }
  });
  return {
    subscribe(subscriber) {
      const group = offices.get(subscriber.officeId) ?? new Set();
      group.add(subscriber);
      offices.set(subscriber.officeId, group);
      return () => {
        group.delete(subscriber);
        if (group.size === 0) offices.delete(subscriber.officeId);
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await stop();
      await stopMembers();
    },
  };
}
