import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestTimestamps, type TestTimestamps } from './authority.ts';

/** A timestamp service on the network. */
export interface TimestampService extends TestTimestamps {
  readonly url: string;
  /** How many requests came. */
  readonly asked: number;
  /** What it answers with from now on: tokens, an error, or bytes that are none. */
  mood: 'well' | 'ill' | 'odd';
  close(): Promise<void>;
}

/** Starts a timestamp service (RFC 3161 over HTTP) for a test. */
export async function startTimestampService(now: number): Promise<TimestampService> {
  const timestamps = await createTestTimestamps(now);
  let asked = 0;
  let mood: TimestampService['mood'] = 'well';
  const server = createServer((request, response) => {
    asked += 1;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (mood === 'ill') return void response.writeHead(500).end();
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' });
      if (mood === 'odd') return void response.end('bu belgi emas');
      void timestamps
        .answer(new Uint8Array(Buffer.concat(pieces)), Date.now())
        .then((answer) => response.end(Buffer.from(answer)));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    ...timestamps,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    get mood() {
      return mood;
    },
    set mood(next) {
      mood = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
