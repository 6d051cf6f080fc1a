import type { FastifyRequest } from 'fastify';

/** A path without its query, and without the mark of a paper that somebody verifies. */
function pathOf(url: string): string {
  const path = url.split('?')[0] ?? '';
  return /^\/v\//i.test(path) ? '/v/' : path;
}

/**
 * What the log may hold: method, path without its query, status, times and ids of requests. No names, no logins, no
 * addresses, no tokens, no bodies: a message of an error may quote any of them, so only its kind is written.
 */
export const LOG_OPTIONS = {
  level: 'info',
  base: null,
  redact: ['req.headers', 'headers', 'authorization', 'dpop', 'body', 'password', 'login'] as string[],
  serializers: {
    req: (request: FastifyRequest) => ({ method: request.method, path: pathOf(request.url) }),
    res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
    err: (error: Error & { code?: string }) => ({
      type: error.name,
      message: error.code ?? error.name,
      code: error.code,
      stack:
        error.stack
          ?.split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8)
          .join('\n') ?? '',
    }),
  },
};
