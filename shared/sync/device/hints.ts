import type { RandomSource } from '#shared/kernel/ports.ts';
import type { Failure } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import type { Hint } from '../protocol.ts';
import type { HttpHead, HttpPort, Timers } from './ports.ts';

/** First and longest wait between two attempts, milliseconds. */
export const FIRST_WAIT = 1_000;
export const LONGEST_WAIT = 15 * 60_000;
/** The server says something at least every 15 seconds: a stream that is silent for longer has died unnoticed. */
const SILENCE = 40_000;
/** A stream that ended by itself after this long was a good one: the next attempt does not wait longer for it. */
const GOOD_STREAM = 10_000;

/** A connection that is ready to be made. */
export interface HintConnection {
  readonly token: string;
  headFailure(head: HttpHead): Failure | null;
  stream(listener: { head(head: HttpHead): void; text(chunk: string): void }): ReturnType<HttpPort['stream']>;
}

/** What the hint stream needs. */
export interface HintDeps {
  readonly random: RandomSource;
  readonly timers: Timers;
  /** `stale`: an access token that the server refused. */
  connect(stale?: string): Promise<HintConnection>;
  onLock(listener: () => void): () => void;
}

/** Reads server-sent events out of chunks; calls with each event's name and data. */
export function createEventParser(onEvent: (event: string, data: string) => void): (chunk: string) => void {
  let buffer = '';
  let event = '';
  let data: string[] = [];
  return (chunk) => {
    buffer += chunk;
    const lines = buffer.split(/\r\n|\n|\r/);
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) onEvent(event || 'message', data.join('\n'));
        event = '';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
  };
}

/** Milliseconds before attempt number `failures` after the last good one: doubling, half of it random. */
export function waitAfter(failures: number, random: RandomSource): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 20));
  const [high = 0, low = 0] = random.bytes(2);
  return Math.round(ceiling / 2 + (ceiling / 2) * ((high * 256 + low) / 65_535));
}

function parseHint(data: string): Hint | null {
  try {
    const hint = JSON.parse(data) as Partial<Hint>;
    return typeof hint.epoch === 'string' && typeof hint.seq === 'number' ? { epoch: hint.epoch, seq: hint.seq } : null;
  } catch {
    return null;
  }
}

/** The subscription to hints: one stream a subscriber, opened again and again until it is stopped or the keys go. */
export function createHints(deps: HintDeps): TransportPort['hints'] {
  return (listener) => {
    let stopped = false;
    let cancel: (() => void) | null = null;
    let failures = 0;
    let stale: string | undefined;

    const later = (milliseconds: number) => {
      if (!stopped) cancel = deps.timers.after(milliseconds, () => void attempt());
    };

    async function attempt(): Promise<void> {
      let up = false;
      let serverWait = 0;
      let longLived = false;
      let stopClock: (() => void) | null = null;
      let stopWatch: (() => void) | null = null;
      try {
        const connection = await deps.connect(stale);
        stale = undefined;
        if (stopped) return;
        const parse = createEventParser((event, data) => {
          if (event === 'member' && !stopped) listener({ kind: 'member' });
          const hint = event === 'seq' ? parseHint(data) : null;
          if (hint && !stopped) listener({ kind: 'hint', hint });
        });
        const heard = () => {
          stopWatch?.();
          stopWatch = deps.timers.after(SILENCE, () => stream.cancel());
        };
        const stream = connection.stream({
          head(head) {
            heard();
            const failure = connection.headFailure(head);
            const isStream = head.headers['content-type']?.startsWith('text/event-stream') ?? false;
            if (failure || !isStream) {
              if (head.status === 401) stale = connection.token;
              serverWait = Number(failure?.params?.retryAfter ?? 0) * 1_000;
              stream.cancel();
              return;
            }
            up = true;
            stopClock = deps.timers.after(GOOD_STREAM, () => {
              longLived = true;
              failures = 0;
            });
            if (!stopped) listener({ kind: 'up' });
          },
          text(chunk) {
            heard();
            if (up) parse(chunk);
          },
        });
        cancel = () => stream.cancel();
        await stream.finished;
      } catch {
        // Every reason is answered alike: wait and try again. What a person must do is said by push and pull.
      }
      (stopClock as (() => void) | null)?.();
      (stopWatch as (() => void) | null)?.();
      if (stopped) return;
      if (up) listener({ kind: 'down' });
      const wait = waitAfter(longLived ? 0 : failures, deps.random);
      failures += 1;
      later(Math.min(LONGEST_WAIT, Math.max(wait, serverWait)));
    }

    const stop = () => {
      if (stopped) return;
      stopped = true;
      offLock();
      cancel?.();
    };
    const offLock = deps.onLock(stop);
    void attempt();
    return stop;
  };
}
