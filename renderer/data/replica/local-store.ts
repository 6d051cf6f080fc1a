import { Dexie, type Table } from 'dexie';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { ReplicaMeta } from '../../ports/replica.ts';
import { createMutex } from '../engine/mutex.ts';
import { blindName, type RecordCipher } from './record-cipher.ts';

/** What belongs to this laptop alone: what the replica knows about itself, and half-filled forms. */
export interface LocalStore {
  getMeta(): Promise<ReplicaMeta | null>;
  setMeta(meta: ReplicaMeta | null): Promise<void>;
  loadDraft(key: string): Promise<JsonObject | null>;
  saveDraft(key: string, value: JsonObject): Promise<void>;
  discardDraft(key: string): Promise<void>;
  close(): void;
}

interface DraftRow {
  readonly name: string;
  readonly sealed: string;
}

/** Opens the laptop's own tables, in a database beside the replica's that a rebuild does not touch. */
export async function openLocalStore(name: string, cipher: RecordCipher): Promise<LocalStore> {
  const make = async () => {
    const database = new Dexie(`${name}-local`, { chromeTransactionDurability: 'strict' });
    database.version(1).stores({ meta: '', drafts: 'name' });
    return database.open();
  };
  // Tables that do not open are begun anew: what is known of the replica is then missing, and it is filled again.
  const database = await make().catch(async () => {
    await Dexie.delete(`${name}-local`);
    return make();
  });
  const meta: Table<ReplicaMeta, string> = database.table('meta');
  const drafts: Table<DraftRow, string> = database.table('drafts');
  // A draft that is given up must not come back by a slower save that began before.
  const inOrder = createMutex();
  const aad = (blind: string) => JSON.stringify(['mahalla-draft-1', name, blind]);
  return {
    async getMeta() {
      return (await meta.get('replica')) ?? null;
    },
    async setMeta(value) {
      if (value) await meta.put(value, 'replica');
      else await meta.delete('replica');
    },
    async loadDraft(key) {
      const blind = await blindName(name, key);
      const row = await drafts.get(blind);
      if (!row) return null;
      // A draft that does not open any more is worth no crash: the form begins empty.
      return (await cipher.open(row.sealed, aad(blind)).catch(() => null)) as JsonObject | null;
    },
    saveDraft: (key, value) =>
      inOrder(async () => {
        const blind = await blindName(name, key);
        const [sealed] = await cipher.sealAll([value], [aad(blind)]);
        await drafts.put({ name: blind, sealed: sealed as string });
      }),
    discardDraft: (key) => inOrder(async () => drafts.delete(await blindName(name, key))),
    close() {
      database.close();
    },
  };
}
