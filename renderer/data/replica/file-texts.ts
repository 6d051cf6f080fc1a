import { Dexie, type Table } from 'dexie';
import type { FileText, FileTexts } from '../../ports/files.ts';
import { blindName, type RecordCipher } from './record-cipher.ts';

interface TextRow {
  readonly name: string;
  readonly sealed: string;
}

/** Opens the texts that were read out of files: sealed like records, under blind names, beside the replica. */
export async function openFileTexts(name: string, cipher: RecordCipher): Promise<FileTexts & { close(): void }> {
  const database = new Dexie(`${name}-texts`, { chromeTransactionDurability: 'relaxed' });
  database.version(1).stores({ texts: 'name' });
  await database.open();
  const texts: Table<TextRow, string> = database.table('texts');
  const listeners = new Set<(text: FileText) => void>();
  const aad = (blind: string) => JSON.stringify(['mahalla-text-1', name, blind]);
  // A text that does not open any more can be read out of its file again.
  const open = async (row: TextRow | undefined) =>
    row ? ((await cipher.open(row.sealed, aad(row.name)).catch(() => null)) as FileText | null) : null;
  return {
    async get(hash) {
      return open(await texts.get(await blindName(name, hash)));
    },
    async put(text) {
      const blind = await blindName(name, text.hash);
      const [sealed] = await cipher.sealAll([text], [aad(blind)]);
      await texts.put({ name: blind, sealed: sealed as string });
      for (const listener of listeners) listener(text);
    },
    async all() {
      const found = await Promise.all((await texts.toArray()).map(open));
      return found.filter((text) => text !== null);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      database.close();
    },
  };
}
