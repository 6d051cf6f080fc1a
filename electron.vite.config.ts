import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { rendererSettings } from './renderer/vite.shared.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** CommonJS, because a sandboxed preload can be nothing else; everything is bundled, so the package needs no node_modules. */
function commonJs(entry: string, outDir: string) {
  return {
    build: {
      target: 'node18',
      outDir: here(outDir),
      externalizeDeps: false,
      minify: false,
      rolldownOptions: {
        input: { index: here(entry) },
        external: ['electron'],
        output: { format: 'cjs' as const, entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}

export default defineConfig({
  main: commonJs('main/index.ts', 'out/main'),
  preload: commonJs('main/preload/index.ts', 'out/preload'),
  renderer: {
    ...rendererSettings(),
    root: here('renderer'),
    build: {
      ...rendererSettings().build,
      outDir: here('out/renderer'),
      emptyOutDir: true,
      rolldownOptions: { input: here('renderer/index.html') },
    },
  },
});
