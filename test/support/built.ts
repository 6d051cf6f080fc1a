import { spawnSync } from 'node:child_process';

/** Builds what the long suites run, once a run: the web client, the console, the desktop. `MAHALLA_BUILT=1` skips it. */
export default function setup(project: unknown): void {
  if (process.env.MAHALLA_BUILT === '1') return;
  // Vitest gives its project; whoever needs less names it.
  const scripts = Array.isArray(project) ? (project as string[]) : ['build:web', 'build:desktop'];
  for (const script of scripts) {
    const done = spawnSync('npm', ['run', '-s', script], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) throw new Error(`npm run ${script} failed`);
  }
}
