import type { FastifyInstance } from 'fastify';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { Failure } from '#shared/kernel/result.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { ErrorBody } from '#shared/sync/protocol.ts';

/** A foreseen refusal of a request. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly params: Failure['params'];
  readonly expected: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  constructor(
    status: number,
    code: ErrorCode,
    more: {
      readonly params?: Failure['params'];
      readonly expected?: number;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(code);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.params = more.params;
    this.expected = more.expected;
    this.headers = more.headers;
  }
}

function toHttpError(error: unknown): HttpError | null {
  if (error instanceof HttpError) return error;
  if (error instanceof CodedError)
    return new HttpError(400, error.failure.code, error.failure.params ? { params: error.failure.params } : {});
  const known = error as { statusCode?: number; validation?: readonly { instancePath?: string }[] };
  if (known.validation) {
    const field = known.validation[0]?.instancePath?.slice(1, 65) ?? '';
    return new HttpError(400, 'invalid_input', { params: { field } });
  }
  if (known.statusCode === 413) return new HttpError(413, 'too_large');
  if (known.statusCode === 404) return new HttpError(404, 'not_found');
  if (known.statusCode === 429) return new HttpError(429, 'too_many_requests');
  if (known.statusCode && known.statusCode >= 400 && known.statusCode < 500) {
    return new HttpError(known.statusCode, 'invalid_input');
  }
  return null;
}

/** One shape for every failure. What was not foreseen is logged and told without any detail. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toHttpError(error);
    if (!known) {
      // Only the kind of error: a message of PostgreSQL may quote values of a record.
      const { name, code, stack } = error as { name?: string; code?: string; stack?: string };
      request.log.error({ fault: name, faultCode: code, at: stack?.split('\n').slice(1, 6) }, 'unexpected error');
    }
    const body: ErrorBody = {
      code: known?.code ?? 'unexpected',
      ...(known?.params ? { params: known.params } : {}),
      ...(known?.expected === undefined ? {} : { expected: known.expected }),
      requestId: request.id,
    };
    if (known?.headers) void reply.headers(known.headers);
    return reply.code(known?.status ?? 500).send(body);
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ code: 'not_found', requestId: request.id } satisfies ErrorBody),
  );
}
