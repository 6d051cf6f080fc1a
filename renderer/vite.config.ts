import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import { rendererSettings } from './vite.shared.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Each entry becomes the `index.html` of a folder of its own, so that it is served as `/client/` and `/console/`. */
function asIndex(): Plugin {
  return {
    name: 'mahalla:as-index',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.fileName === 'console.html') file.fileName = 'index.html';
      }
    },
  };
}

// The same address serves the API in development, as the sync-server does in production.
const api = { target: process.env.MAHALLA_SERVER ?? 'http://127.0.0.1:8787', changeOrigin: true };

export default defineConfig(
  mergeConfig(rendererSettings(), {
    root: here('.'),
    plugins: [asIndex()],
    server: { proxy: { '/api': api } },
    environments: {
      client: {
        build: { outDir: here('../out/web/client'), emptyOutDir: true, rolldownOptions: { input: here('index.html') } },
      },
      console: {
        consumer: 'client',
        build: {
          outDir: here('../out/web/console'),
          emptyOutDir: true,
          rolldownOptions: { input: here('console.html') },
        },
      },
    },
    builder: {
      async buildApp(builder: { environments: Record<string, object>; build(environment: object): Promise<unknown> }) {
        for (const environment of Object.values(builder.environments)) {
          if (environment === builder.environments.ssr) continue;
          await builder.build(environment);
        }
      },
    },
  }),
);
