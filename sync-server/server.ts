import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { seedCatalogues } from './modules/catalogues/seed.ts';
import { createDiskContent, createS3Content } from './modules/files/content.ts';
import { openRuntime } from './runtime.ts';

const config = readConfig(process.env);
const here = dirname(fileURLToPath(import.meta.url));
// Beside the built server, or in `out` when it runs from its source.
const webDir =
  config.webDir ?? [join(here, '..', 'web'), join(here, '..', 'out', 'web')].find((dir) => existsSync(dir)) ?? '';
// Heard from the beginning: a database that is just being started must be stopped too.
let wanted: string | null = null;
let stop = async (signal: string) => void (wanted = signal);
process.on('SIGINT', (signal) => void stop(signal));
process.on('SIGTERM', (signal) => void stop(signal));

const runtime = await openRuntime({ ...config, as: 'server' });
await seedCatalogues({ database: runtime.database, now: Date.now });
const app = await buildApp({
  database: runtime.database,
  publicUrl: config.publicUrl,
  tls: config.tls,
  timestampUrl: config.timestampUrl,
  log: process.stdout,
  web: { client: join(webDir, 'client'), console: join(webDir, 'console') },
  files: {
    content: config.filesS3
      ? createS3Content(resolve(config.filesDir), config.filesS3)
      : createDiskContent(resolve(config.filesDir)),
    limit: config.fileLimit,
    uploadDays: config.uploadDays,
  },
  ...(config.serverName ? { name: config.serverName } : {}),
});

let stopping = false;
stop = async (signal: string) => {
  if (stopping) return;
  stopping = true;
  app.log.info({ signal }, 'stopping');
  await app.close();
  await runtime.close();
};

if (wanted !== null) {
  await stop(wanted);
} else {
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await stop('listen failed');
    throw error;
  }
}
