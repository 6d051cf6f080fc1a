import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import { HttpError } from './errors.ts';

/** Counts failures of one kind by a key, and slows who has too many. */
export interface FailureLimit {
  /** Throws 429 with the seconds to wait while the key is blocked. */
  check(key: string): Promise<void>;
  /** Counts a failure. */
  count(key: string): Promise<void>;
  /** Forgets the failures of a key. */
  forget(key: string): Promise<void>;
}

/** How many failures within how long, and how long the block that follows, seconds. */
export interface LimitSetting {
  readonly failures: number;
  readonly within: number;
  readonly block: number;
}

/** The limits in force. */
export interface Limits {
  readonly login: FailureLimit;
  readonly address: FailureLimit;
  readonly codes: FailureLimit;
  /** Tries at the page for everyone, by address: all of them count. */
  readonly verify: FailureLimit;
  /** Questions about people whom other offices may know, by who asks: all of them count. */
  readonly likely: FailureLimit;
}

/** Limits in service. */
export const LIMIT_SETTINGS = {
  login: { failures: 5, within: 900, block: 60 },
  address: { failures: 60, within: 900, block: 300 },
  codes: { failures: 20, within: 900, block: 300 },
  verify: { failures: 60, within: 600, block: 300 },
  likely: { failures: 60, within: 600, block: 300 },
} as const satisfies Readonly<Record<keyof Limits, LimitSetting>>;

/** Limits of other figures, for tests; the page for everyone and the questions keep their own where they are left out. */
export type LimitSettings = Readonly<Record<Exclude<keyof Limits, 'verify' | 'likely'>, LimitSetting>> & {
  readonly verify?: LimitSetting;
  readonly likely?: LimitSetting;
};

function createLimit(name: string, code: ErrorCode, setting: LimitSetting): FailureLimit {
  const limiter = new RateLimiterMemory({
    keyPrefix: name,
    points: setting.failures,
    duration: setting.within,
    blockDuration: setting.block,
  });
  return {
    async check(key) {
      const state = await limiter.get(key);
      if (!state || state.remainingPoints > 0 || state.consumedPoints < setting.failures) return;
      const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
      throw new HttpError(429, code, { params: { seconds }, headers: { 'retry-after': String(seconds) } });
    },
    async count(key) {
      try {
        const state = await limiter.consume(key);
        if (state.remainingPoints <= 0) await limiter.block(key, setting.block);
      } catch (error) {
        // Rejected for want of points: the block is set already.
        if (error instanceof Error) throw error;
        void (error as RateLimiterRes);
      }
    },
    forget: async (key) => void (await limiter.delete(key)),
  };
}

/** Makes the limits; they live in memory, so a restart forgets them. */
export function createLimits(settings: LimitSettings = LIMIT_SETTINGS): Limits {
  return {
    login: createLimit('login', 'login_blocked', settings.login),
    address: createLimit('address', 'login_blocked', settings.address),
    codes: createLimit('codes', 'too_many_requests', settings.codes),
    verify: createLimit('verify', 'too_many_requests', settings.verify ?? LIMIT_SETTINGS.verify),
    likely: createLimit('likely', 'too_many_requests', settings.likely ?? LIMIT_SETTINGS.likely),
  };
}
