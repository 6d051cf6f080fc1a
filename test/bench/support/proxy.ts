import { createServer, connect, type Socket } from 'node:net';

/** Bytes on the wire, TCP payload of both directions, headers included. */
export interface WireBytes {
  readonly up: number;
  readonly down: number;
}

/** A TCP proxy that counts what passes. */
export interface CountingProxy {
  readonly port: number;
  /** What passed since the last call. */
  take(): WireBytes;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of the loopback in front of `target`, a port of the loopback. */
export async function createCountingProxy(target: number): Promise<CountingProxy> {
  let up = 0;
  let down = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => (up += chunk.length));
    upstream.on('data', (chunk) => (down += chunk.length));
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    take() {
      const bytes = { up, down };
      up = 0;
      down = 0;
      return bytes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
