import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DemoResult } from './modules/demo/seed.ts';

/*
 * `npm start`: the whole product on one machine. Builds what has changed, starts the embedded database and the server,
 * fills the demonstration on the first run, opens the desktop client where there is an Electron, and says every
 * address. Ctrl-C stops all of it; the next start goes on with the same data.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const dataDir = resolve(root, process.env.DATA_DIR ?? 'data');
const at = (...parts: string[]) => join(root, ...parts);
const children = new Set<ChildProcess>();
let stopping = false;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs a Node program of the project to its end; rejects with what it printed where it fails. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let out = '';
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      all += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (all += chunk.toString()));
    child.once('error', failed);
    child.once('close', (code) => {
      children.delete(child);
      if (code === 0) done(out);
      else failed(new Error(`${args.join(' ')} failed:\n${all}`));
    });
  });
}

/** A fingerprint of all sources under the folders: names, sizes and times. */
function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const entries = readdirSync(at(folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}:${size}:${mtimeMs}\n`);
    }
  }
  hash.update(readFileSync(at('package-lock.json')));
  return hash.digest('hex');
}

/** Builds the web client, the console and the desktop program, unless they are built from these very sources. */
async function build(): Promise<void> {
  const print = fingerprint(['shared', 'renderer', 'main']);
  const stamp = at('out', '.built');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  say('Building ...');
  const started = Date.now();
  await Promise.all([
    run([at('node_modules/vite/bin/vite.js'), 'build', '--config', 'renderer/vite.config.ts']),
    run([at('node_modules/electron-vite/bin/electron-vite.js'), 'build']),
  ]);
  writeFileSync(stamp, print);
  say(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** The port that was asked for, or a free one where another program has it. */
function choosePort(wanted: number): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(wanted === 0 ? 0 : choosePort(0)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

async function startServer(port: number): Promise<ChildProcess> {
  mkdirSync(dataDir, { recursive: true });
  const log = createWriteStream(join(dataDir, 'server.log'), { flags: 'a' });
  const child = spawn(process.execPath, ['--import', 'tsx', 'sync-server/server.ts'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches it through us, after the desktop has let go of it.
    detached: process.platform !== 'win32',
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-4000);
      log.write(chunk);
    });
  }
  children.add(child);
  const ended = new Promise<never>((_, failed) => {
    child.once('close', (code) => {
      children.delete(child);
      failed(new Error(`The server stopped (${code}):\n${tail}`));
    });
  });
  ended.catch((error: Error) => {
    if (stopping) return;
    say(error.message);
    void stop(1);
  });
  for (;;) {
    const ready = fetch(`http://127.0.0.1:${port}/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (await Promise.race([ready, ended])) return child;
    await new Promise((wait) => setTimeout(wait, 150));
  }
}

/** The Electron program, where it is here or its own installer can fetch it; otherwise why not. */
function findElectron(): { readonly path: string } | { readonly why: string } {
  if (process.env.MAHALLA_NO_DESKTOP) return { why: 'MAHALLA_NO_DESKTOP is set' };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { why: 'there is no screen here (no DISPLAY)' };
  }
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return { path: join(override, process.platform === 'win32' ? 'electron.exe' : 'electron') };
  const folder = at('node_modules/electron');
  if (!existsSync(join(folder, 'path.txt'))) {
    say('Fetching Electron for the first time ...');
    const got = spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 180_000 });
    if (got.status !== 0) return { why: 'its program could not be fetched' };
  }
  return { path: createRequire(import.meta.url)('electron') as string };
}

function openDesktop(path: string, address: string): void {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const child = spawn(path, [...(asRoot ? ['--no-sandbox'] : []), root], {
    cwd: root,
    env: {
      ...process.env,
      MAHALLA_SERVER: address,
      MAHALLA_USER_DATA: process.env.MAHALLA_USER_DATA ?? join(dataDir, 'desktop'),
      // A demonstration must open on a machine without a keyring as well; the program says that it is kept weakly.
      MAHALLA_ALLOW_PLAIN_KEYSTORE: '1',
    },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  children.add(child);
  child.once('error', () =>
    say('The desktop program could not be started; the same client is at the browser address.'),
  );
  child.once('close', () => children.delete(child));
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  say('\nStopping ...');
  const left = [...children].map(
    (child) =>
      new Promise<void>((gone) => {
        if (child.exitCode !== null || child.signalCode !== null) return gone();
        child.once('close', () => gone());
        child.kill('SIGTERM');
      }),
  );
  const patience = new Promise<void>((over) => setTimeout(over, 15_000).unref());
  await Promise.race([Promise.all(left), patience]);
  for (const child of children) child.kill('SIGKILL');
  process.exit(code);
}

function sayAll(demo: DemoResult, address: string): void {
  say('');
  say(demo.seeded ? 'The demonstration has been filled in.' : 'Going on with the data that is here.');
  say('');
  say(`  Client in a browser  ${address}/client/`);
  say(`  Ministry's console   ${address}/console/`);
  say(`  Server (API docs)    ${address}/api/docs`);
  say('');
  say('Logins (password for all: the words below)');
  for (const login of demo.logins) say(`  ${login.login.padEnd(22)} ${login.role.padEnd(17)} ${login.office}`);
  say(`  password: ${demo.logins[0]?.password ?? ''}`);
  say('');
  say(`First run of a client: server ${address}, and a code of an office (good for 10 minutes, once):`);
  for (const { code, office } of demo.codes) say(`  ${code.padEnd(12)} ${office}`);
  say('A fresh code: npm run -s admin -- device code --help');
  say('Ctrl-C stops everything.');
}

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  const port = await choosePort(Number(process.env.PORT ?? 8787));
  const address = `http://127.0.0.1:${port}`;
  await build();
  await startServer(port);
  const demo = JSON.parse(
    await run(['--import', 'tsx', 'sync-server/admin.ts', 'demo', '--json'], { DATA_DIR: dataDir }),
  ) as DemoResult;
  sayAll(demo, address);
  const electron = findElectron();
  if ('path' in electron) {
    openDesktop(electron.path, address);
    say('The desktop client is opening.');
  } else {
    say(`The desktop client was not opened: ${electron.why}. The same client is at the browser address.`);
  }
} catch (error) {
  if (!stopping) {
    say((error as Error).message);
    await stop(1);
  }
}
