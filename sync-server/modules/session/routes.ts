import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { p256 } from '@noble/curves/nist.js';
import { CONSOLE_ROLES, isOfficeRole, type Role } from '#shared/domain/access/roles.ts';
import { fromBase64Url, toBase64Url } from '#shared/kernel/encoding.ts';
import {
  KeyRequestSchema,
  LoginRequestSchema,
  RefreshRequestSchema,
  type LoginRequest,
  type SessionResponse,
} from '#shared/sync/protocol.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf } from '../../plugins/policy.ts';
import { appendAudit } from '../../storage/audit.ts';
import { SERVER } from '../../storage/database.ts';
import { findDevice, flagDevice, type StoredDevice } from '../../storage/devices.ts';
import {
  addPublicKey,
  findUser,
  findUserByLogin,
  normalLogin,
  toUserInfo,
  type StoredUser,
} from '../../storage/people.ts';
import { shareOf } from '../../storage/emergency.ts';
import { endSession, insertSession, lockSession, rotateSession } from '../../storage/sessions.ts';
import { enrolKey } from '../ca/service.ts';
import { writeStaffDoc } from '../staff.ts';

/** Life of an access token, seconds. */
export const ACCESS_SECONDS = 600;
/** Life of a refresh token, milliseconds: a laptop may be away for long. */
const REFRESH_MS = 60 * 86_400_000;
/** How long the token before is still taken, where the answer with its successor was lost, milliseconds. */
const GRACE_MS = 60_000;

const hashToken = (token: string) => createHash('sha256').update(`mahalla-refresh:${token}`).digest('hex');

function sameHash(a: string, b: string | null): boolean {
  return b !== null && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function newRefreshToken(sessionId: string): string {
  return `${sessionId}.${randomBytes(32).toString('base64url')}`;
}

function isPublicKey(text: string): boolean {
  try {
    p256.Point.fromBytes(fromBase64Url(text));
    return true;
  } catch {
    return false;
  }
}

/** Sign-in, refresh, sign-out and the user's office key. */
export function registerSession(app: FastifyInstance, deps: AppDeps): void {
  const answer = async (
    user: StoredUser,
    device: StoredDevice | null,
    sessionId: string,
    jkt: string,
    refreshToken: string,
  ): Promise<SessionResponse> => {
    const seconds = Math.floor(deps.now() / 1000);
    const accessToken = await new SignJWT({ sid: sessionId, cnf: { jkt } })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer(deps.meta.serverId)
      .setSubject(user.id)
      .setJti(randomBytes(12).toString('base64url'))
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_SECONDS)
      .sign(deps.meta.signingKey);
    return {
      accessToken,
      expiresIn: ACCESS_SECONDS,
      refreshToken,
      user: toUserInfo(user),
      ...(device ? { deviceShare: toBase64Url(device.share) } : {}),
    };
  };

  app.post<{ Body: LoginRequest }>(
    '/api/v1/session/login',
    { config: { policy: { kind: 'proof' } }, schema: { body: LoginRequestSchema } },
    async (request) => {
      const { login, password, deviceId } = request.body;
      const jkt = await deps.proofs.check(request, null);
      const name = normalLogin(login);
      await deps.limits.login.check(name);
      await deps.limits.address.check(request.ip);
      const found = await deps.database.transaction(
        SERVER,
        async (tx) => ({
          user: await findUserByLogin(tx, login),
          device: deviceId === undefined ? null : await findDevice(tx, deviceId),
        }),
        { readOnly: true },
      );
      // An unknown login costs the same time as a known one.
      const fits = await deps.passwords.verify(password, found.user?.passwordHash ?? null);
      const now = new Date(deps.now());
      const { user, device } = found;
      if (!user || !fits) {
        await deps.limits.login.count(name);
        await deps.limits.address.count(request.ip);
        await deps.database.transaction(SERVER, (tx) =>
          appendAudit(
            tx,
            {
              kind: 'login_failed',
              actor: user?.id ?? null,
              officeId: user?.officeId ?? null,
              deviceId: device?.id ?? null,
            },
            now,
          ),
        );
        throw new HttpError(401, 'login_wrong');
      }
      if (!user.active) throw new HttpError(403, 'user_inactive');
      if (deviceId === undefined) {
        if (!(CONSOLE_ROLES as readonly Role[]).includes(user.role)) throw new HttpError(403, 'forbidden');
      } else {
        if (!device) throw new HttpError(403, 'device_unknown');
        if (device.revokedAt) throw new HttpError(403, 'device_revoked');
        if (device.jkt !== jkt) throw new HttpError(401, 'proof_invalid', { params: { reason: 'key' } });
        if (!isOfficeRole(user.role)) throw new HttpError(403, 'forbidden');
        if (user.officeId !== device.officeId) throw new HttpError(403, 'user_other_office');
      }
      await deps.limits.login.forget(name);
      const sessionId = randomBytes(16).toString('base64url');
      const refreshToken = newRefreshToken(sessionId);
      const userShare = await deps.database.transaction(SERVER, async (tx) => {
        await insertSession(tx, {
          id: sessionId,
          userId: user.id,
          deviceId: device?.id ?? null,
          jkt,
          currentHash: hashToken(refreshToken),
          expiresAt: new Date(deps.now() + REFRESH_MS),
        });
        await appendAudit(
          tx,
          { kind: 'login', actor: user.id, officeId: user.officeId, deviceId: device?.id ?? null },
          now,
        );
        return device && shareOf(tx, user.id, device.id, randomBytes(32));
      });
      const session = await answer(user, device, sessionId, jkt, refreshToken);
      return { ...session, ...(userShare ? { userShare: toBase64Url(userShare) } : {}) };
    },
  );

  app.post<{ Body: { refreshToken: string } }>(
    '/api/v1/session/refresh',
    { config: { policy: { kind: 'proof' } }, schema: { body: RefreshRequestSchema } },
    async (request) => {
      const jkt = await deps.proofs.check(request, null);
      const { refreshToken } = request.body;
      const sessionId = refreshToken.split('.')[0] ?? '';
      const hash = hashToken(refreshToken);
      const next = newRefreshToken(sessionId);
      const now = new Date(deps.now());
      const outcome = await deps.database.transaction(SERVER, async (tx) => {
        const session = await lockSession(tx, sessionId);
        if (!session || session.endedAt || session.expiresAt.getTime() <= now.getTime())
          return 'token_invalid' as const;
        if (session.jkt !== jkt) return 'proof_invalid' as const;
        const user = await findUser(tx, session.userId);
        const device = session.deviceId ? await findDevice(tx, session.deviceId) : null;
        if (device?.revokedAt) return 'device_revoked' as const;
        if (!user?.active) return 'user_inactive' as const;
        const isCurrent = sameHash(hash, session.currentHash);
        // The answer with the successor may have been lost on the way: the token before it is taken once more, soon
        // after, from the same key, and its successor is void.
        const isRetry =
          !isCurrent && sameHash(hash, session.previousHash) && now.getTime() - session.rotatedAt.getTime() <= GRACE_MS;
        if (!isCurrent && !isRetry) {
          await endSession(tx, session.id, 'token_reused');
          if (device) await flagDevice(tx, device.id, 'token_reused');
          await appendAudit(
            tx,
            { kind: 'token_reused', actor: session.userId, officeId: user.officeId, deviceId: session.deviceId },
            now,
          );
          return 'token_reused' as const;
        }
        await rotateSession(tx, session.id, {
          currentHash: hashToken(next),
          previousHash: hash,
          rotatedAt: isRetry ? session.rotatedAt : now,
          expiresAt: new Date(now.getTime() + REFRESH_MS),
        });
        return { user, device };
      });
      if (typeof outcome === 'string') {
        const status = outcome === 'device_revoked' || outcome === 'user_inactive' ? 403 : 401;
        throw new HttpError(status, outcome, outcome === 'proof_invalid' ? { params: { reason: 'key' } } : {});
      }
      return answer(outcome.user, outcome.device, sessionId, jkt, next);
    },
  );

  app.post('/api/v1/session/logout', { config: { policy: { kind: 'user' } } }, async (request, reply) => {
    const principal = principalOf(request);
    await deps.database.transaction(SERVER, async (tx) => {
      await endSession(tx, principal.sessionId, 'logout');
      await appendAudit(
        tx,
        { kind: 'logout', actor: principal.userId, officeId: principal.officeId, deviceId: principal.deviceId },
        new Date(deps.now()),
      );
    });
    return reply.code(204).send();
  });

  app.post<{ Body: { publicKey: string; request?: string } }>(
    '/api/v1/session/key',
    { config: { policy: { kind: 'user' } }, schema: { body: KeyRequestSchema } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { publicKey, request: proof } = request.body;
      if (!isPublicKey(publicKey)) throw new HttpError(400, 'invalid_input', { params: { field: 'publicKey' } });
      await deps.database.transaction(
        SERVER,
        async (tx) => {
          const user = await addPublicKey(tx, principal.userId, publicKey);
          if (!user) throw new HttpError(404, 'not_found');
          await writeStaffDoc(tx, user);
          await appendAudit(
            tx,
            {
              kind: 'key_registered',
              actor: principal.userId,
              officeId: principal.officeId,
              deviceId: principal.deviceId,
              detail: { publicKey },
            },
            new Date(deps.now()),
          );
        },
        { retryUnique: true },
      );
      if (proof !== undefined) await enrolKey(deps, principal.userId, publicKey, fromBase64Url(proof));
      return reply.code(204).send();
    },
  );
}
