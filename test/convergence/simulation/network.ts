import type { Hint, PullRequest, PullResponse, PushRequest, PushResponse } from '#shared/sync/protocol.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import type { TransportPort } from '#shared/ipc/desktop-api.ts';
import type { Rng } from './rng.ts';

/** What a request asks of the server. */
export type RequestKind = 'push' | 'pull';

/** An HTTP answer as the server gave it. */
export interface ServerAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: number;
}

/** One request on its way. */
export interface Wire {
  readonly number: number;
  readonly laptop: string;
  readonly kind: RequestKind;
  readonly body: string;
  /** Set where the server has answered and the answer is still on its way. */
  answer: ServerAnswer | null;
  /** Nobody waits for it any more, but it may still reach the server. */
  ghost: boolean;
  readonly resolve: (answer: ServerAnswer) => void;
  readonly reject: (error: Error) => void;
}

type HintListener = Parameters<TransportPort['hints']>[0];

function decode<T>(answer: ServerAnswer): T {
  if (answer.status === 200) return JSON.parse(answer.body) as T;
  let failure: (Failure & { expected?: number }) | null = null;
  try {
    failure = JSON.parse(answer.body) as Failure & { expected?: number };
  } catch {
    throw new CodedError('server_not_mahalla');
  }
  const params = {
    ...failure.params,
    ...(failure.expected === undefined ? {} : { expected: failure.expected }),
    ...(answer.retryAfter > 0 ? { retryAfter: answer.retryAfter } : {}),
  };
  throw new CodedError(failure.code, params);
}

/** Requests between the laptops and the server. Nothing moves unless the scheduler moves it. */
export class Network {
  /** Requests whose sender waits, oldest first. */
  waiting: Wire[] = [];
  /** Requests whose sender has given up or died; each may still arrive, once or more. */
  ghosts: Wire[] = [];
  #count = 0;

  /** The transport of one running laptop. `isOnline` is asked at each request; `isAlive` before each answer. */
  transport(laptop: string, isOnline: () => boolean, isAlive: () => boolean, hints: Set<HintListener>): TransportPort {
    const send = async <T>(kind: RequestKind, request: PushRequest | PullRequest): Promise<T> => {
      if (!isOnline()) throw new CodedError('offline');
      const answer = await new Promise<ServerAnswer>((resolve, reject) => {
        this.waiting.push({
          number: ++this.#count,
          laptop,
          kind,
          body: JSON.stringify(request),
          answer: null,
          ghost: false,
          resolve,
          reject,
        });
      });
      // A dead program reads no answers.
      if (!isAlive()) await new Promise<never>(() => {});
      return decode<T>(answer);
    };
    return {
      push: (request) => send<PushResponse>('push', request),
      pull: (request) => send<PullResponse>('pull', request),
      hints(listener) {
        hints.add(listener);
        return () => hints.delete(listener);
      },
    };
  }

  take(wire: Wire): void {
    this.waiting = this.waiting.filter((other) => other !== wire);
  }

  /** The sender hears that nothing came back; the request itself may still be on its way. */
  fail(wire: Wire, code: ErrorCode): void {
    this.take(wire);
    wire.reject(new CodedError(code));
  }

  /** Keeps a copy that may reach the server later. */
  haunt(wire: Wire): void {
    this.ghosts.push({ ...wire, answer: null, ghost: true });
  }

  /** A laptop has died: what it had sent may still arrive. */
  abandon(laptop: string, rng: Rng): void {
    for (const wire of this.waiting.filter((other) => other.laptop === laptop)) {
      this.take(wire);
      if (!wire.answer && rng.chance(0.6)) this.haunt(wire);
    }
  }
}

/** What the hint stream says. */
export type HintEvent =
  { readonly kind: 'up' } | { readonly kind: 'down' } | { readonly kind: 'hint'; readonly hint: Hint };
