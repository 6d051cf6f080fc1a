import { fork, type ChildProcess } from 'node:child_process';
import type { Entry } from '../page/contract.ts';

/** A server under test. */
export interface BenchServer {
  /** Port of the loopback that it listens on. */
  readonly port: number;
  /** How each of two profiles gets in. */
  readonly entries: readonly [Entry, Entry];
  /** How many documents it holds now, asked past the wire that is measured. */
  countDocuments(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a script as a process of its own and waits for its first message. */
export async function forkServer<Ready>(
  script: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly ready: Ready; stop(): Promise<void> }> {
  const child = fork(script, args, {
    execArgv: ['--import', 'tsx', ...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return {
    child,
    ready,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** A peer of the benchmark: whatever its servers share, and a fresh server for each round. */
export interface Peer {
  start(): Promise<BenchServer>;
  stop(): Promise<void>;
}
