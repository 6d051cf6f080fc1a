import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forkServer, type Peer } from '../support/peer.ts';

const SCRIPT = fileURLToPath(new URL('server.ts', import.meta.url));

const ANYONE = { login: '', password: '', code: '' };

/** express-pouchdb, each round over an empty LevelDB. */
export const pouchDbPeer: Peer = { start, stop: async () => undefined };

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'mahalla-bench-pouchdb-'));
  const server = await forkServer<{ port: number }>(SCRIPT, [folder]);
  const { port } = server.ready;
  await fetch(`http://127.0.0.1:${port}/db/office`, { method: 'PUT' });
  return {
    port,
    entries: [ANYONE, ANYONE] as const,
    async countDocuments() {
      const answer = await fetch(`http://127.0.0.1:${port}/db/office`);
      return ((await answer.json()) as { doc_count: number }).doc_count;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
