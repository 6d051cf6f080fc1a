import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin, UserConfig } from 'vite';

/** The oldest Chromium that the renderer runs in. */
export const BROWSER_TARGET = 'chrome114';

/** Languages of the recogniser of text lie under their own names in `ocr/`: it asks for them by name. */
function ocrLanguages(): Plugin {
  const files = ['uzb', 'uzb_cyrl'].map((language) => ({
    fileName: `ocr/${language}.traineddata.gz`,
    path: fileURLToPath(
      new URL(
        `../node_modules/@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`,
        import.meta.url,
      ),
    ),
  }));
  return {
    name: 'mahalla:ocr-languages',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = files.find(({ fileName }) => request.url?.endsWith(`/${fileName}`));
        if (file) response.end(readFileSync(file.path));
        else next();
      });
    },
    generateBundle() {
      // The console reads no scans.
      if (this.environment.name === 'console') return;
      for (const { fileName, path } of files) this.emitFile({ type: 'asset', fileName, source: readFileSync(path) });
    },
  };
}

/**
 * What every build of the renderer has in common: the browser client, the console and the desktop window. Addresses
 * are relative, so one build works under any path and under `app://`; nothing is inlined into HTML or CSS, so the
 * content security policy needs no exception for scripts, fonts or images.
 */
export function rendererSettings(): UserConfig {
  return {
    base: './',
    plugins: [react(), ocrLanguages()],
    build: {
      target: BROWSER_TARGET,
      cssTarget: BROWSER_TARGET,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 3_000,
      reportCompressedSize: false,
    },
    optimizeDeps: { rolldownOptions: { transform: { target: BROWSER_TARGET } } },
  };
}
