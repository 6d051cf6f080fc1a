import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { PersonFacts } from '#shared/domain/casework/duplicates.ts';
import { sketchable, sketchKeys } from '#shared/domain/casework/sketches.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { LikelyRequestSchema, type LikelyAnswer, type LikelyRequest } from '#shared/sync/likely.ts';
import type { AppDeps } from '../../app.ts';
import { principalOf } from '../../plugins/policy.ts';
import { appendAudit } from '../../storage/audit.ts';
import { SERVER } from '../../storage/database.ts';
import { catchUpSketches, findSketched, type Sketch } from '../../storage/sketches.ts';

/** Offices that an answer names. */
const MOST_OFFICES = 5;
/** Bytes that are kept of each hash: enough that two keys never fall together. */
const HASH_BYTES = 16;
const WORDS = { 3: 'strong', 2: 'medium', 1: 'weak' } as const;

/**
 * Tells an office, while it enters somebody, which other offices have records like that: their names and how many, and
 * nothing of whom. Each question counts towards a limit and is written to the audit, without what was asked.
 */
export function registerLikely(app: FastifyInstance, deps: AppDeps): void {
  const { database, meta, limits } = deps;
  const sketchesOf = (person: PersonFacts): readonly Sketch[] =>
    sketchKeys(person).map(({ key, strength }) => ({
      hash: createHmac('sha256', meta.sketchKey).update(key).digest().subarray(0, HASH_BYTES),
      strength,
    }));

  app.post<{ Body: LikelyRequest }>(
    '/api/v1/casework/likely',
    { config: { policy: { kind: 'device' } }, schema: { body: LikelyRequestSchema } },
    async (request): Promise<LikelyAnswer> => {
      const principal = principalOf(request);
      await limits.likely.check(principal.userId);
      await limits.likely.count(principal.userId);
      const asked = sketchesOf(request.body);
      if (asked.length === 0) return { offices: [], more: false };
      await catchUpSketches(database, (body) => {
        const holds = sketchable(body as Pick<PersonBody, 'consents' | 'withdrawals'>);
        return holds && { sketches: sketchesOf(body as PersonFacts), until: holds.until };
      });
      const at = new Date(deps.now());
      const found = await database.transaction(SERVER, async (tx) => {
        const offices = await findSketched(
          tx,
          { officeId: principal.officeId, district: principal.area.split('.').slice(0, -1).join('.') },
          asked.map((one) => one.hash),
          dayOfMoment(at.getTime()),
          MOST_OFFICES + 1,
        );
        await appendAudit(
          tx,
          {
            kind: 'likely.asked',
            actor: principal.userId,
            officeId: principal.officeId,
            deviceId: principal.deviceId,
            detail: { offices: offices.length },
          },
          at,
        );
        return offices;
      });
      return {
        offices: found.slice(0, MOST_OFFICES).map(({ name, district, count, strength }) => ({
          office: name,
          district,
          count,
          strength: WORDS[strength],
        })),
        more: found.length > MOST_OFFICES,
      };
    },
  );
}
