import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '#shared/kernel/errors.ts';

const MAX_BYTES = 1_048_576;

/** What may be logged: names of events, codes and counts. Never names, identifiers or texts of a record. */
export interface Log {
  write(event: string, facts?: { readonly code?: ErrorCode; readonly count?: number; readonly reason?: string }): void;
}

/** A log file of JSON lines, at most two of 1 MB. A log that can't be written stops nobody. */
export function createLog(folder: string): Log {
  const path = join(folder, 'main.log');
  return {
    write(event, facts = {}) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        if (size > MAX_BYTES) renameSync(path, `${path}.old`);
        appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), event, ...facts })}\n`, { mode: 0o600 });
      } catch {
        // The disk may be full; the journal says so where it matters.
      }
    },
  };
}
