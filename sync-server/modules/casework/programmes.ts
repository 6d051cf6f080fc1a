import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { areaCovers, isArea, REPUBLIC } from '#shared/domain/access/area.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { countOutcomes } from '#shared/domain/casework/programmes/dry-run.ts';
import {
  codesOf,
  findProgrammeFaults,
  type Programme,
  programmeId,
  type ProgrammeVersion,
  readProgrammes,
} from '#shared/domain/casework/programmes/programme.ts';
import { findRateFault, type Rate, rateId, type Rates, readRates } from '#shared/domain/casework/programmes/rates.ts';
import { type CatalogueBody, catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { addDays, dayOfMoment } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { readCatalogues } from '../../storage/programme-facts.ts';
import type { Transaction } from '../../storage/database.ts';
import { listOffices } from '../../storage/offices.ts';
import { lockDocs } from '../../storage/records.ts';
import { createDuty, officeView, reading } from '../console/duty.ts';
import { MINISTRY } from '../offices.ts';
import { writeServerDocs } from '../server-docs.ts';
import { dryRunOffice } from './dry-run.ts';

/** Roles that publish what all offices work by. */
const PUBLISHERS = ['ministry_officer', 'ministry_admin'] as const satisfies readonly Role[];
/** Offices that one request tries criteria on; the answer names the next. */
const OFFICES_AT_ONCE = 25;
/** People and families that one office's answer names at most. */
const MOST_SUBJECTS = 5_000;

/** Of two who add the same at once, one runs again and sees what the other has written. */
const AGAIN = { retryUnique: true } as const;

const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
const anyObject = Type.Object({}, { additionalProperties: true });
const DryRunBody = Type.Object(
  {
    programme: anyObject,
    day,
    area: Type.Optional(Type.String({ maxLength: 64 })),
    after: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
const PublishBody = Type.Object({ programme: anyObject, validFrom: day }, { additionalProperties: false });
const RateBody = Type.Object({ rate: anyObject }, { additionalProperties: false });

const publishing = (schema: Record<string, unknown>) => ({
  config: { policy: { kind: 'console' as const, roles: PUBLISHERS } },
  schema,
});

interface Standing {
  readonly versions: readonly ProgrammeVersion[];
  readonly rates: Rates;
}

async function readStanding(tx: Transaction): Promise<Standing> {
  const docs = await readCatalogues(tx, MINISTRY, ['programme', 'rates']);
  return {
    versions: readProgrammes(docs.map(({ id, body }) => ({ id, body: body as unknown as CatalogueBody }))),
    rates: readRates(docs.filter(({ body }) => body.kind === 'rates').map(({ body }) => body.data)),
  };
}

function checked(data: JsonObject, validFrom: string, { versions, rates }: Standing): Programme {
  const [fault] = findProgrammeFaults(data, { from: validFrom }, rates, codesOf(versions));
  if (fault) throw new HttpError(400, 'invalid_input', { params: { field: fault.path, fault: fault.code } });
  return data as unknown as Programme;
}

/**
 * Social programmes in the console: versions of criteria as data, tried on what offices have synced before they are
 * published, and the dated amounts that they are counted with.
 */
export function registerProgrammes(app: FastifyInstance, deps: AppDeps): void {
  const duty = createDuty(deps);
  // Criteria are for everyone to read, and lie at the ministry, above every other duty's area.
  const standing = () => deps.database.transaction({ kind: 'duty', area: REPUBLIC }, readStanding, { readOnly: true });

  app.get('/api/v1/console/programmes', reading(), async () => {
    const { versions, rates } = await standing();
    return { today: dayOfMoment(deps.now()), versions, rates: [...rates.values()] };
  });

  app.post<{ Body: { programme: JsonObject; day: string; area?: string; after?: string } }>(
    '/api/v1/console/programmes/dry-run',
    reading({ body: DryRunBody }),
    async (request) => {
      const known = await standing();
      const { day: on, after } = request.body;
      const programme = checked(request.body.programme, on, known);
      return duty.within(
        request,
        async (tx, principal) => {
          const area = request.body.area ?? principal.area;
          if (!isArea(area) || !areaCovers(principal.area, area)) throw new HttpError(404, 'not_found');
          const offices = (await listOffices(tx, area)).filter((office) => office.kind === 'mahalla');
          const from = after === undefined ? 0 : offices.findIndex((office) => office.id === after) + 1;
          const page = offices.slice(from, from + OFFICES_AT_ONCE);
          const about = { rates: known.rates, programmes: [...new Set([...codesOf(known.versions), programme.code])] };
          // Who is who is for the duty that is nearest to the offices; all others see figures.
          const names = principal.role === 'district_officer';
          const rows = [];
          for (const office of page) {
            const { subjects, entries } = await dryRunOffice(tx, office.id, programme, about, on);
            rows.push({
              office: officeView(office),
              ...countOutcomes(subjects),
              entries: { all: entries.length, ...countOutcomes(entries) },
              ...(names
                ? {
                    subjects: subjects.slice(0, MOST_SUBJECTS),
                    lapsed: entries.filter((entry) => entry.outcome === 'fails').slice(0, MOST_SUBJECTS),
                  }
                : {}),
            });
          }
          const last = page.at(-1);
          return {
            day: on,
            offices: rows,
            total: offices.length,
            next: last && from + page.length < offices.length ? last.id : null,
          };
        },
        { readOnly: true },
      );
    },
  );

  app.post<{ Body: { programme: JsonObject; validFrom: string } }>(
    '/api/v1/console/programmes',
    publishing({ body: PublishBody }),
    async (request, reply) => {
      const { validFrom } = request.body;
      const answer = await duty.within(
        request,
        async (tx, principal) => {
          const known = await readStanding(tx);
          const programme = checked(request.body.programme, validFrom, known);
          const earlier = known.versions.filter((one) => one.programme.code === programme.code);
          const newest = earlier[0];
          if (programme.version !== (newest?.programme.version ?? 0) + 1)
            throw new HttpError(409, 'invalid_input', { params: { field: 'version' } });
          if (newest && (newest.validFrom >= validFrom || newest.programme.subject !== programme.subject))
            throw new HttpError(400, 'invalid_input', {
              params: { field: newest.validFrom >= validFrom ? 'validFrom' : 'subject' },
            });
          const ministry = { officeId: MINISTRY, area: REPUBLIC };
          const id = programmeId(programme.code, programme.version);
          const bodyOf = (data: Programme, valid: { readonly validFrom: string; readonly validTo?: string }) => ({
            kind: 'programme',
            title: data.names['uz-Latn'].slice(0, 200),
            ...valid,
            data,
          });
          await duty.audit(tx, principal, 'programme_published', MINISTRY, { id, validFrom });
          const ends = addDays(validFrom, -1);
          if (newest && (!newest.validTo || newest.validTo > ends)) {
            await writeServerDocs(tx, ministry, [
              {
                definition: catalogues,
                id: newest.id,
                body: bodyOf(newest.programme, { validFrom: newest.validFrom, validTo: ends }),
              },
            ]);
          }
          // Two who publish at once: never over a version that was published in between; the end of the one before, which
          // was written here, is undone with it.
          const version = { definition: catalogues, id, body: bodyOf(programme, { validFrom }) };
          if ((await writeServerDocs(tx, ministry, [version], { onlyMissing: true })).length === 0)
            throw new HttpError(409, 'invalid_input', { params: { field: 'version' } });
          return { id };
        },
        AGAIN,
      );
      void reply.code(201);
      return answer;
    },
  );

  app.post<{ Body: { rate: JsonObject } }>(
    '/api/v1/console/rates',
    publishing({ body: RateBody }),
    async (request, reply) => {
      const fault = findRateFault(request.body.rate);
      if (fault !== null) throw new HttpError(400, 'invalid_input', { params: { field: fault } });
      const rate = request.body.rate as unknown as Rate;
      await duty.within(
        request,
        async (tx, principal) => {
          await duty.audit(tx, principal, 'rate_published', MINISTRY, { code: rate.code });
          const id = rateId(rate.code);
          const ministry = { officeId: MINISTRY, area: REPUBLIC };
          await tx.enter({ kind: 'office', ...ministry });
          const [stored] = await lockDocs(tx, MINISTRY, [['catalogues', id]]);
          const before = readRates([stored?.body.data]).get(rate.code);
          // What was paid is counted with the amounts of its day: they are added to. Whoever sends a rate without an amount
          // that is there has not seen it.
          const lost = before?.values.find(
            ({ from, value }) => !rate.values.some((one) => one.from === from && one.value === value),
          );
          if (lost) throw new HttpError(409, 'invalid_input', { params: { field: 'values' } });
          const body = { kind: 'rates', title: rate.names['uz-Latn'].slice(0, 200), data: rate };
          const doc = { definition: catalogues, id, body };
          const written = await writeServerDocs(tx, ministry, [doc], { onlyMissing: !stored });
          if (!stored && written.length === 0)
            throw new HttpError(409, 'invalid_input', { params: { field: 'values' } });
        },
        AGAIN,
      );
      return reply.code(204).send();
    },
  );
}
