import { CodedError } from '#shared/kernel/result.ts';
import type { HttpHead, HttpPort, HttpRequest } from '#shared/sync/device/ports.ts';

/** Shorter bodies gain nothing from compression. */
const COMPRESS_FROM = 1_024;

/** One kilobyte a second. */
const SLOWEST_BYTES_PER_MS = 1;

const encoder = new TextEncoder();

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new CompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const written = writer.write(encoder.encode(text)).then(() => writer.close());
  const [bytes] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
  return new Uint8Array(bytes);
}

function headOf(response: Response): HttpHead {
  return {
    // A redirect is not followed and not shown to scripts: a captive portal answers with one.
    status: response.type === 'opaqueredirect' ? 302 : response.status,
    headers: Object.fromEntries(response.headers),
  };
}

/** The network by `fetch`. A certificate that is not trusted can't be told from no connection here. */
export function createFetchPort(): HttpPort {
  async function send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { ...request.headers };
    const ahead = typeof request.body === 'object' ? request.body.gzip : undefined;
    const text = typeof request.body === 'string' ? request.body : undefined;
    const compressed = ahead ?? (text !== undefined && text.length >= COMPRESS_FROM ? await gzip(text) : undefined);
    if (compressed) headers['content-encoding'] = 'gzip';
    const body = compressed ?? text;
    return fetch(request.url, {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal,
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  }

  const failure = (error: unknown, timedOut: boolean) =>
    new CodedError(timedOut ? 'timeout' : 'offline', undefined, { cause: error });

  return {
    compress: async (text) => ({ gzip: await gzip(text) }),

    async request(request) {
      const abort = new AbortController();
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        abort.abort();
      }, request.timeout);
      try {
        const response = await send(request, abort.signal);
        return { ...headOf(response), text: await response.text() };
      } catch (error) {
        throw failure(error, timedOut);
      } finally {
        clearTimeout(timer);
      }
    },

    async bytes(request) {
      const abort = new AbortController();
      let timedOut = false;
      const giveUp = () => {
        timedOut = true;
        abort.abort();
      };
      // A browser doesn't say how far a body has gone: as long as the poorest line would take for it.
      const size = (request.body?.length ?? 0) / SLOWEST_BYTES_PER_MS;
      let timer = setTimeout(giveUp, request.timeout + size);
      try {
        const response = await fetch(request.url, {
          method: request.method,
          headers: { ...request.headers },
          ...(request.body ? { body: Uint8Array.from(request.body) } : {}),
          signal: abort.signal,
          redirect: 'manual',
          cache: 'no-store',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
        });
        const chunks: Uint8Array[] = [];
        const reader = response.body?.getReader();
        while (reader) {
          clearTimeout(timer);
          timer = setTimeout(giveUp, request.timeout);
          const { done, value } = await reader.read();
          if (done) break;
          chunks.push(value);
        }
        const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
        let at = 0;
        for (const chunk of chunks) {
          bytes.set(chunk, at);
          at += chunk.length;
        }
        return { ...headOf(response), bytes };
      } catch (error) {
        throw failure(error, timedOut);
      } finally {
        clearTimeout(timer);
      }
    },

    stream(request, listener) {
      const abort = new AbortController();
      let timedOut = false;
      let cancelled = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          timedOut = true;
          abort.abort();
        }, request.timeout);
      };
      const run = async () => {
        wait();
        try {
          const response = await send(request, abort.signal);
          listener.head(headOf(response));
          const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
          while (reader) {
            wait();
            const { done, value } = await reader.read();
            if (done) break;
            listener.text(value);
          }
        } catch (error) {
          if (!cancelled) throw failure(error, timedOut);
        } finally {
          clearTimeout(timer);
        }
      };
      return {
        finished: run(),
        cancel() {
          cancelled = true;
          abort.abort();
        },
      };
    },
  };
}
