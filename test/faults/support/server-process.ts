import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ended } from './browser-laptop.ts';
import type { FaultOffice } from './office.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const READY_MS = 90_000;

/** The real server as a process, over the database of an office. */
export interface ServerProcess {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Everything that it has printed. */
  printed(): string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Makes one, not started yet; its address stays the same over all its lives. */
export async function createServerProcess(office: FaultOffice): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'mahalla-faults-server-'));
  let child: ChildProcess | null = null;
  let printed = '';
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (!ending) return;
    ending.kill(signal);
    await ended(ending);
  };
  return {
    url,
    async start() {
      const started = spawn(process.execPath, ['--import', 'tsx', 'sync-server/server.ts'], {
        cwd: ROOT,
        env: {
          ...process.env,
          PORT: String(port),
          HOST: '127.0.0.1',
          DATA_DIR: dataDir,
          DATABASE_URL: office.server.adminUrl,
          APP_DATABASE_URL: office.server.appUrl,
          PUBLIC_URL: '',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      for (const until = Date.now() + READY_MS; ;) {
        if (
          await fetch(`${url}/ready`).then(
            (answer) => answer.ok,
            () => false,
          )
        )
          return;
        if (started.exitCode !== null || Date.now() > until)
          throw new Error(`the server did not come up:\n${printed.slice(-4_000)}`);
        await new Promise((done) => setTimeout(done, 50));
      }
    },
    kill: () => end('SIGKILL'),
    printed: () => printed,
    async stop() {
      await end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
