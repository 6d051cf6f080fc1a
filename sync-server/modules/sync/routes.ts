import type { FastifyInstance } from 'fastify';
import { packRows, unpackRows } from '#shared/sync/columns.ts';
import {
  MAX_PULL_DOCS,
  MAX_PUSH_OPERATIONS,
  MAX_UNPACKED_SIZE,
  PullRequestSchema,
  type PullRequest,
  type WireDoc,
} from '#shared/sync/protocol.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf, type Principal } from '../../plugins/policy.ts';
import { readHead } from '../../storage/counter.ts';
import { noteContact } from '../../storage/devices.ts';
import { markDelivered } from '../../storage/dispatches.ts';
import { readWriter } from '../../storage/operations.ts';
import { readChanges } from '../../storage/records.ts';
import { findOffice } from '../../storage/offices.ts';
import { sealAudit } from '../../storage/audit.ts';
import {
  protectedScope,
  readProtectedChanges,
  readProtectedHead,
  readProtectedWriter,
} from '../../storage/protected.ts';
import { push, type Envelope, type Pusher } from './push.ts';
import { protectedSpace } from './space.ts';

/** Stored bytes in one page of a pull, about. */
const PAGE_BYTES = 1_048_576;

// Only the envelope: an operation with a fault inside is refused by itself and must not hold up the rest.
const envelope = {
  type: 'object',
  required: ['id', 'writer', 'seq'],
  properties: {
    id: { type: 'string', minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' },
    writer: { type: 'string', minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' },
    seq: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  },
} as const;
const PushEnvelopeSchema = {
  type: 'object',
  required: ['writer', 'operations'],
  additionalProperties: false,
  properties: {
    writer: envelope.properties.writer,
    operations: { type: 'array', minItems: 1, maxItems: MAX_PUSH_OPERATIONS, items: envelope },
  },
} as const;

/** The laptop and the person of a request, with their office. */
export async function pusherOf(deps: AppDeps, principal: Principal): Promise<Pusher> {
  if (principal.deviceId === null) throw new HttpError(403, 'forbidden');
  const area = await deps.officeAreas.of(principal.officeId, async (officeId) => {
    const office = await deps.database.transaction({ kind: 'server' }, (tx) => findOffice(tx, officeId));
    return office?.area ?? null;
  });
  if (area === null) throw new HttpError(404, 'not_found');
  return { officeId: principal.officeId, area, deviceId: principal.deviceId, userId: principal.userId };
}

/** Operations by columns become rows before anything looks at them; whatever else is in the body stays for the schema. */
async function unpackOperations(request: { body: unknown }): Promise<void> {
  const body = request.body as { packed?: unknown; operations?: unknown } | null;
  if (typeof body !== 'object' || body === null || !('packed' in body) || 'operations' in body) return;
  const { packed, ...rest } = body;
  try {
    const operations = unpackRows(packed, { rows: MAX_PUSH_OPERATIONS, size: MAX_UNPACKED_SIZE });
    request.body = { ...rest, operations };
  } catch (error) {
    throw error instanceof RangeError
      ? new HttpError(413, 'too_large')
      : new HttpError(400, 'invalid_input', { params: { field: 'packed' } });
  }
}

/** Push, pull and the hint stream. */
export function registerSync(app: FastifyInstance, deps: AppDeps): void {
  const device = { policy: { kind: 'device' } } as const;

  app.post<{ Body: { writer: string; operations: Envelope[] } }>(
    '/api/v1/sync/push',
    { config: device, schema: { body: PushEnvelopeSchema }, preValidation: unpackOperations },
    async (request) => {
      const pusher = await pusherOf(deps, principalOf(request));
      await deps.transfers.onContact(pusher);
      const result = await push(deps, pusher, request.body);
      return { epoch: deps.meta.epoch, ...result, time: deps.now() };
    },
  );

  app.post<{ Body: PullRequest }>(
    '/api/v1/sync/pull',
    { config: device, schema: { body: PullRequestSchema } },
    async (request, reply) => {
      const pusher = await pusherOf(deps, principalOf(request));
      const { writer, epoch, limit, echo } = request.body;
      if (!writer.startsWith(`${pusher.deviceId}.`)) throw new HttpError(403, 'forbidden');
      const { officeId, area, deviceId } = pusher;
      await deps.transfers.onContact(pusher);
      const page = await deps.database.transaction({ kind: 'office', officeId, area }, async (tx) => {
        // Read before the page: numbers up to here are committed, so all of them are seen by the page.
        const head = await readHead(tx);
        // A checkpoint of another epoch, or one from a future that was lost, means nothing here.
        const after = epoch === deps.meta.epoch && request.body.after <= head ? request.body.after : 0;
        const changes = await readChanges(tx, pusher, {
          after,
          limit: Math.min(limit, MAX_PULL_DOCS),
          maxBytes: PAGE_BYTES,
          without: echo ? null : writer,
        });
        const writerSeq = await readWriter(tx, writer);
        const at = new Date(deps.now());
        await noteContact(tx, deviceId, after, at);
        if (after > 0) await markDelivered(tx, officeId, after, at);
        return { ...changes, head, next: changes.more ? changes.last : Math.max(head, changes.last), writerSeq };
      });
      void reply.type('application/json; charset=utf-8');
      const { head, next, more, writerSeq } = page;
      const docs = `[${page.docs.join(',')}]`;
      if (request.body.packed) {
        const packed = packRows(JSON.parse(docs) as WireDoc[]);
        return JSON.stringify({ epoch: deps.meta.epoch, packed, next, more, head, writerSeq, time: deps.now() });
      }
      // The documents are JSON text already.
      return (
        `{"epoch":"${deps.meta.epoch}","docs":${docs},"next":${next},"more":${more},` +
        `"head":${head},"writerSeq":${writerSeq},"time":${deps.now()}}`
      );
    },
  );

  // The same exchange for the protected space of whoever asks: every laptop makes it, with or without a file in it.
  app.post<{ Body: { writer: string; operations: Envelope[] } }>(
    '/api/v1/sync/protected/push',
    { config: device, schema: { body: PushEnvelopeSchema }, preValidation: unpackOperations },
    async (request) => {
      const pusher = await pusherOf(deps, principalOf(request));
      const result = await push(deps, pusher, request.body, protectedSpace);
      return { epoch: deps.meta.epoch, ...result, time: deps.now() };
    },
  );

  app.post<{ Body: PullRequest }>(
    '/api/v1/sync/protected/pull',
    { config: device, schema: { body: PullRequestSchema } },
    async (request) => {
      const member = await pusherOf(deps, principalOf(request));
      const { writer, epoch, limit, echo } = request.body;
      if (!writer.startsWith(`${member.deviceId}.`)) throw new HttpError(403, 'forbidden');
      const page = await deps.database.transaction(protectedScope(member), async (tx) => {
        const head = await readProtectedHead(tx, member.userId);
        const after = epoch === deps.meta.epoch && request.body.after <= head ? request.body.after : 0;
        const changes = await readProtectedChanges(tx, member, {
          after,
          limit: Math.min(limit, MAX_PULL_DOCS),
          maxBytes: PAGE_BYTES,
          without: echo ? null : writer,
        });
        const writerSeq = await readProtectedWriter(tx, writer);
        if (changes.read.length > 0) {
          const { userId, officeId, deviceId } = member;
          const detail = { files: changes.read, after };
          await sealAudit(
            tx,
            { kind: 'pull', actor: userId, office: officeId, device: deviceId, detail },
            new Date(deps.now()),
          );
        }
        return { ...changes, head, next: changes.more ? changes.last : Math.max(head, changes.last), writerSeq };
      });
      const { head, next, more, writerSeq } = page;
      const docs = page.docs.map((doc) => JSON.parse(doc) as WireDoc);
      const rows = request.body.packed ? { packed: packRows(docs) } : { docs };
      return { epoch: deps.meta.epoch, ...rows, next, more, head, writerSeq, time: deps.now() };
    },
  );

  app.get('/api/v1/sync/hints', { config: device }, async (request, reply) => {
    const principal = principalOf(request);
    const { officeId, deviceId, userId } = await pusherOf(deps, principal);
    const head = await deps.database.transaction({ kind: 'server' }, readHead, { readOnly: true });
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    const send = (seq: number) =>
      stream.write(`event: seq\ndata: ${JSON.stringify({ epoch: deps.meta.epoch, seq })}\n\n`);
    send(head);
    const onMember = () => void stream.write('event: member\ndata: {}\n\n');
    const stop = deps.hints.subscribe({ officeId, deviceId, userId, listener: send, onMember });
    const keepalive = setInterval(() => stream.write(': still here\n\n'), deps.keepaliveMs);
    // The stream lives no longer than the token that opened it, so a revoked device loses it too.
    const expiry = setTimeout(() => stream.end(), Math.max(0, principal.expiresAt - deps.now()));
    const close = () => {
      stop();
      clearInterval(keepalive);
      clearTimeout(expiry);
    };
    stream.once('close', close);
    stream.once('error', close);
  });
}
