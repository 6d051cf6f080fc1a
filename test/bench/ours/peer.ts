import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startTestPostgres } from '../../support/postgres.ts';
import { forkServer, type Peer } from '../support/peer.ts';
import type { OursReady } from './server.ts';

const SCRIPT = fileURLToPath(new URL('server.ts', import.meta.url));

/** PostgreSQL for all rounds; each round has a database of its own in it. */
export async function createOurs(): Promise<Peer> {
  const { stop, ...postgres } = await startTestPostgres();
  return {
    stop,
    async start() {
      const profiler = process.env.BENCH_CPU_PROFILE
        ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_CPU_PROFILE}`]
        : [];
      const server = await forkServer<OursReady>(SCRIPT, [JSON.stringify(postgres)], profiler);
      const { port, login, password, codes } = server.ready;
      return {
        port,
        entries: [
          { login, password, code: codes[0] },
          { login, password, code: codes[1] },
        ],
        async countDocuments() {
          const answer = once(server.child, 'message');
          server.child.send('count');
          return ((await answer) as [number])[0];
        },
        stop: server.stop,
      };
    },
  };
}
