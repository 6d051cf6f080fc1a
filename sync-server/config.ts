import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Place } from './modules/files/content.ts';

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
  /** Folder of the files of papers; with `filesS3`, of the uploads under way only. */
  readonly filesDir: string;
  /** Bucket of the files of papers. */
  readonly filesS3: S3Place | undefined;
  /** How long an upload is kept of which no more bytes come, days. */
  readonly uploadDays: number;
  /** Largest file taken, bytes. */
  readonly fileLimit: number;
  /** Service of timestamps (RFC 3161). */
  readonly timestampUrl: string | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

function readS3(env: Readonly<Record<string, string | undefined>>): S3Place | undefined {
  const url = env.FILES_S3_URL;
  if (!url) return undefined;
  if (!URL.canParse(url)) throw new Error(`FILES_S3_URL is not a URL: ${url}`);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('FILES_S3_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  return { url, region: env.AWS_REGION || 'us-east-1', accessKeyId, secretAccessKey };
}

/** Reads the settings; throws where one can't be understood. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = Number(env.PORT || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is not a port: ${env.PORT}`);
  if (env.PUBLIC_URL && !URL.canParse(env.PUBLIC_URL)) throw new Error(`PUBLIC_URL is not a URL: ${env.PUBLIC_URL}`);
  const megabytes = Number(env.MAX_FILE_MB || 256);
  if (!(megabytes >= 1 && megabytes <= 1_024)) throw new Error(`MAX_FILE_MB is not from 1 to 1024: ${env.MAX_FILE_MB}`);
  const uploadDays = Number(env.UPLOAD_DAYS || 60);
  if (!(uploadDays >= 1)) throw new Error(`UPLOAD_DAYS is not a number of days: ${env.UPLOAD_DAYS}`);
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
    filesS3: readS3(env),
    uploadDays,
    fileLimit: megabytes * 1_048_576,
    timestampUrl: env.TIMESTAMP_URL || undefined,
    tls: env.TLS_CERT && env.TLS_KEY ? { cert: readFileSync(env.TLS_CERT), key: readFileSync(env.TLS_KEY) } : undefined,
  };
}
