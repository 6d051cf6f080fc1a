import type { ErrorCode } from './errors.ts';

/** A failure that a person can be told about: `code` is also the i18n key `errors.<code>`. */
export interface Failure {
  readonly code: ErrorCode;
  /** Values for the message's placeholders. Never names, identifiers or other contents of a record. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What an operation that may fail in a foreseen way returns instead of throwing. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Makes a failure with a code from the catalogue. */
export function fail(code: ErrorCode, params?: Failure['params']): Result<never> {
  return { ok: false, failure: params ? { code, params } : { code } };
}

/** An exception that carries a catalogue failure, for the places where only throwing is possible. */
export class CodedError extends Error {
  readonly failure: Failure;
  constructor(code: ErrorCode, params?: Failure['params'], options?: { cause?: unknown }) {
    super(code, options);
    this.name = 'CodedError';
    this.failure = params ? { code, params } : { code };
  }
}

/** The failure inside an unknown exception; anything unforeseen becomes `unexpected`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CodedError) return error.failure;
  // An exception that crossed IPC keeps its fields but not its prototype.
  if (
    typeof error === 'object' &&
    error !== null &&
    'failure' in error &&
    typeof (error as { failure: unknown }).failure === 'object'
  ) {
    return (error as { failure: Failure }).failure;
  }
  return { code: 'unexpected' };
}
