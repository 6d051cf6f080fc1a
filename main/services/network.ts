import http from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { createBrotliDecompress, createGunzip, gzip as gzipCallback } from 'node:zlib';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { HttpHead, HttpPort, HttpRequest } from '#shared/sync/device/ports.ts';

const gzip = promisify(gzipCallback);
/** Shorter bodies gain nothing from compression. */
const COMPRESS_FROM = 1_024;
/** A portion of a piece of a file. */
const SEND_BYTES = 65_536;
/** No answer of ours is larger, before or after decompression. */
const MAX_ANSWER_BYTES = 64 * 1_048_576;

const NOT_TRUSTED =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

function codeOf(error: unknown): ErrorCode {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  if (NOT_TRUSTED.test(code)) return 'certificate_untrusted';
  // Something answers there, but it speaks neither TLS nor HTTP as we do.
  if (code === 'EPROTO' || code.startsWith('HPE_') || code.startsWith('ERR_SSL')) return 'server_not_mahalla';
  if (code === 'ETIMEDOUT') return 'timeout';
  return 'offline';
}

function toCoded(error: unknown): CodedError {
  return error instanceof CodedError ? error : new CodedError(codeOf(error), undefined, { cause: error });
}

function headOf(response: http.IncomingMessage): HttpHead {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: response.statusCode ?? 0, headers };
}

/** The answer's body, decompressed. Damage in it comes as an error of the stream. */
function decoded(response: http.IncomingMessage): Readable {
  const encoding = response.headers['content-encoding'];
  if (encoding !== 'br' && encoding !== 'gzip') return response;
  const decoder = encoding === 'br' ? createBrotliDecompress() : createGunzip();
  return pipeline(response, decoder, () => undefined);
}

/**
 * The network of the main process: kept-alive connections, gzip up, brotli or gzip down. `ca`: a further
 * certificate authority, PEM.
 */
export function createNodeHttp(options: { readonly ca?: string | undefined } = {}): HttpPort & { close(): void } {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 6 });
  const secure = new https.Agent({
    keepAlive: true,
    maxSockets: 6,
    ...(options.ca ? { ca: [...rootCertificates, options.ca] } : {}),
  });

  async function start(request: HttpRequest, compressed: boolean): Promise<http.ClientRequest> {
    const headers: Record<string, string | number> = { ...request.headers };
    if (compressed) headers['accept-encoding'] = 'br, gzip';
    let body: Uint8Array | null = null;
    if (typeof request.body === 'object') {
      body = request.body.gzip;
      headers['content-encoding'] = 'gzip';
      headers['content-length'] = body.length;
    } else if (request.body !== undefined) {
      body = Buffer.from(request.body);
      if (body.length >= COMPRESS_FROM) {
        body = await gzip(body);
        headers['content-encoding'] = 'gzip';
      }
      headers['content-length'] = body.length;
    }
    const url = new URL(request.url);
    const made =
      url.protocol === 'https:'
        ? https.request(url, { method: request.method, headers, agent: secure })
        : http.request(url, { method: request.method, headers, agent: plain });
    made.end(body ?? undefined);
    return made;
  }

  return {
    async request(request) {
      const outgoing = await start(request, true);
      return new Promise((resolve, reject) => {
        const fail = (error: unknown) => {
          clearTimeout(timer);
          outgoing.destroy();
          reject(toCoded(error));
        };
        const timer = setTimeout(() => fail(new CodedError('timeout')), request.timeout);
        outgoing.once('error', fail);
        outgoing.once('response', (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          const body = decoded(response);
          // A connection that breaks in mid-answer ends the response without its end.
          response.once('aborted', () => fail(new CodedError('offline')));
          response.once('error', fail);
          body.once('error', fail);
          body.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) fail(new CodedError('server_not_mahalla'));
            else chunks.push(chunk);
          });
          body.once('end', () => {
            clearTimeout(timer);
            resolve({ ...headOf(response), text: Buffer.concat(chunks).toString('utf8') });
          });
        });
      });
    },

    async bytes(request) {
      const url = new URL(request.url);
      const options = {
        method: request.method,
        headers: { ...request.headers, 'content-length': request.body?.length ?? 0 },
        agent: url.protocol === 'https:' ? secure : plain,
      };
      const outgoing = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
      return new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const fail = (error: unknown) => {
          clearTimeout(timer);
          outgoing.destroy();
          reject(toCoded(error));
        };
        const wait = () => {
          clearTimeout(timer);
          timer = setTimeout(() => fail(new CodedError('timeout')), request.timeout);
        };
        wait();
        outgoing.on('error', fail);
        outgoing.once('response', (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.once('aborted', () => fail(new CodedError('offline')));
          response.once('error', fail);
          response.on('data', (chunk: Buffer) => {
            wait();
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) fail(new CodedError('server_not_mahalla'));
            else chunks.push(chunk);
          });
          response.once('end', () => {
            clearTimeout(timer);
            resolve({ ...headOf(response), bytes: new Uint8Array(Buffer.concat(chunks)) });
          });
        });
        const { body } = request;
        if (!body) {
          outgoing.end();
          return;
        }
        // By small portions, each after the one before has left: a line that still carries something is not silent.
        let at = 0;
        const more = () => {
          wait();
          if (at >= body.length) {
            outgoing.end();
            return;
          }
          const portion = body.subarray(at, at + SEND_BYTES);
          at += portion.length;
          outgoing.write(portion, (error) => {
            if (!error) more();
          });
        };
        more();
      });
    },

    stream(request, listener) {
      let outgoing: http.ClientRequest | null = null;
      let cancelled = false;
      let timer: NodeJS.Timeout | undefined;
      const finished = (async () => {
        outgoing = await start(request, false);
        const sent = outgoing;
        await new Promise<void>((resolve, reject) => {
          const fail = (error: unknown) => {
            sent.destroy();
            if (cancelled) resolve();
            else reject(toCoded(error));
          };
          const wait = () => {
            clearTimeout(timer);
            timer = setTimeout(() => fail(new CodedError('timeout')), request.timeout);
          };
          if (cancelled) {
            sent.destroy();
            resolve();
            return;
          }
          wait();
          sent.on('error', fail);
          sent.once('close', () => resolve());
          sent.once('response', (response) => {
            wait();
            response.setEncoding('utf8');
            response.once('error', fail);
            response.once('end', () => resolve());
            response.on('data', (chunk: string) => {
              wait();
              if (!cancelled) listener.text(chunk);
            });
            listener.head(headOf(response));
          });
        }).finally(() => clearTimeout(timer));
      })();
      return {
        finished,
        cancel() {
          cancelled = true;
          outgoing?.destroy();
        },
      };
    },

    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
