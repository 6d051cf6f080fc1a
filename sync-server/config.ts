import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Settings of the server, all from the environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly appDatabaseUrl: string | undefined;
  readonly publicUrl: string | undefined;
  /** Folder of the built pages, with `client` and `console` in it. */
  readonly webDir: string | undefined;
  readonly serverName: string | undefined;
  /** Folder of the files of papers. */
  readonly filesDir: string;
  /** Largest file taken, bytes. */
  readonly fileLimit: number;
  /** Service of timestamps (RFC 3161). */
  readonly timestampUrl: string | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** Reads the settings; throws where one can't be understood. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = Number(env.PORT || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is not a port: ${env.PORT}`);
  if (env.PUBLIC_URL && !URL.canParse(env.PUBLIC_URL)) throw new Error(`PUBLIC_URL is not a URL: ${env.PUBLIC_URL}`);
  const megabytes = Number(env.MAX_FILE_MB || 256);
  if (!(megabytes >= 1 && megabytes <= 1_024)) throw new Error(`MAX_FILE_MB is not from 1 to 1024: ${env.MAX_FILE_MB}`);
  if (env.TIMESTAMP_URL && !URL.canParse(env.TIMESTAMP_URL))
    throw new Error(`TIMESTAMP_URL is not a URL: ${env.TIMESTAMP_URL}`);
  if (Boolean(env.TLS_CERT) !== Boolean(env.TLS_KEY)) throw new Error('TLS_CERT and TLS_KEY go together');
  return {
    port,
    host: env.HOST || '127.0.0.1',
    dataDir: env.DATA_DIR || './data',
    databaseUrl: env.DATABASE_URL || undefined,
    appDatabaseUrl: env.APP_DATABASE_URL || undefined,
    publicUrl: env.PUBLIC_URL || undefined,
    webDir: env.WEB_DIR || undefined,
    serverName: env.SERVER_NAME || undefined,
    filesDir: env.FILES_DIR || join(env.DATA_DIR || './data', 'files'),
    fileLimit: megabytes * 1_048_576,
    timestampUrl: env.TIMESTAMP_URL || undefined,
    tls: env.TLS_CERT && env.TLS_KEY ? { cert: readFileSync(env.TLS_CERT), key: readFileSync(env.TLS_KEY) } : undefined,
  };
}
