import { Readable } from 'node:stream';
import { brotliCompress, constants, createBrotliCompress, createGzip, gunzip as gunzipCallback, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { MAX_PUSH_BYTES } from '#shared/sync/protocol.ts';
import { HttpError } from './errors.ts';

/** Largest body taken, after inflating. The envelope of a full push needs a little more than its operations. */
export const MAX_BODY_BYTES = MAX_PUSH_BYTES + 65_536;
const WORTH_COMPRESSING = 1_024;

const gunzip = promisify(gunzipCallback);
const compressors = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
};

function chosenEncoding(header: string | undefined): 'br' | 'gzip' | null {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', q] = part.trim().split(/\s*;\s*q=/);
      return [name.toLowerCase(), q === undefined ? 1 : Number(q)] as const;
    }),
  );
  for (const encoding of ['br', 'gzip'] as const) if ((accepted.get(encoding) ?? 0) > 0) return encoding;
  return null;
}

/** JSON bodies, plain or gzip, inflated no further than the limit; answers compressed as the client can read. */
export function registerBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    async (request: { headers: Record<string, unknown> }, body: Buffer) => {
      const encoding = request.headers['content-encoding'];
      let bytes = body;
      if (encoding === 'gzip') {
        try {
          bytes = await gunzip(body, { maxOutputLength: MAX_BODY_BYTES });
        } catch (error) {
          const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
          throw tooLarge
            ? new HttpError(413, 'too_large')
            : new HttpError(400, 'invalid_input', { params: { field: 'body' } });
        }
      } else if (encoding !== undefined && encoding !== 'identity') {
        throw new HttpError(415, 'invalid_input', { params: { field: 'content-encoding' } });
      }
      // A call without a body may still name a type.
      if (bytes.length === 0) return undefined;
      try {
        return JSON.parse(bytes.toString('utf8')) as unknown;
      } catch {
        throw new HttpError(400, 'invalid_input', { params: { field: 'body' } });
      }
    },
  );

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    if (payload instanceof Readable) {
      const text = /^(text\/|application\/(javascript|json|manifest)|image\/svg)/.test(
        String(reply.getHeader('content-type')),
      );
      const encoding = chosenEncoding(request.headers['accept-encoding']);
      if (!text || !encoding || reply.statusCode !== 200 || request.method !== 'GET') return payload;
      void reply.header('content-encoding', encoding).header('vary', 'accept-encoding').removeHeader('content-length');
      const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
      return payload.pipe(encoding === 'br' ? createBrotliCompress(brotli) : createGzip({ level: 6 }));
    }
    if (typeof payload !== 'string' || payload.length < WORTH_COMPRESSING) return payload;
    void reply.header('vary', 'accept-encoding');
    const encoding = chosenEncoding(request.headers['accept-encoding']);
    if (!encoding || reply.hasHeader('content-encoding')) return payload;
    void reply.header('content-encoding', encoding);
    void reply.removeHeader('content-length');
    return compressors[encoding](Buffer.from(payload));
  });
}
