import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const config = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as IFlattenedRuleSet & {
  readonly options: ICruiseOptions;
};
const ROOTS = ['main', 'renderer', 'shared', 'sync-server', 'test'];

async function run(baseDir: string): Promise<ICruiseResult> {
  const { enhancedResolveOptions, ...options } = config.options;
  const { output } = await cruise(
    ROOTS,
    { ...options, ruleSet: { forbidden: config.forbidden }, validate: true, baseDir },
    enhancedResolveOptions as never,
  );
  return output as ICruiseResult;
}

/** A small tree that breaks nothing: what each planted file leans on. */
const GROUND: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#shared/*': './shared/*' },
    dependencies: { pg: '1', react: '1', rxdb: '1', jose: '1', '@sinclair/typebox': '1' },
    devDependencies: { electron: '1', 'fast-check': '1' },
  }),
  'shared/kernel/json.ts': `import { Type } from '@sinclair/typebox';\nexport const json = Type;`,
  'shared/domain/papers.ts': `import { json } from '#shared/kernel/json.ts';\nexport const papers = json;`,
  'shared/domain/language/dates.ts': `import { json } from '#shared/kernel/json.ts';\nexport const dates = json;`,
  'shared/ipc/desktop-api.ts': `import { json } from '#shared/kernel/json.ts';\nexport const api = json;`,
  'main/index.ts': `import { app } from 'electron';\nimport { json } from '#shared/kernel/json.ts';\nexport const main = [app, json];`,
  'main/preload/index.ts': `import { app } from 'electron';\nimport { api } from '#shared/ipc/desktop-api.ts';\nexport const bridge = [app, api];`,
  'renderer/ui/button.ts': `import { createElement } from 'react';\nimport { dates } from '#shared/domain/language/dates.ts';\nexport const button = [createElement, dates];`,
  'renderer/features/a/index.ts': `import { button } from '../../ui/button.ts';\nimport { papers } from '#shared/domain/papers.ts';\nexport const a = [button, papers];`,
  'renderer/features/b/index.ts': `import { button } from '../../ui/button.ts';\nexport const b = button;`,
  'renderer/app/main.tsx': `import { a } from '../features/a/index.ts';\nimport { b } from '../features/b/index.ts';\nexport const app = [a, b];`,
  'sync-server/storage/database.ts': `import pg from 'pg';\nexport const database = pg;`,
  'sync-server/server.ts': `import { database } from './storage/database.ts';\nimport { papers } from '#shared/domain/papers.ts';\nexport const server = [database, papers];`,
  'sync-server/server.test.ts': `import { start } from '../test/support/start.ts';\nimport fc from 'fast-check';\nexport const tested = [start, fc];`,
  'test/support/start.ts': `import { server } from '../../sync-server/server.ts';\nimport { app } from '../../renderer/app/main.tsx';\nexport const start = [server, app];`,
};

/** Violations to plant: file, source, and the rule that has to see it. Some rules are tried from several sides. */
const PLANTED: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['roots-apart', 'renderer/app/to-main.ts', `export { main } from '../../main/index.ts';`],
  ['roots-apart', 'main/to-server.ts', `export type { server } from '../sync-server/server.ts';`],
  ['roots-apart', 'sync-server/to-renderer.ts', `export const late = () => import('../renderer/ui/button.ts');`],
  ['support-for-tests-alone', 'sync-server/to-support.ts', `export { start } from '../test/support/start.ts';`],
  ['support-for-tests-alone', 'shared/kernel/to-test.ts', `export { start } from '../../test/support/start.ts';`],
  ['shared-by-its-name', 'main/relative.ts', `export { json } from '../shared/kernel/json.ts';`],
  ['shared-by-its-name', 'renderer/ui/relative.ts', `export { dates } from '../../shared/domain/language/dates.ts';`],
  ['shared-is-pure', 'shared/kernel/node.ts', `export { readFileSync } from 'node:fs';`],
  ['shared-is-pure', 'shared/kernel/bare-node.ts', `export { randomBytes } from 'crypto';`],
  ['shared-is-pure', 'shared/domain/react.ts', `export { createElement } from 'react';`],
  ['shared-is-pure', 'shared/domain/rxdb.ts', `export type { RxDatabase } from 'rxdb';`],
  ['shared-is-pure', 'shared/kernel/outwards.ts', `export { main } from '../../main/index.ts';`],
  ['shared-formats-pure', 'shared/pki/node.ts', `export { createHash } from 'node:crypto';`],
  ['shared-formats-pure', 'shared/pdf/rxdb.ts', `export type { RxDatabase } from 'rxdb';`],
  ['features-apart', 'renderer/features/a/to-b.ts', `export { b } from '../b/index.ts';`],
  ['ui-without-domain', 'renderer/ui/domain.ts', `export { papers } from '#shared/domain/papers.ts';`],
  ['ui-without-domain', 'renderer/ui/feature.ts', `export { a } from '../features/a/index.ts';`],
  ['ui-without-domain', 'renderer/ui/rxdb.ts', `export { createRxDatabase } from 'rxdb';`],
  ['storage-is-the-door', 'sync-server/side-door.ts', `import pg from 'pg';\nexport const door = pg;`],
  ['preload-without-logic', 'main/preload/logic.ts', `export { json } from '#shared/kernel/json.ts';`],
  ['main-without-domain', 'main/domain.ts', `export { papers } from '#shared/domain/papers.ts';`],
  ['renderer-sandboxed', 'renderer/app/node.ts', `export { readFileSync } from 'node:fs';`],
  ['renderer-sandboxed', 'renderer/app/electron.ts', `export { ipcRenderer } from 'electron';`],
  ['server-without-screens', 'sync-server/screen.ts', `export { createElement } from 'react';`],
  ['shipped-is-a-dependency', 'sync-server/dev.ts', `import fc from 'fast-check';\nexport const check = fc;`],
  ['no-cycles', 'renderer/data/one.ts', `import { two } from './two.ts';\nexport const one = () => two;`],
  ['no-orphans', 'renderer/data/alone.ts', `export const alone = 1;`],
  ['resolvable', 'renderer/data/nowhere.ts', `export { gone } from '#shared/kernel/gone.ts';`],
];

/** The other half of the planted cycle. */
const BESIDE = { 'renderer/data/two.ts': `import { one } from './one.ts';\nexport const two = () => one;` };

/** The same package everywhere: enough to be resolved. */
const PACKAGES = ['pg', 'react', 'rxdb', 'electron', 'fast-check', '@sinclair/typebox'];

function lay(files: Readonly<Record<string, string>>): string {
  const base = mkdtempSync(join(tmpdir(), 'fence-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  return base;
}

function found(result: ICruiseResult): readonly string[] {
  return result.summary.violations.map((one) => `${one.rule.name}: ${one.from}`);
}

describe('the fence', () => {
  const bases: string[] = [];
  let violations: readonly string[] = [];
  beforeAll(async () => {
    const planted = Object.fromEntries(PLANTED.map(([, file, source]) => [file, source]));
    bases.push(lay({ ...GROUND, ...BESIDE, ...planted }));
    violations = found(await run(bases[0] as string));
  }, 20_000);
  afterAll(() => {
    for (const base of bases) rmSync(base, { recursive: true, force: true });
  });

  test.each(PLANTED)('%s sees %s', (rule, file) => expect(violations).toContain(`${rule}: ${file}`));

  test('every rule has its planted violation', () => {
    const tried = new Set(PLANTED.map(([rule]) => rule));
    expect(config.forbidden?.map(({ name }) => name).filter((name) => !tried.has(name as string))).toEqual([]);
  });

  test('no rule fires where nothing was planted', () => {
    const planted = new Set(PLANTED.map(([, file]) => file));
    expect(violations.filter((one) => !planted.has(one.slice(one.indexOf(': ') + 2)))).toEqual([]);
  });
});

describe('the real tree', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await run(ROOT);
  }, 60_000);

  test('is read: every root, through #shared and into TypeScript', () => {
    for (const root of ROOTS) {
      const sources = readdirSync(join(ROOT, root), { recursive: true, encoding: 'utf8' });
      const written = sources.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts')).length;
      const read = result.modules.filter(({ source }) => source.startsWith(`${root}/`)).length;
      expect(written).toBeGreaterThan(0);
      expect(read).toBeGreaterThanOrEqual(written);
    }
    const followed = result.modules
      .filter(({ source }) => source.startsWith('renderer/'))
      .flatMap(({ dependencies }) => dependencies)
      .filter(({ module, resolved }) => module.startsWith('#shared/') && /^shared\/.*\.ts$/.test(resolved));
    expect(followed.length).toBeGreaterThan(20);
  });

  test('stays within the fence', () => {
    expect(result.summary.violations.map((one) => `${one.rule.name}: ${one.from} -> ${one.to}`)).toEqual([]);
  });
});
