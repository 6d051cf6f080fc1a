import type { IncomingMessage } from 'node:http';
import { Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '@sinclair/typebox';
import { CONSOLE_ROLES } from '#shared/domain/access/roles.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { STORED_HEADER, uploadId, UPLOADS_PATH } from '#shared/sync/device/file-calls.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { dutyScope, principalOf, type Principal } from '../../plugins/policy.ts';
import { appendAudit } from '../../storage/audit.ts';
import type { Scope, Transaction } from '../../storage/database.ts';
import { findFile, findNamedFile, insertFile, type StoredFile } from '../../storage/files.ts';
import { findOffice } from '../../storage/offices.ts';
import type { FileContent } from './content.ts';
import { trackUploads } from './under-way.ts';

/** What the server takes and where it keeps it. */
export interface FileOptions {
  readonly content: FileContent;
  /** Largest file taken, bytes. */
  readonly limit: number;
  /** How long an upload is kept of which no more bytes come, days; for ever where it is left out. */
  readonly uploadDays?: number;
}

/** How long whoever asks after an upload waits for bytes of it that are still coming in, milliseconds. */
const PATIENCE_MS = 5_000;
const DAY_MS = 86_400_000;
const OFFICE_HEADER = 'mahalla-office';
const UPLOAD_ID = /^([A-Za-z0-9_-]{3,64})\.([0-9a-f]{64})$/;
/** Headers of tus that are handed on; nothing else of a request reaches it. */
const TUS_HEADERS = [
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-metadata',
  'content-type',
  'content-length',
] as const;

const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const hashParam = Type.String({ pattern: '^[0-9a-f]{64}$' });
const collectionParam = Type.String({ pattern: '^[A-Za-z]{1,32}$' });

function placeOf(officeId: string, hash: string): string {
  return `${officeId}/${hash.slice(0, 2)}/${hash}`;
}

/**
 * The body as it arrives. A line that breaks ends it like an end, not like an error: whatever came before the break is
 * written down, and the client goes on from there.
 */
function arriving(raw: IncomingMessage): ReadableStream<Uint8Array> {
  let over = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const push = (chunk: Buffer) => {
          controller.enqueue(new Uint8Array(chunk));
          if ((controller.desiredSize ?? 0) <= 0) raw.pause();
        };
        const end = () => {
          if (over) return;
          over = true;
          raw.off('data', push);
          // What had come while the disk was slower than the line still stands in the request.
          for (let rest = raw.read() as Buffer | null; rest !== null; rest = raw.read() as Buffer | null) {
            controller.enqueue(new Uint8Array(rest));
          }
          controller.close();
        };
        raw.on('data', push);
        for (const event of ['end', 'aborted', 'close', 'error'] as const) raw.once(event, end);
      },
      pull() {
        raw.resume();
      },
      cancel() {
        over = true;
        raw.removeAllListeners('data').resume();
      },
    },
    { highWaterMark: 262_144, size: (chunk) => chunk.length },
  );
}

/** One range of a `Range` header, `to` exclusive; null for all of it. Throws 416 for one that is not in the file. */
function rangeOf(header: string | undefined, size: number): { readonly from: number; readonly to: number } | null {
  if (header === undefined) return null;
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header);
  if (!match) return null;
  const from = Number(match[1]);
  const to = match[2] === '' ? size : Math.min(Number(match[2]) + 1, size);
  if (from >= to) {
    throw new HttpError(416, 'invalid_input', {
      params: { field: 'range' },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { from, to };
}

/** Metadata of a new upload, by tus: `key base64,key base64`. */
function metadataOf(header: unknown): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const part of String(header ?? '').split(',')) {
    const [key, value] = part.trim().split(' ');
    if (key && value) result.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return result;
}

/** Uploads by tus that go on after days, and downloads in ranges. A file is read and sent in the name of its record. */
export function registerFiles(app: FastifyInstance, deps: AppDeps, options: FileOptions): void {
  const { database } = deps;
  const { content } = options;
  const underWay = trackUploads(app.server, `${UPLOADS_PATH}/`);

  const clear = async () => {
    if (options.uploadDays === undefined) return;
    try {
      // By the disk's own clock, which wrote the moments that are compared.
      const cleared = await content.clearUnfinished(Date.now() - options.uploadDays * DAY_MS);
      if (cleared > 0) app.log.info({ cleared }, 'unfinished uploads forgotten');
    } catch (error) {
      app.log.error({ error }, 'unfinished uploads could not be looked through');
    }
  };
  const daily = setInterval(() => void clear(), DAY_MS);
  daily.unref();
  app.addHook('onReady', clear);
  app.addHook('onClose', () => clearInterval(daily));

  const areaOf = async (principal: Principal): Promise<string> => {
    const area = await deps.officeAreas.of(principal.officeId, async (officeId) => {
      const office = await database.transaction({ kind: 'server' }, (tx) => findOffice(tx, officeId));
      return office?.area ?? null;
    });
    if (area === null) throw new HttpError(404, 'not_found');
    return area;
  };

  /** In whose name this person reads: a laptop its office's records, an officer those of the area of duty. */
  const scopeOf = async (principal: Principal): Promise<Scope> =>
    principal.deviceId === null
      ? dutyScope(principal)
      : { kind: 'office', officeId: principal.officeId, area: await areaOf(principal) };

  const within = async <T>(principal: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.transaction(await scopeOf(principal), work);

  /** Keeps a finished upload; resolves to whether its bytes are what they were said to be. */
  async function takeIn(
    principal: Principal,
    upload: { readonly id: string; readonly size: number },
  ): Promise<boolean> {
    const hash = UPLOAD_ID.exec(upload.id)?.[2] ?? '';
    const place = placeOf(principal.officeId, hash);
    if (!(await content.takeIn(upload.id, place, hash))) return false;
    const area = principal.deviceId === null ? principal.area : await areaOf(principal);
    await within(principal, async (tx) => {
      await insertFile(tx, {
        officeId: principal.officeId,
        hash,
        size: upload.size,
        place,
        area,
        storedBy: principal.userId,
      });
      await appendAudit(
        tx,
        {
          kind: 'file_stored',
          actor: principal.userId,
          officeId: principal.officeId,
          deviceId: principal.deviceId,
          detail: { hash, size: upload.size },
        },
        new Date(deps.now()),
      );
    });
    return true;
  }

  const tus = new Server({
    path: UPLOADS_PATH,
    datastore: content.incoming,
    relativeLocation: true,
    maxSize: options.limit,
    // One upload a file and an office: it is found again by whoever has the file.
    namingFunction: (request, metadata) => uploadId(request.headers.get(OFFICE_HEADER) ?? '', metadata?.hash ?? ''),
    onResponseError: (_request, error) => {
      const status = (error as { status_code?: number }).status_code ?? 500;
      const codes: Readonly<Record<number, ErrorCode>> = { 404: 'not_found', 410: 'not_found', 413: 'too_large' };
      const code =
        codes[status] ?? (status >= 500 || status === 409 || status === 423 ? 'server_busy' : 'invalid_input');
      return { status_code: status, body: JSON.stringify({ code }) };
    },
  });

  async function byTus(request: FastifyRequest, principal: Principal): Promise<Response> {
    const headers = new Headers({ [OFFICE_HEADER]: principal.officeId });
    for (const name of TUS_HEADERS) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const init: RequestInit & { duplex?: 'half' } = { method: request.method, headers };
    if (request.method === 'PATCH') {
      init.body = arriving(request.raw);
      init.duplex = 'half';
    }
    return tus.handleWeb(new Request(new URL(request.url, 'http://server'), init));
  }

  async function answer(reply: FastifyReply, response: Response): Promise<FastifyReply> {
    for (const [name, value] of response.headers) {
      if (!name.startsWith('access-control-') && name !== 'content-length') void reply.header(name, value);
    }
    void reply.code(response.status);
    const text = await response.text();
    if (text.startsWith('{')) void reply.type('application/json; charset=utf-8');
    return reply.send(text === '' ? undefined : text);
  }

  /** The upload that a request names, if it is one of this person's office. */
  function ownUpload(request: FastifyRequest, principal: Principal): string {
    const { id: name } = request.params as { id: string };
    if (UPLOAD_ID.exec(name)?.[1] !== principal.officeId) throw new HttpError(404, 'not_found');
    return name;
  }

  void app.register(async (scope) => {
    // The bytes are for tus, as they come.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));

    scope.post(UPLOADS_PATH, { config: { policy: { kind: 'user' } } }, async (request, reply) => {
      const principal = principalOf(request);
      const metadata = metadataOf(request.headers['upload-metadata']);
      const [collection, doc, hash] = ['collection', 'doc', 'hash'].map((key) => metadata.get(key) ?? '') as [
        string,
        string,
        string,
      ];
      const length = Number(request.headers['upload-length']);
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new HttpError(400, 'invalid_input', { params: { field: 'hash' } });
      if (length > options.limit) throw new HttpError(413, 'too_large');
      const named = await within(principal, (tx) => findNamedFile(tx, principal.officeId, collection, doc, hash));
      // The record has not come yet, or it is none of theirs: the same answer.
      if (!named) throw new HttpError(404, 'not_found');
      if (named.attachment.size !== length) {
        throw new HttpError(400, 'invalid_input', { params: { field: 'upload-length' } });
      }
      const known = await content.incoming.getUpload(uploadId(principal.officeId, hash)).catch(() => null);
      // A second beginning must not throw away what has come.
      if (known) throw new HttpError(409, 'server_busy');
      return answer(reply, await byTus(request, principal));
    });

    scope.head(`${UPLOADS_PATH}/:id`, { config: { policy: { kind: 'user' } } }, async (request, reply) => {
      const principal = principalOf(request);
      const name = ownUpload(request, principal);
      const stored = (file: Pick<StoredFile, 'size'>) =>
        reply
          .code(200)
          .headers({
            'tus-resumable': '1.0.0',
            'upload-offset': String(file.size),
            'upload-length': String(file.size),
            [STORED_HEADER]: 'stored',
          })
          .send();
      const hash = UPLOAD_ID.exec(name)?.[2] ?? '';
      const file = await within(principal, (tx) => findFile(tx, principal.officeId, hash));
      if (file) return stored(file);
      await underWay.settled(`${UPLOADS_PATH}/${name}`, PATIENCE_MS);
      const response = await byTus(request, principal);
      const size = Number(response.headers.get('upload-length'));
      const whole = response.status === 200 && response.headers.get('upload-offset') === String(size);
      if (!whole) return answer(reply, response);
      // All of it came, and the process ended before it was taken in.
      if (await takeIn(principal, { id: name, size })) return stored({ size });
      throw new HttpError(404, 'not_found');
    });

    scope.patch(
      `${UPLOADS_PATH}/:id`,
      { config: { policy: { kind: 'user' } }, bodyLimit: options.limit },
      async (request, reply) => {
        const end = underWay.enter(request.raw);
        try {
          const principal = principalOf(request);
          const name = ownUpload(request, principal);
          const response = await byTus(request, principal);
          if (response.status === 204) {
            const upload = await content.incoming.getUpload(name);
            if (upload.offset === upload.size) {
              if (!(await takeIn(principal, { id: name, size: upload.size }))) throw new HttpError(409, 'file_damaged');
              void reply.header(STORED_HEADER, 'stored');
            }
          }
          return answer(reply, response);
        } finally {
          end();
        }
      },
    );
  });

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    wanted: { readonly officeId: string; readonly collection: string; readonly doc: string; readonly hash: string },
  ): Promise<FastifyReply> {
    const principal = principalOf(request);
    const { named, own } = await within(principal, async (tx) => ({
      named: await findNamedFile(tx, wanted.officeId, wanted.collection, wanted.doc, wanted.hash),
      own: await findFile(tx, wanted.officeId, wanted.hash),
    }));
    if (!named) throw new HttpError(404, 'not_found');
    const source = named.sourceOfficeId;
    // A paper of the ministry names files whose bytes lie with the ministry: only the server writes such a source.
    const file =
      own ??
      (source === null
        ? null
        : await database.transaction({ kind: 'duty', area: 'uz' }, (tx) => findFile(tx, source, wanted.hash)));
    if (!file) throw new HttpError(404, 'file_not_arrived');
    const range = rangeOf(request.headers.range, file.size);
    const { from, to } = range ?? { from: 0, to: file.size };
    if (principal.deviceId === null && from === 0) {
      await within(principal, (tx) =>
        appendAudit(
          tx,
          {
            kind: 'file_read',
            actor: principal.userId,
            officeId: wanted.officeId,
            detail: { paper: wanted.doc, hash: wanted.hash },
          },
          new Date(deps.now()),
        ),
      );
    }
    // Never as what it is: a browser must save it and show nothing of it by itself.
    void reply
      .code(range ? 206 : 200)
      .type('application/octet-stream')
      .headers({
        'content-disposition': `attachment; filename="fayl"; filename*=UTF-8''${encodeURIComponent(named.attachment.name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`,
        'accept-ranges': 'bytes',
        'content-length': String(to - from),
        etag: `"${file.hash}"`,
        ...(range ? { 'content-range': `bytes ${from}-${to - 1}/${file.size}` } : {}),
      });
    return reply.send(content.read(file.place, from, to));
  }

  app.get<{ Params: { collection: string; doc: string; hash: string } }>(
    '/api/v1/files/:collection/:doc/:hash',
    {
      config: { policy: { kind: 'device' } },
      schema: { params: Type.Object({ collection: collectionParam, doc: id, hash: hashParam }) },
      exposeHeadRoute: false,
    },
    (request, reply) => send(request, reply, { ...request.params, officeId: principalOf(request).officeId }),
  );

  app.get<{ Params: { office: string; collection: string; doc: string; hash: string } }>(
    '/api/v1/console/files/:office/:collection/:doc/:hash',
    {
      config: { policy: { kind: 'console', roles: CONSOLE_ROLES } },
      schema: { params: Type.Object({ office: id, collection: collectionParam, doc: id, hash: hashParam }) },
      exposeHeadRoute: false,
    },
    (request, reply) => {
      const { office, ...rest } = request.params;
      return send(request, reply, { ...rest, officeId: office });
    },
  );
}
