import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, request as requestHttp } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 90_000;
const run = promisify(execFile);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** What `admin demo --json` prints. */
export interface Demo {
  readonly logins: readonly {
    readonly login: string;
    readonly password: string;
    readonly name: string;
    readonly role: string;
  }[];
  readonly codes: readonly { readonly officeId: string; readonly office: string; readonly code: string }[];
}

/** A real server with its own PostgreSQL and the demonstration in it, in a folder of its own. */
export interface Stack {
  /** `http://127.0.0.1:<port>`, the same before and after a restart. */
  readonly url: string;
  readonly demo: Demo;
  /** The office that tests work in: the first of the demonstration. */
  readonly office: { readonly id: string; readonly name: string };
  readonly chair: Person;
  readonly secretary: Person;
  readonly specialist: Person;
  readonly officer: Person;
  /** The ministry's administrator, who keeps the laptops. */
  readonly keeper: Person;
  /** A fresh enrolment code of the office. */
  code(officeId?: string): Promise<string>;
  /** Runs `admin ARGS --json` beside the server. */
  admin<T>(...args: readonly string[]): Promise<T>;
  /** Runs SQL as the database's superuser, past the server. */
  sql(text: string): Promise<void>;
  /** Ends the server with SIGKILL: the network is gone for everyone, for real. */
  kill(): Promise<void>;
  /** Ends the server in order. */
  halt(): Promise<void>;
  /** Brings the server back at the same address with the same data. */
  start(): Promise<void>;
  /** What the server has printed. */
  log(): string;
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

/** Somebody of the demonstration. */
export interface Person {
  readonly login: string;
  readonly password: string;
  readonly name: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}

/** Starts a stack, with settings of its own where a test needs them. One for a test file: it takes about ten seconds. */
export async function startStack(options: { readonly env?: Readonly<Record<string, string>> } = {}): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mahalla-stack-'));
  // Run by root, PostgreSQL works under another account, who must be able to enter.
  chmodSync(dataDir, 0o711);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    PUBLIC_URL: '',
    ...options.env,
  };
  let child: ChildProcess | null = null;
  let printed = '';

  const start = async () => {
    const started = spawn(process.execPath, ['--import', 'tsx', 'sync-server/server.ts'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-400_000)));
    }
    const until = Date.now() + READY_MS;
    for (;;) {
      const ready = await fetch(`${url}/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      if (started.exitCode !== null || Date.now() > until)
        throw new Error(`the server did not come up:\n${printed.slice(-4_000)}`);
      await pause(100);
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (!ending) return;
    ending.kill(signal);
    await gone(ending);
  };
  const admin = async <T>(...args: readonly string[]): Promise<T> => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'sync-server/admin.ts', ...args, '--json'], {
      cwd: ROOT,
      env,
      maxBuffer: 64 << 20,
    });
    return JSON.parse(stdout) as T;
  };
  const stop = async () => {
    await end('SIGTERM');
    // Left over where the server was killed last: its PostgreSQL lives on.
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    if (existsSync(file)) {
      const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
      try {
        process.kill(pid, 'SIGINT');
        for (let n = 0; n < 100 && existsSync(file); n += 1) await pause(50);
      } catch {
        // It is gone already.
      }
    }
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await start();
    const demo = await admin<Demo>('demo');
    const person = (role: string): Person => {
      const found = demo.logins.find((login) => login.role === role);
      if (!found) throw new Error(`nobody is a ${role} in the demonstration`);
      return found;
    };
    const first = demo.codes[0];
    if (!first) throw new Error('the demonstration has no office');
    return {
      url,
      demo,
      office: { id: first.officeId, name: first.office },
      chair: person('chair'),
      secretary: person('secretary'),
      specialist: person('specialist'),
      officer: person('ministry_officer'),
      keeper: person('ministry_admin'),
      code: async (officeId = first.officeId) =>
        (await admin<{ code: string }>('device', 'code', '--office', officeId)).code,
      admin,
      async sql(text) {
        const cluster = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
          port: number;
          password: string;
        };
        const client = new pg.Client({
          host: '127.0.0.1',
          port: cluster.port,
          user: 'postgres',
          password: cluster.password,
          database: 'mahalla',
        });
        await client.connect();
        try {
          await client.query(text);
        } finally {
          await client.end();
        }
      },
      kill: () => end('SIGKILL'),
      halt: () => end('SIGTERM'),
      start,
      log: () => printed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What stands before a server and may answer in its place. */
export interface Front {
  readonly url: string;
  /** Answers a request in the server's place, or null to let it through. */
  rule:
    | ((
        path: string,
      ) => { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | null)
    | null;
  close(): Promise<void>;
}

/** Puts a place between a client and a server where a hotel's gateway, a newer or an older server can be played. */
export async function openFront(target: string): Promise<Front> {
  const to = new URL(target);
  let rule: Front['rule'] = null;
  const server = createHttpServer((request, response) => {
    const answer = rule?.(request.url ?? '/') ?? null;
    if (answer) {
      request.resume();
      response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
      return;
    }
    const onward = requestHttp(
      { host: to.hostname, port: to.port, path: request.url, method: request.method, headers: request.headers },
      (back) => {
        response.writeHead(back.statusCode ?? 502, back.headers);
        back.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    get rule() {
      return rule;
    },
    set rule(next) {
      rule = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
