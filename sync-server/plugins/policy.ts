import type { FastifyInstance, FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import type { Area } from '#shared/domain/access/area.ts';
import { CONSOLE_ROLES, OFFICE_ROLES, type Role } from '#shared/domain/access/roles.ts';
import { SERVER, type Database, type Scope } from '../storage/database.ts';
import type { ServerMeta } from '../storage/meta.ts';
import { readLiveSession } from '../storage/sessions.ts';
import { HttpError } from './errors.ts';
import type { ProofChecker } from './proof.ts';

/** Who may call a route. Every route has one; a route without it fails the build of the app. */
export type Policy =
  /** Anyone: pages, health, the proof that this is a Mahalla server. */
  | { readonly kind: 'open' }
  /** Anyone, but a proof of possession is checked by the route itself: sign-in and refresh. */
  | { readonly kind: 'proof' }
  /** A signed-in user on an enrolled laptop of their office. */
  | { readonly kind: 'device' }
  /** A signed-in user, on a laptop or in the console. */
  | { readonly kind: 'user' }
  /** A signed-in user of the console, with one of these roles. */
  | { readonly kind: 'console'; readonly roles: readonly Role[] };

/** The user of a request. */
export interface Principal {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly login: string;
  readonly role: Role;
  readonly officeId: string;
  readonly area: Area;
  readonly deviceId: string | null;
  /** When the access token ends, milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** The user of a request that its policy has let in. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new HttpError(401, 'token_invalid');
  return request.principal;
}

/** The scope in which a console user reads and writes: their area. */
export function dutyScope(principal: Principal): Scope {
  return { kind: 'duty', area: principal.area };
}

function isAllowed(policy: Policy, principal: Principal): boolean {
  switch (policy.kind) {
    case 'open':
    case 'proof':
    case 'user':
      return true;
    case 'device':
      return principal.deviceId !== null && (OFFICE_ROLES as readonly Role[]).includes(principal.role);
    case 'console':
      return (
        principal.deviceId === null &&
        (CONSOLE_ROLES as readonly Role[]).includes(principal.role) &&
        policy.roles.includes(principal.role)
      );
  }
}

const OPEN_PREFIXES = ['/client/', '/console/', '/api/docs'];

/** Checks every request against its route's policy, and every route for having one. */
export function registerPolicy(
  app: FastifyInstance,
  deps: {
    readonly database: Database;
    readonly meta: ServerMeta;
    readonly proofs: ProofChecker;
    readonly now: () => number;
  },
): void {
  app.decorateRequest('principal', null);

  app.addHook('onRoute', (route) => {
    // Files of the built pages and the description of the API, served by libraries.
    if (OPEN_PREFIXES.some((prefix) => route.url.startsWith(prefix))) {
      route.config = { policy: { kind: 'open' }, ...route.config };
    }
    if (!route.config?.policy) throw new Error(`the route ${String(route.method)} ${route.url} has no policy`);
  });

  app.addHook('onRequest', async (request, reply) => {
    const policy = request.routeOptions.config?.policy;
    // A path without a route goes on to its 404.
    if (!policy || policy.kind === 'open') return;
    void reply.header('dpop-nonce', deps.proofs.nonce());
    void reply.header('cache-control', 'no-store');
    if (policy.kind === 'proof') return;

    const [type, token] = (request.headers.authorization ?? '').split(' ');
    if (type?.toLowerCase() !== 'dpop' || !token) throw new HttpError(401, 'token_invalid');
    let claims: Record<string, unknown>;
    try {
      const verified = await jwtVerify(token, deps.meta.verifyingKey, {
        algorithms: ['ES256'],
        issuer: deps.meta.serverId,
        currentDate: new Date(deps.now()),
      });
      claims = verified.payload as Record<string, unknown>;
    } catch (error) {
      throw new HttpError(
        401,
        (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'token_expired' : 'token_invalid',
      );
    }
    const jkt = await deps.proofs.check(request, token);
    if ((claims.cnf as { jkt?: string } | undefined)?.jkt !== jkt)
      throw new HttpError(401, 'proof_invalid', { params: { reason: 'key' } });

    const sessionId = String(claims.sid);
    const live = await deps.database.transaction(SERVER, (tx) => readLiveSession(tx, sessionId), { readOnly: true });
    if (!live || live.ended) throw new HttpError(401, 'token_invalid');
    if (live.deviceRevoked) throw new HttpError(403, 'device_revoked');
    if (!live.active) throw new HttpError(403, 'user_inactive');
    const principal: Principal = {
      sessionId,
      userId: live.userId,
      name: live.name,
      login: live.login,
      role: live.role,
      officeId: live.officeId,
      area: live.area,
      deviceId: live.deviceId,
      expiresAt: Number(claims.exp) * 1000,
    };
    if (!isAllowed(policy, principal)) throw new HttpError(403, 'forbidden');
    request.principal = principal;
  });
}
