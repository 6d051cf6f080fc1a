import type { FastifyInstance } from 'fastify';
import { OLDEST_PROTOCOL, PROTOCOL_VERSION, type Hello } from '#shared/sync/protocol.ts';
import type { AppDeps } from '../../app.ts';

/** Who this server is, and whether it is well. */
export function registerHello(app: FastifyInstance, deps: AppDeps): void {
  const open = { config: { policy: { kind: 'open' } } } as const;
  app.get('/api/v1/hello', open, (_request, reply) => {
    void reply.header('dpop-nonce', deps.proofs.nonce());
    void reply.header('cache-control', 'no-store');
    const { serverId, name, epoch } = deps.meta;
    return {
      product: 'mahalla',
      serverId,
      name,
      protocol: { min: OLDEST_PROTOCOL, max: PROTOCOL_VERSION },
      epoch,
      time: deps.now(),
    } satisfies Hello;
  });
  app.get('/health', open, () => ({ status: 'ok' }));
  app.get('/ready', open, async (_request, reply) => {
    const ready = await deps.database.ping();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'waiting' });
  });
}
