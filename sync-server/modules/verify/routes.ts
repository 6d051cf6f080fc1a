import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '#shared/domain/language/language.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { isZip, paperOfBundle } from '#shared/pki/bundle.ts';
import { fromPem } from '#shared/pki/pem.ts';
import { verifyFile } from '#shared/pki/verify.ts';
import { checkIfNational } from '#shared/domain/documents/national/detached.ts';
import { readAuthority } from '../ca/service.ts';
import { verifyMark, verifyTyped } from './find.ts';
import {
  MAX_FILE_BYTES,
  PAGE_CSS,
  PAGE_JS,
  PAGE_LANGUAGES,
  renderNational,
  renderPage,
  renderReport,
  renderResult,
} from './page.ts';
import { readPicture } from './picture.ts';
import { WORDS } from './words.ts';

const open = { policy: { kind: 'open' } } as const;
const FileQuery = Type.Object({
  lang: Type.Optional(Type.String({ maxLength: 16 })),
  /** Bytes of the file, where its detached signature follows it in the body. */
  size: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$' })),
});

const PageQuery = Type.Object({
  lang: Type.Optional(Type.String({ maxLength: 16 })),
  number: Type.Optional(Type.String({ maxLength: 60 })),
  code: Type.Optional(Type.String({ maxLength: 400 })),
});

interface PageQuery {
  readonly lang?: string;
  readonly number?: string;
  readonly code?: string;
}

/** The language that was chosen, else the first that the browser asks for; Uzbek where nothing fits. */
function languageOf(request: FastifyRequest<{ Querystring: PageQuery }>): Language {
  const { lang } = request.query;
  if (PAGE_LANGUAGES.includes(lang as Language)) return lang as Language;
  for (const asked of (request.headers['accept-language'] ?? '').toLowerCase().split(',')) {
    if (asked.startsWith('uz-cyrl')) return 'uz-Cyrl';
    for (const known of ['uz', 'ru', 'en'] as const) {
      if (asked.trim().startsWith(known)) return known === 'uz' ? 'uz-Latn' : known;
    }
  }
  return 'uz-Latn';
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  void reply.header('cache-control', 'no-store');
  return reply.code(status).type('text/html; charset=utf-8').send(text);
}

/**
 * Verification for everyone, without a login: by number and code from the paper, by its QR code, by a picture of it,
 * by the signed file itself, with its detached signature (the office's or the national one) where that lies beside it,
 * or by the bundle that proves it.
 * Every try of an address counts towards its limit, and nothing of what was asked is written down.
 */
export function registerVerify(app: FastifyInstance, deps: AppDeps): void {
  const { database, meta, limits } = deps;

  async function counted(request: FastifyRequest): Promise<boolean> {
    try {
      await limits.verify.check(request.ip);
    } catch (error) {
      if (error instanceof HttpError && error.status === 429) return false;
      throw error;
    }
    await limits.verify.count(request.ip);
    return true;
  }

  app.get<{ Querystring: PageQuery }>(
    '/verify',
    { config: open, schema: { hide: true, querystring: PageQuery } },
    async (request, reply) => {
      const language = languageOf(request);
      const { number = '', code = '' } = request.query;
      const page = { language, serverName: meta.name, number, code };
      if (number.trim() === '' || code.trim() === '') return html(reply, 200, renderPage(page));
      if (!(await counted(request))) return html(reply, 429, renderPage({ ...page, notice: WORDS[language].tooMany }));
      return html(reply, 200, renderPage({ ...page, answer: await verifyTyped(database, number, code) }));
    },
  );

  // The rest of the path, not a parameter: those are held shorter than a mark.
  for (const path of ['/v/*', '/V/*']) {
    app.get<{ Params: { '*': string }; Querystring: PageQuery }>(
      path,
      {
        config: open,
        schema: {
          hide: true,
          params: Type.Object({ '*': Type.String({ maxLength: 400 }) }),
          querystring: PageQuery,
        },
      },
      async (request, reply) => {
        const language = languageOf(request);
        const page = { language, serverName: meta.name };
        if (!(await counted(request)))
          return html(reply, 429, renderPage({ ...page, notice: WORDS[language].tooMany }));
        return html(reply, 200, renderPage({ ...page, answer: await verifyMark(database, request.params['*']) }));
      },
    );
  }

  app.get('/verify/page.css', { config: open, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(PAGE_CSS),
  );
  app.get('/verify/page.js', { config: open, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(PAGE_JS),
  );

  // In a context of its own: bytes are a body here and nowhere else.
  void app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: MAX_FILE_BYTES },
      async (_request: unknown, body: Buffer) => body,
    );
    inner.post<{ Body: Buffer; Querystring: PageQuery }>(
      '/verify/picture',
      { config: open, bodyLimit: MAX_FILE_BYTES, schema: { hide: true, querystring: PageQuery } },
      async (request, reply) => {
        if (!(await counted(request))) throw new HttpError(429, 'too_many_requests');
        const mark = await readPicture(request.body);
        if (mark === 'too_large') throw new HttpError(413, 'too_large');
        if (mark === null) throw new HttpError(422, 'mark_not_found');
        return html(reply, 200, renderResult(await verifyMark(database, mark), languageOf(request)));
      },
    );
    inner.post<{ Body: Buffer; Querystring: Static<typeof FileQuery> }>(
      '/verify/file',
      { config: open, bodyLimit: MAX_FILE_BYTES, schema: { hide: true, querystring: FileQuery } },
      async (request, reply) => {
        if (!(await counted(request))) throw new HttpError(429, 'too_many_requests');
        const size = request.query.size === undefined ? request.body.length : Number(request.query.size);
        if (request.body.length === 0 || size > request.body.length) throw new HttpError(422, 'signature_damaged');
        const bytes = new Uint8Array(request.body);
        const { roots, intermediates, lists, timestampRoots } = await readAuthority(deps);
        try {
          const given = bytes.subarray(0, size);
          const signature = size < bytes.length ? fromPem(bytes.subarray(size)) : null;
          const national = signature && checkIfNational(signature, given);
          if (national) return html(reply, 200, renderNational(national, given, languageOf(request)));
          const report = verifyFile({
            file: signature === null && isZip(given) ? paperOfBundle(given, MAX_FILE_BYTES) : given,
            ...(signature ? { signature } : {}),
            trust: { roots, intermediates, lists, timestampRoots },
            now: deps.now(),
          });
          return html(reply, 200, renderReport(report, languageOf(request)));
        } catch (error) {
          // What strangers send may be anything: a file that can't be read is theirs to mend.
          request.log.info({ code: toFailure(error).code }, 'a file that could not be read');
          throw new HttpError(422, 'signature_damaged');
        }
      },
    );
  });
}
