import { createServer, connect, type Socket } from 'node:net';

/** How bad the line is. */
export interface LineFaults {
  /** Each direction. */
  readonly bytesPerSecond: number;
  /** One way, milliseconds. */
  readonly latency: number;
  /** Share of the segments that get lost and are sent again by TCP, which stops the line for a while. */
  readonly loss: number;
  /** How long a lost segment holds up what is behind it, milliseconds. */
  readonly resend: number;
  /** After how many bytes of one direction the nth connection, from 1, breaks off; Infinity for never. */
  readonly breaksAfter: (connection: number) => number;
  /** 0 to 1: the source of all decisions. */
  readonly random: () => number;
}

/** A TCP proxy with a bad line in it. */
export interface FaultProxy {
  readonly port: number;
  /** Bytes of TCP payload since the start. */
  bytes(): { readonly up: number; readonly down: number };
  readonly connections: () => number;
  readonly broken: () => number;
  close(): Promise<void>;
}

const SEGMENT = 1_400;
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Starts a proxy on a free port of the loopback in front of `target`, a port of the loopback. */
export async function createFaultProxy(target: number, faults: LineFaults): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const carried = { up: 0, down: 0 };
  let connections = 0;
  let broken = 0;
  /** When the line is free again, by direction: all connections share it. */
  const free = { up: 0, down: 0 };

  function carry(from: Socket, to: Socket, direction: 'up' | 'down', cutAfter: number): void {
    let left = cutAfter;
    let queue = Promise.resolve();
    const cut = () => {
      broken += 1;
      from.resetAndDestroy();
      to.resetAndDestroy();
    };
    from.on('data', (chunk: Buffer) => {
      from.pause();
      queue = queue.then(async () => {
        for (let at = 0; at < chunk.length; at += SEGMENT) {
          const segment = chunk.subarray(at, at + SEGMENT);
          const now = Date.now();
          free[direction] = Math.max(now, free[direction]) + (segment.length / faults.bytesPerSecond) * 1_000;
          if (faults.random() < faults.loss) free[direction] += faults.resend;
          await pause(free[direction] - now + faults.latency);
          carried[direction] += segment.length;
          left -= segment.length;
          if (left <= 0) return cut();
          if (to.destroyed) return;
          to.write(segment);
        }
        from.resume();
      });
    });
    from.on('end', () => void queue.then(() => to.end()));
  }

  const server = createServer({ noDelay: true }, (client) => {
    connections += 1;
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    const cutAfter = faults.breaksAfter(connections);
    carry(client, upstream, 'up', cutAfter);
    carry(upstream, client, 'down', cutAfter);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    bytes: () => ({ ...carried }),
    connections: () => connections,
    broken: () => broken,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
