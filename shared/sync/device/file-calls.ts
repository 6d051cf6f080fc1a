import { utf8ToBytes } from '@noble/hashes/utils.js';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { FileCalls, FileOfRecord } from '../files/contract.ts';
import type { HttpHead } from './ports.ts';

/** Where uploads live on the server: tus 1.0. */
export const UPLOADS_PATH = '/api/v1/files/uploads';
/** Tells that the server has all of a file, has compared its hash and keeps it. */
export const STORED_HEADER = 'mahalla-file';

/** An answer whose body is bytes. */
export interface BytesAnswer extends HttpHead {
  readonly bytes: Uint8Array;
}

/** A call with a person's token, already repeated where the token or the proof had grown old. */
export type RawCall = (call: {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}) => Promise<BytesAnswer>;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Plain base64 with padding, as the metadata of tus wants it. */
export function toBase64(text: string): string {
  const bytes = utf8ToBytes(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    out += BASE64[a >> 2];
    out += BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)];
    out += b === undefined ? '=' : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)];
    out += c === undefined ? '=' : BASE64[c & 63];
  }
  return out;
}

/** Name of an office's upload of a file: always the same, so that it is found again after days, on any laptop. */
export function uploadId(officeId: string, hash: string): string {
  return `${officeId}.${hash}`;
}

function progressOf(answer: HttpHead, file: FileOfRecord): { readonly offset: number; readonly stored: boolean } {
  const offset = Number(answer.headers['upload-offset']);
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > file.size) throw new CodedError('server_not_mahalla');
  return { offset, stored: answer.headers[STORED_HEADER] === 'stored' };
}

/**
 * The server's files, by tus 1.0 up and by ranges down. Written here and not taken from tus-js-client: every request
 * carries a proof of its own with the server's nonce, the bytes come out of a sealed store, and one code serves the main
 * process and the browser. The server is spoken to by tus-js-client in its tests.
 * @param failureOf the failure that an answer tells, if it is one
 */
export function createFileCalls(
  raw: RawCall,
  office: () => Promise<string>,
  failureOf: (answer: BytesAnswer) => Promise<Failure | null>,
): FileCalls {
  async function check(answer: BytesAnswer): Promise<BytesAnswer> {
    const failure = await failureOf(answer);
    if (failure) throw new CodedError(failure.code, failure.params);
    return answer;
  }
  const tus = { 'tus-resumable': '1.0.0' };
  const path = async (file: FileOfRecord) => `${UPLOADS_PATH}/${uploadId(await office(), file.hash)}`;

  async function begin(file: FileOfRecord): Promise<void> {
    const metadata = [
      ['collection', file.collection],
      ['doc', file.docId],
      ['hash', file.hash],
    ] as const;
    const answer = await raw({
      method: 'POST',
      path: UPLOADS_PATH,
      headers: {
        ...tus,
        'upload-length': String(file.size),
        'upload-metadata': metadata.map(([key, value]) => `${key} ${toBase64(value)}`).join(','),
      },
    });
    // Another laptop of the office has just begun the same file.
    if (answer.status === 409) return;
    await check(answer);
  }

  return {
    async offset(file) {
      const head = async () => raw({ method: 'HEAD', path: await path(file), headers: tus });
      let answer = await head();
      if (answer.status === 404 || answer.status === 410) {
        await begin(file);
        answer = await head();
      }
      return progressOf(await check(answer), file);
    },
    async send(file, offset, bytes) {
      const answer = await raw({
        method: 'PATCH',
        path: await path(file),
        headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body: bytes,
      });
      return progressOf(await check(answer), file);
    },
    async range(file, from, to) {
      const answer = await raw({
        method: 'GET',
        path: `/api/v1/files/${file.collection}/${file.docId}/${file.hash}`,
        headers: { range: `bytes=${from}-${to - 1}` },
      });
      await check(answer);
      if (answer.status !== 206 || answer.bytes.length !== to - from) throw new CodedError('server_not_mahalla');
      return answer.bytes;
    },
  };
}
