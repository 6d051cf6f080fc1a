import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { REPUBLIC } from '#shared/domain/access/area.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { formDocId, reusedFields } from '#shared/domain/casework/form-versions.ts';
import { findFormFaults, type FormDefinition, formSchema } from '#shared/domain/casework/forms.ts';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { addDays, dayOfMoment, isDay } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf } from '../../plugins/policy.ts';
import { appendAudit } from '../../storage/audit.ts';
import type { Transaction } from '../../storage/database.ts';
import { findDocsBy, readDoc } from '../../storage/papers.ts';
import { MINISTRY } from '../offices.ts';
import { writeServerDocs } from '../server-docs.ts';

/** Roles that make forms: they are the same for the whole republic. */
const MAKERS = ['ministry_officer', 'ministry_admin'] as const satisfies readonly Role[];

const { code, title, kinds, fields } = formSchema.properties;
const PublishRequest = Type.Object(
  {
    code,
    title,
    kinds,
    fields,
    /** The newest version that whoever publishes has seen; 0 for a new form. */
    base: Type.Integer({ minimum: 0, maximum: 9_998 }),
    /** First day on which it is used; today where it is left out. */
    validFrom: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  },
  { additionalProperties: false },
);
const Params = Type.Object({ id: Type.String({ minLength: 3, maxLength: 64, pattern: '^form-[a-z0-9_]+-[0-9]+$' }) });

interface FormBody {
  readonly kind: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly data: FormDefinition;
}

async function listForms(tx: Transaction) {
  const docs = await findDocsBy(tx, MINISTRY, 'catalogues', 'kind', 'form');
  return docs.map(({ id, body }) => {
    const { data, validFrom, validTo } = body as unknown as FormBody;
    return { id, form: data, validFrom: validFrom ?? null, validTo: validTo ?? null };
  });
}

/** Casework forms: versions are published and withdrawn, and never changed. */
export function registerForms(app: FastifyInstance, deps: AppDeps): void {
  const config = { policy: { kind: 'console', roles: MAKERS } } as const;
  const scope = { kind: 'duty', area: REPUBLIC } as const;
  const today = () => dayOfMoment(deps.now());

  app.get('/api/v1/console/forms', { config }, () =>
    deps.database.transaction(scope, async (tx) => ({ today: today(), forms: await listForms(tx) }), {
      readOnly: true,
    }),
  );

  app.post<{ Body: Static<typeof PublishRequest> }>(
    '/api/v1/console/forms',
    { config, schema: { body: PublishRequest } },
    async (request, reply) => {
      const { base, validFrom = today(), ...content } = request.body;
      const principal = principalOf(request);
      if (!isDay(validFrom) || validFrom < today()) {
        throw new HttpError(400, 'invalid_input', { params: { field: 'validFrom' } });
      }
      const draft = { ...content, version: base + 1 } as FormDefinition;
      const fault = findFormFaults(draft)[0];
      if (fault) throw new HttpError(400, 'form_faulty', { params: { n: fault.index + 1, fault: fault.fault } });
      // Two who publish at the same moment: the one whose version is there already is told so, at the second try.
      const id = await deps.database.transaction(
        scope,
        async (tx) => {
          const versions = (await listForms(tx)).filter((one) => one.form.code === draft.code);
          const newest = Math.max(0, ...versions.map((one) => one.form.version));
          if (newest !== base) throw new HttpError(409, 'form_newer');
          const reused = reusedFields(
            versions.map((one) => one.form),
            draft,
          )[0];
          if (reused !== undefined) {
            throw new HttpError(400, 'form_faulty', { params: { n: reused + 1, fault: 'id_reused' } });
          }
          const docId = formDocId(draft.code, draft.version);
          // Never over a version that was published in between.
          const written = await writeServerDocs(
            tx,
            { officeId: MINISTRY, area: REPUBLIC },
            [
              {
                definition: catalogues,
                id: docId,
                body: { kind: 'form', title: draft.title['uz-Latn'].slice(0, 200), validFrom, data: draft },
              },
            ],
            { onlyMissing: true },
          );
          if (written.length === 0) throw new HttpError(409, 'form_newer');
          await appendAudit(
            tx,
            { kind: 'form_published', actor: principal.userId, officeId: MINISTRY, detail: { form: docId } },
            new Date(deps.now()),
          );
          return docId;
        },
        { retryUnique: true },
      );
      return reply.code(201).send({ id, version: draft.version });
    },
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/console/forms/:id/withdraw',
    { config, schema: { params: Params } },
    async (request, reply) => {
      const { id } = request.params;
      const principal = principalOf(request);
      await deps.database.transaction(scope, async (tx) => {
        const doc = await readDoc(tx, MINISTRY, 'catalogues', id);
        if (doc?.body.kind !== 'form') throw new HttpError(404, 'not_found');
        const validTo = addDays(today(), -1);
        const ended = doc.body.validTo;
        // Withdrawn already: the day on which that was stays.
        if (typeof ended === 'string' && ended <= validTo) return;
        await writeServerDocs(tx, { officeId: MINISTRY, area: REPUBLIC }, [
          { definition: catalogues, id, body: { ...doc.body, validTo } as JsonObject },
        ]);
        await appendAudit(
          tx,
          { kind: 'form_withdrawn', actor: principal.userId, officeId: MINISTRY, detail: { form: id } },
          new Date(deps.now()),
        );
      });
      return reply.code(204).send();
    },
  );
}
