import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import type { Area } from '#shared/domain/access/area.ts';
import { MAX_BODY_BYTES, registerBodies } from './plugins/body.ts';
import { registerErrors } from './plugins/errors.ts';
import { createLimits, type Limits, type LimitSettings } from './plugins/limits.ts';
import { LOG_OPTIONS } from './plugins/log.ts';
import { registerDocs, registerHeaders, registerPages, type WebFolders } from './plugins/pages.ts';
import { registerPolicy } from './plugins/policy.ts';
import { createProofChecker, type ProofChecker } from './plugins/proof.ts';
import { registerProtocol } from './plugins/protocol.ts';
import { registerOfficeChoices } from './modules/casework/office-choices.ts';
import { registerProgrammes } from './modules/casework/programmes.ts';
import { registerCertificates } from './modules/ca/routes.ts';
import { registerLikely } from './modules/casework/likely.ts';
import { registerSigners } from './modules/console/signers.ts';
import { registerConsole } from './modules/console/routes.ts';
import { registerFiles, type FileOptions } from './modules/files/routes.ts';
import { registerInstructions } from './modules/instructions/routes.ts';
import { registerCasework } from './modules/casework/routes.ts';
import { createTransfers, type Transfers } from './modules/casework/transfers.ts';
import { registerEmergency } from './modules/emergency/routes.ts';
import { registerDevices } from './modules/devices/routes.ts';
import { registerHello } from './modules/hello/routes.ts';
import { hashPassword, isPassword, PASSWORD_COST, type PasswordCost } from './modules/passwords.ts';
import { registerSession } from './modules/session/routes.ts';
import { registerVerify } from './modules/verify/routes.ts';
import { startHints, type Hints } from './modules/sync/hints.ts';
import { registerSync } from './modules/sync/routes.ts';
import type { Database } from './storage/database.ts';
import { loadMeta, type ServerMeta } from './storage/meta.ts';

/** What the app is built from. */
export interface AppOptions {
  readonly database: Database;
  /** Name of the server, shown at the first run of a laptop. */
  readonly name?: string;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  /** Address by which clients know the server; their proofs must name its origin where it is set. */
  readonly publicUrl?: string | undefined;
  /** Where the log goes; nowhere by default. */
  readonly log?: { write(line: string): void };
  readonly web?: WebFolders;
  /** Where files of papers are kept; without it none are taken. */
  readonly files?: FileOptions;
  /** Told of every route, for tests that go through all of them. */
  readonly onRoute?: (route: RouteOptions) => void;
  readonly limits?: LimitSettings;
  readonly passwordCost?: PasswordCost;
  readonly keepaliveMs?: number;
  /** Service of timestamps (RFC 3161) that laptops are given; none where it is left out. */
  readonly timestampUrl?: string | undefined;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** What every module is given. */
export interface AppDeps {
  readonly database: Database;
  readonly meta: ServerMeta;
  readonly now: () => number;
  readonly proofs: ProofChecker;
  readonly limits: Limits;
  readonly passwords: {
    hash(password: string): Promise<string>;
    /** Compares with a hash; with null it costs the same time and is false. */
    verify(password: string, hash: string | null): Promise<boolean>;
  };
  readonly hints: Hints;
  readonly transfers: Transfers;
  readonly officeAreas: {
    of(officeId: string, read: (officeId: string) => Promise<Area | null>): Promise<Area | null>;
  };
  readonly keepaliveMs: number;
}

async function createDeps(
  options: AppOptions,
  onFault: (error: unknown, transferId: string) => void,
): Promise<AppDeps> {
  const now = options.now ?? Date.now;
  const cost = options.passwordCost ?? PASSWORD_COST;
  const nobody = await hashPassword(randomUUID(), cost);
  const areas = new Map<string, Area>();
  return {
    database: options.database,
    meta: await loadMeta(options.database, options.name ?? 'Mahalla'),
    now,
    proofs: createProofChecker({ now, publicUrl: options.publicUrl }),
    limits: createLimits(options.limits),
    passwords: {
      hash: (password) => hashPassword(password, cost),
      verify: async (password, hash) => (await isPassword(password, hash ?? nobody)) && hash !== null,
    },
    hints: await startHints(options.database),
    transfers: createTransfers({ database: options.database, now, onFault }),
    // An office never moves to another area: it is closed and a new one is opened.
    officeAreas: {
      async of(officeId, read) {
        const area = areas.get(officeId) ?? (await read(officeId));
        if (area !== null) areas.set(officeId, area);
        return area;
      },
    },
    keepaliveMs: options.keepaliveMs ?? 15_000,
  };
}

/** Builds the app without listening. Rejects where a route has no policy. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const deps = await createDeps(options, (error, transfer) =>
    app.log.error({ transfer, reason: error instanceof Error ? error.message : 'unknown' }, 'a transfer waits'),
  );
  const app = fastify({
    ...(options.log ? { logger: { ...LOG_OPTIONS, stream: options.log } } : { logger: false }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: () => randomUUID(),
    // Nothing is mended silently: what does not fit is refused.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false } },
    forceCloseConnections: true,
    ...(options.tls ? { https: options.tls } : {}),
  }) as unknown as FastifyInstance;
  app.addHook('onClose', () => deps.hints.close());
  // What a crash left between a push and its transfers.
  app.addHook('onReady', () => deps.transfers.runAll());
  if (options.onRoute) app.addHook('onRoute', options.onRoute);
  registerErrors(app);
  registerProtocol(app);
  registerPolicy(app, deps);
  registerHeaders(app, { tls: options.tls !== undefined });
  registerBodies(app);
  await registerDocs(app);
  registerHello(app, deps);
  registerDevices(app, deps);
  registerSession(app, deps);
  registerSync(app, deps);
  registerOfficeChoices(app, deps);
  registerEmergency(app, deps);
  registerConsole(app, deps);
  registerSigners(app, deps);
  registerCasework(app, deps);
  registerCertificates(app, deps, { timestampUrl: options.timestampUrl });
  if (options.files) registerFiles(app, deps, options.files);
  registerInstructions(app, deps);
  registerProgrammes(app, deps);
  registerVerify(app, deps);
  registerLikely(app, deps);
  await registerPages(app, options.web ?? {});
  return app;
}
