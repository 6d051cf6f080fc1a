import { connect, createServer, type Socket } from 'node:net';

/** A link that is cut, and what it carried. */
export interface CutLink {
  readonly url: string;
  /** How often it was cut. */
  readonly cuts: () => number;
  /** Requests upward that carried bytes of files: at which offset each began, and how many of its bytes got through. */
  readonly pieces: () => readonly { readonly offset: number; readonly carried: number }[];
  close(): Promise<void>;
}

/**
 * A proxy on the loopback that reads along: it counts the bytes of each PATCH's body that have passed it, and cuts the
 * connection whenever the next of `cutAt` (bytes of bodies in all, ascending) has passed. What was before the cut has
 * reached the server; what came after it never does, like on a radio link that fades.
 */
export async function openCutLink(target: number, cutAt: readonly number[]): Promise<CutLink> {
  const sockets = new Set<Socket>();
  const pieces: { offset: number; carried: number }[] = [];
  let bodies = 0;
  let cuts = 0;

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
    let head = Buffer.alloc(0);
    let left = 0;
    let piece: { offset: number; carried: number } | null = null;
    let dead = false;
    const pass = (bytes: Buffer) => {
      if (!upstream.write(bytes)) client.pause();
    };
    const take = (input: Buffer) => {
      let chunk = input;
      while (chunk.length > 0 && !dead) {
        if (left === 0) {
          head = Buffer.concat([head, chunk]);
          const end = head.indexOf('\r\n\r\n');
          if (end < 0) return;
          const whole = head.subarray(0, end + 4);
          chunk = head.subarray(end + 4);
          head = Buffer.alloc(0);
          const text = whole.toString('latin1');
          left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
          piece = null;
          if (text.startsWith('PATCH ')) {
            piece = { offset: Number(/upload-offset: (\d+)/i.exec(text)?.[1]), carried: 0 };
            pieces.push(piece);
          }
          pass(whole);
          continue;
        }
        const room = piece && cutAt[cuts] !== undefined ? (cutAt[cuts] as number) - bodies : Infinity;
        const part = chunk.subarray(0, Math.min(left, chunk.length, room));
        pass(part);
        left -= part.length;
        if (piece) {
          piece.carried += part.length;
          bodies += part.length;
          if (bodies === cutAt[cuts]) {
            cuts += 1;
            dead = true;
            // The server hears the end after the last byte before it; the client hears nothing but the break.
            upstream.end();
            client.resetAndDestroy();
            return;
          }
        }
        chunk = chunk.subarray(part.length);
      }
    };
    client.on('data', take);
    upstream.on('drain', () => client.resume());
    upstream.on('data', (chunk: Buffer) => {
      if (!dead) client.write(chunk);
    });
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cuts: () => cuts,
    pieces: () => pieces,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
