import { randomBytes } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PROTECTION_ROLES } from '#shared/domain/access/roles.ts';
import { workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf, type Principal } from '../../plugins/policy.ts';
import { sealAudit } from '../../storage/audit.ts';
import type { Transaction } from '../../storage/database.ts';
import {
  decideEmergency,
  depositCode,
  forgetCode,
  insertEmergency,
  listCodes,
  listEmergencies,
  lockEmergency,
  markEmergency,
  readCode,
  readEmergency,
  readFilesOf,
  readOpenDocs,
  readPeople,
  reviewEmergency,
  type Emergency,
  type EmergencyDoc,
} from '../../storage/emergency.ts';
import { findUser, listUsers } from '../../storage/people.ts';
import { protectedScope } from '../../storage/protected.ts';
import { pusherOf } from '../sync/routes.ts';
import type { Pusher } from '../sync/push.ts';
import { meansFile, namesOf } from './match.ts';

/** How long an approved emergency lets somebody read, milliseconds. */
export const EMERGENCY_MS = 24 * 3_600_000;
/** Most requests of one person that wait for a decision. */
const MOST_WAITING = 10;

const closed = { additionalProperties: false };
const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const reason = Type.String({ minLength: 5, maxLength: 1_000, pattern: '\\S' });
const params = Type.Object({ id });
const Ask = Type.Object({ wanted: Type.String({ minLength: 3, maxLength: 200, pattern: '\\S' }), reason }, closed);
const Decision = Type.Object({ approve: Type.Boolean() }, closed);
const Review = Type.Object({ note: reason }, closed);
const Code = Type.Object({ code: Type.String({ pattern: '^[A-Z0-9]{5}(-[A-Z0-9]{5}){2}$' }) }, closed);
const Uses = Type.Object(
  {
    uses: Type.Array(
      Type.Object(
        { id, asker: id, owner: id, at: Type.String({ maxLength: 40 }), reason: Type.String({ maxLength: 1_000 }) },
        closed,
      ),
      { minItems: 1, maxItems: 1_000 },
    ),
  },
  closed,
);
const Tell = Type.Object({ userId: id, deviceId: id, askerId: id, reason }, closed);

interface ById {
  Params: { id: string };
}

/** Where a request stands, for whoever may know of it. */
function stateOf(one: Emergency, now: Date): 'waiting' | 'approved' | 'declined' | 'ended' | 'code' {
  if (one.kind === 'code') return 'code';
  if (one.decidedAt === null) return 'waiting';
  if (!one.approved) return 'declined';
  return one.until !== null && one.until > now ? 'approved' : 'ended';
}

/** Whether somebody may close the review: nobody reviews what they asked for or decided themselves. */
function isReviewable(one: Emergency, userId: string, now: Date): boolean {
  const over = one.kind === 'code' || (one.approved === true && stateOf(one, now) !== 'waiting');
  return over && one.reviewedAt === null && one.asker !== userId && one.decidedBy !== userId;
}

/** Reading in an emergency: asked for and decided by a second person, or by a code that is told over the telephone. */
export function registerEmergency(app: FastifyInstance, deps: AppDeps): void {
  const { database } = deps;
  const device = { policy: { kind: 'device' } } as const;
  const duty = { policy: { kind: 'console', roles: PROTECTION_ROLES } } as const;
  const at = () => new Date(deps.now());

  const asMember = async <T>(
    request: FastifyRequest,
    work: (tx: Transaction, member: Pusher) => Promise<T>,
  ): Promise<T> => {
    const member = await pusherOf(deps, principalOf(request));
    return database.transaction(protectedScope(member), (tx) => work(tx, member));
  };
  const asDuty = <T>(
    request: FastifyRequest,
    work: (tx: Transaction, principal: Principal) => Promise<T>,
  ): Promise<T> => {
    const principal = principalOf(request);
    return database.transaction({ kind: 'protection', area: principal.area }, (tx) => work(tx, principal));
  };
  const audit = (tx: Transaction, kind: string, actor: string, detail: JsonObject) =>
    sealAudit(tx, { kind, actor, detail }, at());

  /** Files, out of those that the scope shows, that somebody's words mean. Leaves the transaction in the office's scope. */
  async function filesMeant(tx: Transaction, one: Emergency, cases: readonly EmergencyDoc[]) {
    await tx.enter({ kind: 'office', officeId: one.officeId, area: one.area });
    const ids = cases.flatMap(({ body }) => (typeof body.personId === 'string' ? [body.personId] : []));
    const people = await readPeople(tx, one.officeId, ids);
    return cases.filter(({ body }) => meansFile(one.wanted, namesOf(body, people.get(String(body.personId)))));
  }

  const fileOf = ({ owner, caseId }: EmergencyDoc) => `${owner}/${caseId}`;
  const supervises = (doc: EmergencyDoc, userId: string) =>
    workersOf(doc.body).some((worker) => worker.userId === userId && worker.role === 'supervisor');

  /** Decides; what is opened is looked up at once and holds for the whole day. Leaves the transaction elsewhere. */
  async function decide(tx: Transaction, one: Emergency, by: string, approve: boolean): Promise<void> {
    const now = at();
    const until = approve ? new Date(now.getTime() + EMERGENCY_MS) : null;
    await decideEmergency(tx, one.id, { by, at: now, approved: approve, until });
    await audit(tx, approve ? 'emergency_approved' : 'emergency_declined', by, { emergency: one.id });
    if (!approve) return;
    const scope = { kind: 'emergency', request: one.id, at: now } as const;
    await tx.enter(scope);
    const meant = await filesMeant(tx, one, await readOpenDocs(tx, 'cases'));
    await tx.enter(scope);
    await markEmergency(tx, one.id, { files: meant.map(fileOf) });
  }

  // ---- the laptop ----

  app.post<{ Body: { wanted: string; reason: string } }>(
    '/api/v1/emergency',
    { config: device, schema: { body: Ask } },
    async (request, reply) => {
      const made = await asMember(request, async (tx, member) => {
        const { wanted, reason: why } = request.body;
        const waiting = (await listEmergencies(tx)).filter(
          (one) => one.asker === member.userId && one.kind === 'asked' && one.decidedAt === null,
        );
        if (waiting.length >= MOST_WAITING) throw new HttpError(429, 'too_many_requests');
        const made = randomBytes(16).toString('base64url');
        await insertEmergency(tx, {
          id: made,
          kind: 'asked',
          officeId: member.officeId,
          area: member.area,
          asker: member.userId,
          wanted: wanted.trim(),
          reason: why.trim(),
          askedAt: at(),
        });
        await audit(tx, 'emergency_asked', member.userId, { emergency: made });
        return made;
      });
      return reply.code(201).send({ id: made });
    },
  );

  app.get('/api/v1/emergency', { config: device }, (request) =>
    asMember(request, async (tx, member) => {
      const now = at();
      const all = await listEmergencies(tx);
      const cases = await readOpenDocs(tx, 'cases');
      const mine = new Map(cases.map((doc) => [fileOf(doc), doc]));
      const names = new Map((await listUsers(tx)).map((user) => [user.id, user.name]));
      const requests = all
        .filter((one) => one.kind === 'asked' && one.asker === member.userId)
        .map((one) => ({
          id: one.id,
          wanted: one.wanted,
          reason: one.reason,
          askedAt: one.askedAt,
          state: stateOf(one, now),
          until: one.until,
        }));
      const others = all.filter((one) => one.asker !== member.userId);
      const notices = others.flatMap((one) => {
        const files = (one.files ?? []).flatMap((file) => mine.get(file) ?? []);
        const own = one.kind === 'code' && one.owner === member.userId;
        if ((files.length === 0 && !own) || (one.kind === 'asked' && !one.approved)) return [];
        return [
          {
            id: one.id,
            kind: one.kind,
            asker: names.get(one.asker) ?? '',
            reason: one.reason,
            askedAt: one.askedAt,
            until: one.until,
            usedAt: one.usedAt,
            caseIds: files.map((doc) => doc.caseId),
            reviewedAt: one.reviewedAt,
            mayReview: isReviewable(one, member.userId, now) && files.some((doc) => supervises(doc, member.userId)),
          },
        ];
      });
      const supervised = cases.filter((doc) => supervises(doc, member.userId));
      const decisions = [];
      for (const one of supervised.length > 0 ? others : []) {
        if (stateOf(one, now) !== 'waiting') continue;
        const meant = await filesMeant(tx, one, supervised);
        if (meant.length === 0) continue;
        const { id: of, wanted, reason: why, askedAt } = one;
        decisions.push({ id: of, asker: names.get(one.asker) ?? '', wanted, reason: why, askedAt });
      }
      return { requests, notices, decisions };
    }),
  );

  app.post<ById & { Body: { approve: boolean } }>(
    '/api/v1/emergency/:id/decision',
    { config: device, schema: { params, body: Decision } },
    async (request, reply) => {
      await asMember(request, async (tx, member) => {
        const one = await lockEmergency(tx, request.params.id);
        if (!one || one.asker === member.userId || stateOf(one, at()) !== 'waiting')
          throw new HttpError(404, 'not_found');
        const supervised = (await readOpenDocs(tx, 'cases')).filter((doc) => supervises(doc, member.userId));
        if ((await filesMeant(tx, one, supervised)).length === 0) throw new HttpError(404, 'not_found');
        await tx.enter(protectedScope(member));
        await decide(tx, one, member.userId, request.body.approve);
      });
      return reply.code(204).send();
    },
  );

  app.post<ById & { Body: { note: string } }>(
    '/api/v1/emergency/:id/review',
    { config: device, schema: { params, body: Review } },
    async (request, reply) => {
      await asMember(request, async (tx, member) => {
        const one = await lockEmergency(tx, request.params.id);
        const files = new Set(one?.files);
        const theirs = (await readOpenDocs(tx, 'cases')).filter(
          (doc) => files.has(fileOf(doc)) && supervises(doc, member.userId),
        );
        if (!one || !isReviewable(one, member.userId, at()) || theirs.length === 0) {
          throw new HttpError(404, 'not_found');
        }
        await reviewEmergency(tx, one.id, { by: member.userId, at: at(), note: request.body.note.trim() });
        await audit(tx, 'emergency_reviewed', member.userId, { emergency: one.id });
      });
      return reply.code(204).send();
    },
  );

  // Only over the internet, and nothing of it is kept on the laptop: after a day there is nothing to be taken away.
  app.get<ById>('/api/v1/emergency/:id/file', { config: device, schema: { params } }, (request) =>
    asMember(request, async (tx, member) => {
      const now = at();
      const one = await readEmergency(tx, request.params.id);
      if (!one || one.asker !== member.userId || stateOf(one, now) !== 'approved')
        throw new HttpError(404, 'not_found');
      await tx.enter({ kind: 'emergency', request: one.id, at: now });
      await markEmergency(tx, one.id, { usedAt: now });
      const docs = await readOpenDocs(tx);
      await audit(tx, 'emergency_read', member.userId, { emergency: one.id, files: [...new Set(docs.map(fileOf))] });
      const files = docs
        .filter((doc) => doc.collection === 'cases')
        .map((file) => ({
          id: file.id,
          body: file.body,
          events: docs
            .filter((doc) => doc.collection === 'caseEvents' && fileOf(doc) === fileOf(file))
            .map((event) => ({ id: event.id, body: event.body })),
        }));
      return { until: one.until, files };
    }),
  );

  app.post<{ Body: { code: string } }>(
    '/api/v1/emergency/code',
    { config: device, schema: { body: Code } },
    async (request, reply) => {
      await asMember(request, async (tx, member) => {
        await depositCode(tx, member, request.body.code, at());
      });
      return reply.code(204).send();
    },
  );

  app.post<{ Body: { uses: { id: string; asker: string; owner: string; at: string; reason: string }[] } }>(
    '/api/v1/emergency/uses',
    { config: device, schema: { body: Uses } },
    async (request, reply) => {
      await asMember(request, async (tx, member) => {
        const people = new Set(
          (await listUsers(tx)).filter((user) => user.officeId === member.officeId).map((user) => user.id),
        );
        for (const use of request.body.uses) {
          if (!people.has(use.asker) || !people.has(use.owner) || use.asker === use.owner) continue;
          await tx.enter(protectedScope(member));
          const now = at();
          const added = await insertEmergency(tx, {
            id: use.id,
            kind: 'code',
            officeId: member.officeId,
            area: member.area,
            asker: use.asker,
            wanted: '',
            // The laptop's clock is for people to read.
            reason: use.reason,
            askedAt: now,
            owner: use.owner,
            deviceId: member.deviceId,
            usedAt: now,
          });
          if (!added) continue;
          await tx.enter({ kind: 'emergency', request: use.id, at: now });
          await markEmergency(tx, use.id, { files: await readFilesOf(tx, use.owner) });
          await forgetCode(tx, use.owner, member.deviceId);
          await audit(tx, 'emergency_code_used', use.asker, { emergency: use.id, owner: use.owner, at: use.at });
        }
      });
      return reply.code(204).send();
    },
  );

  // ---- the duty of protection ----

  app.get('/api/v1/console/emergency', { config: duty }, (request) =>
    asDuty(request, async (tx, principal) => {
      const now = at();
      const names = new Map((await listUsers(tx)).map((user) => [user.id, user.name]));
      const nameOf = (user: string | null) => (user === null ? null : (names.get(user) ?? null));
      return {
        emergencies: (await listEmergencies(tx)).map((one) => ({
          id: one.id,
          kind: one.kind,
          officeId: one.officeId,
          asker: nameOf(one.asker),
          owner: nameOf(one.owner),
          wanted: one.wanted,
          reason: one.reason,
          askedAt: one.askedAt,
          state: stateOf(one, now),
          until: one.until,
          usedAt: one.usedAt,
          reviewedAt: one.reviewedAt,
          reviewNote: one.reviewNote,
          mayReview: isReviewable(one, principal.userId, now),
        })),
      };
    }),
  );

  app.post<ById & { Body: { approve: boolean } }>(
    '/api/v1/console/emergency/:id/decision',
    { config: duty, schema: { params, body: Decision } },
    async (request, reply) => {
      await asDuty(request, async (tx, principal) => {
        const one = await lockEmergency(tx, request.params.id);
        if (!one || stateOf(one, at()) !== 'waiting') throw new HttpError(404, 'not_found');
        await decide(tx, one, principal.userId, request.body.approve);
      });
      return reply.code(204).send();
    },
  );

  app.post<ById & { Body: { note: string } }>(
    '/api/v1/console/emergency/:id/review',
    { config: duty, schema: { params, body: Review } },
    async (request, reply) => {
      await asDuty(request, async (tx, principal) => {
        const one = await lockEmergency(tx, request.params.id);
        if (!one || !isReviewable(one, principal.userId, at())) throw new HttpError(404, 'not_found');
        await reviewEmergency(tx, one.id, { by: principal.userId, at: at(), note: request.body.note.trim() });
        await audit(tx, 'emergency_reviewed', principal.userId, { emergency: one.id });
      });
      return reply.code(204).send();
    },
  );

  app.get('/api/v1/console/emergency/codes', { config: duty }, (request) =>
    asDuty(request, async (tx) => ({
      codes: await listCodes(tx),
      // Who may be told one: the people of the area's offices.
      people: (await listUsers(tx))
        .filter((user) => user.active)
        .map(({ id: userId, name, position, officeId }) => ({ id: userId, name, position, officeId })),
    })),
  );

  app.post<{ Body: { userId: string; deviceId: string; askerId: string; reason: string } }>(
    '/api/v1/console/emergency/code',
    { config: duty, schema: { body: Tell } },
    (request) =>
      asDuty(request, async (tx, principal) => {
        const { userId, deviceId, askerId, reason: why } = request.body;
        const found = await readCode(tx, userId, deviceId);
        const asker = await findUser(tx, askerId);
        if (!found || !asker?.active || asker.officeId !== found.officeId || askerId === userId) {
          throw new HttpError(404, 'not_found');
        }
        const now = at();
        const made = randomBytes(16).toString('base64url');
        await insertEmergency(tx, {
          id: made,
          kind: 'code',
          officeId: found.officeId,
          area: found.area,
          asker: askerId,
          wanted: '',
          reason: why.trim(),
          askedAt: now,
          owner: userId,
          deviceId,
          decidedBy: principal.userId,
          decidedAt: now,
        });
        await audit(tx, 'emergency_code_told', principal.userId, { emergency: made, asker: askerId, owner: userId });
        await tx.enter({ kind: 'emergency', request: made, at: now });
        await markEmergency(tx, made, { files: await readFilesOf(tx, userId) });
        return { code: found.code };
      }),
  );
}
