import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';

/** Requests that bring bytes of an upload, from their first line on. */
export interface UnderWay {
  /** The route has a request now; call what it returns when everything that came with it is on disk. */
  enter(request: IncomingMessage): () => void;
  /** Resolves when no request for the path is under way, or after `ms` where one hangs. */
  settled(path: string, ms: number): Promise<void>;
}

/** How long a request that broke off before its route saw it may still be on its way there, milliseconds. */
const LATE_MS = 1_000;

/**
 * Whoever comes back after a break asks how far the server is, and may ask while the bytes of the broken request are
 * still being looked at: signed in? allowed? An answer from before them would make the client send them again.
 */
export function trackUploads(server: Pick<HttpServer, 'prependListener'>, prefix: string): UnderWay {
  const open = new Map<string, Set<Promise<void>>>();
  const ends = new WeakMap<IncomingMessage, { entered: boolean; readonly end: () => void }>();

  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?')[0] as string;
    if (request.method !== 'PATCH' || !path.startsWith(prefix)) return;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const here = open.get(path) ?? new Set();
    open.set(path, here.add(ended));
    void ended.then(() => {
      here.delete(ended);
      if (here.size === 0 && open.get(path) === here) open.delete(path);
    });
    const state = { entered: false, end };
    ends.set(request, state);
    response.once('close', () => {
      if (!state.entered) setTimeout(() => state.entered || end(), LATE_MS).unref();
    });
  });

  return {
    enter(request) {
      const state = ends.get(request);
      if (!state) return () => undefined;
      state.entered = true;
      return state.end;
    },
    async settled(path, ms) {
      const waiting = open.get(path);
      if (!waiting) return;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([Promise.all(waiting), patience]);
      clearTimeout(timer);
    },
  };
}
