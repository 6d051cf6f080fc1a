import type { FastifyInstance } from 'fastify';
import { OLDEST_PROTOCOL, PROTOCOL_HEADER, PROTOCOL_VERSION } from '#shared/sync/protocol.ts';
import { HttpError } from './errors.ts';

/** Paths that only a client that speaks the protocol calls: there the header must be given. */
const REQUIRED = /^\/api\/v1\/(sync|devices)\//;

/** Checks that both sides speak one protocol, before anything else is looked at. */
export function registerProtocol(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/v1/')) return;
    void reply.header(PROTOCOL_HEADER, String(PROTOCOL_VERSION));
    // The greeting tells the range itself.
    if (request.url.startsWith('/api/v1/hello')) return;
    const given = request.headers[PROTOCOL_HEADER];
    if (given === undefined && !REQUIRED.test(request.url)) return;
    const version = Number(given);
    if (!Number.isInteger(version) || version < OLDEST_PROTOCOL) throw new HttpError(426, 'client_too_old');
    if (version > PROTOCOL_VERSION) throw new HttpError(426, 'server_too_old');
  });
}
