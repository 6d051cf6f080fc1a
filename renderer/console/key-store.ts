import { generateKeyPair, type KeyPair } from 'dpop';

const DATABASE = 'mahalla-console';
const STORE = 'keys';

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no database')));
  });
}

function run<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = act(database.transaction(STORE, mode).objectStore(STORE));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
  });
}

/** This browser's key: made once, kept by the browser, never readable by a script. Tokens work with it alone. */
export async function loadBrowserKey(): Promise<KeyPair> {
  const database = await openDatabase();
  try {
    const found = await run<KeyPair | undefined>(database, 'readonly', (store) => store.get('session'));
    if (found) return found;
    const made = await generateKeyPair('ES256', { extractable: false });
    await run(database, 'readwrite', (store) => store.put(made, 'session'));
    return made;
  } finally {
    database.close();
  }
}
