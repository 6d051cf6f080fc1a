import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { PROTOCOL_VERSION } from '#shared/sync/protocol.ts';

/** Folders of the built pages; a page without its folder is not served. */
export interface WebFolders {
  readonly client?: string | undefined;
  readonly console?: string | undefined;
}

// Mantine sets styles from script, and Argon2id is WebAssembly; no script runs that is not one of our own files.
const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const DOCS_CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const VERIFY_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const API_CSP = "default-src 'none'; frame-ancestors 'none'";
// What citizens and scanners brought: whatever a browser makes of it, it has no rights here.
const FILE_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox";
const FILES = /^\/api\/v1\/(console\/)?files\//;

/** Security headers of every answer. */
export function registerHeaders(app: FastifyInstance, options: { readonly tls: boolean }): void {
  app.addHook('onSend', async (request, reply) => {
    const page = request.url.startsWith('/client/') || request.url.startsWith('/console/');
    const docs = request.url.startsWith('/api/docs');
    const verify = /^\/(verify|v)(?:[/?]|$)/i.test(request.url);
    void reply.headers({
      'content-security-policy': page
        ? PAGE_CSP
        : docs
          ? DOCS_CSP
          : FILES.test(request.url)
            ? FILE_CSP
            : verify
              ? VERIFY_CSP
              : API_CSP,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      // The camera reads the marks of printed papers, in the client alone.
      'permissions-policy': `camera=(${request.url.startsWith('/client/') ? 'self' : ''}), microphone=(), geolocation=()`,
      ...(options.tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
  });
}

/** The description of the API at `/api/docs`; must be registered before the routes that it describes. */
export async function registerDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mahalla sync server',
        version: String(PROTOCOL_VERSION),
        description:
          'Push and pull of laptops, sign-in, and the console. Every call but the greeting is bound to a key by DPoP.',
      },
      components: { securitySchemes: { dpop: { type: 'http', scheme: 'dpop' } } },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { supportedSubmitMethods: [] } });
}

/** The web client at `/client/` and the console at `/console/`, where they have been built. */
export async function registerPages(app: FastifyInstance, web: WebFolders): Promise<void> {
  let first = true;
  for (const name of ['client', 'console'] as const) {
    const root = web[name];
    if (!root || !existsSync(join(root, 'index.html'))) continue;
    await app.register(fastifyStatic, {
      root,
      prefix: `/${name}/`,
      redirect: true,
      decorateReply: first,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // The names of built assets change with their content.
        const forever = /[\\/]assets[\\/]/.test(path);
        void reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    first = false;
    app.get(`/${name}`, { config: { policy: { kind: 'open' } }, schema: { hide: true } }, (_request, reply) =>
      reply.redirect(`/${name}/`),
    );
  }
  if (web.console && existsSync(join(web.console, 'index.html'))) {
    app.get('/', { config: { policy: { kind: 'open' } }, schema: { hide: true } }, (_request, reply) =>
      reply.redirect('/console/'),
    );
  }
}
