import { type TSchema, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { JOURNALS, type DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { DOCUMENT_STATES } from '#shared/domain/documents/collections/documents/workflow.ts';
import { isSignatureValid } from '#shared/domain/documents/signing.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import { principalOf } from '../../plugins/policy.ts';
import type { Transaction } from '../../storage/database.ts';
import { findDevice, listDevices, revokeDevice } from '../../storage/devices.ts';
import { findOffice, listOffices } from '../../storage/offices.ts';
import { catchUpPapers, findDocsBy, listPapers, readDoc, readFreshness } from '../../storage/papers.ts';
import { listUsers, setUserActive, findUser, toUserInfo } from '../../storage/people.ts';
import { readHead } from '../../storage/counter.ts';
import { issueCode } from '../offices.ts';
import { revoke } from '../ca/service.ts';
import { writeStaffDoc } from '../staff.ts';
import { createDuty, keeping, officeOf, officeView, reading } from './duty.ts';

const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const oneOf = (values: readonly string[]): TSchema => ({ type: 'string', enum: [...values] }) as unknown as TSchema;

const PapersQuery = Type.Object(
  {
    office: Type.Optional(id),
    journal: Type.Optional(oneOf(JOURNALS)),
    state: Type.Optional(oneOf(DOCUMENT_STATES)),
    text: Type.Optional(Type.String({ maxLength: 200 })),
    from: Type.Optional(day),
    to: Type.Optional(day),
    overdue: Type.Optional(oneOf(['true', 'false'])),
    cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' })),
  },
  { additionalProperties: false },
);

interface PapersFilter {
  readonly office?: string;
  readonly journal?: string;
  readonly state?: string;
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
  readonly overdue?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** Search key of a paper in the console's list. */
function paperKey(body: JsonObject): string {
  const { subject, number, correspondent } = body as unknown as DocumentBody;
  return strictKey(`${subject ?? ''} ${number ?? ''} ${correspondent?.name ?? ''}`);
}

/** What the server finds of a paper's signature. Each part must be true for the paper to be genuine. */
async function verifySignature(tx: Transaction, officeId: string, paperId: string, body: DocumentBody) {
  if (!body.signatureId) return null;
  const signature = (await readDoc(tx, officeId, 'signatures', body.signatureId))?.body as
    { contentHash: string; publicKey: string; value: string; signerId: string; documentId: string } | undefined;
  if (!signature) return { signature: null, check: { valid: false, content: false, signature: false, key: false } };
  const signer = await readDoc(tx, officeId, 'staff', signature.signerId);
  const content =
    signature.documentId === paperId &&
    signature.contentHash === body.contentHash &&
    contentHash(body as SignedContent) === signature.contentHash;
  const genuine = isSignatureValid(signature.publicKey, signature.contentHash, signature.value);
  const key = ((signer?.body.publicKeys as readonly string[] | undefined) ?? []).includes(signature.publicKey);
  return { signature, check: { valid: content && genuine && key, content, signature: genuine, key } };
}

/** The ministry's console: offices, papers, laptops and users of the area of duty. */
export function registerConsole(app: FastifyInstance, deps: AppDeps): void {
  const { database } = deps;
  const today = () => dayOfMoment(deps.now());
  const { within, audit } = createDuty(deps);

  app.get('/api/v1/console/me', reading(), (request) => {
    const { userId, login, name, role, officeId, area } = principalOf(request);
    return { user: { id: userId, login, name, role, officeId, area }, serverName: deps.meta.name, today: today() };
  });

  app.get('/api/v1/console/offices', reading(), async (request) => {
    await catchUpPapers(database, paperKey);
    return within(request, async (tx, principal) => {
      const offices = await listOffices(tx, principal.area);
      const freshness = new Map((await readFreshness(tx, today())).map((row) => [row.officeId, row]));
      return {
        head: await readHead(tx),
        time: deps.now(),
        offices: offices.map((office) => {
          const { officeId: _id, ...fresh } = freshness.get(office.id) ?? { officeId: office.id };
          return { ...officeView(office), ...fresh };
        }),
      };
    });
  });

  app.get<{ Querystring: PapersFilter }>(
    '/api/v1/console/papers',
    reading({ querystring: PapersQuery }),
    async (request) => {
      await catchUpPapers(database, paperKey);
      return within(request, async (tx) => {
        const { cursor, limit: asked, text, overdue, ...rest } = request.query;
        const limit = Number(asked ?? 50);
        const { papers, total } = await listPapers(
          tx,
          { ...rest, ...(text ? { text: strictKey(text) } : {}), overdue: overdue === 'true', today: today() },
          { before: cursor ? Number(cursor) : null, limit },
        );
        return { papers, total, next: papers.length === limit ? String(papers.at(-1)?.seq) : null };
      });
    },
  );

  app.get<{ Params: { office: string; id: string } }>(
    '/api/v1/console/papers/:office/:id',
    reading({ params: Type.Object({ office: id, id }) }),
    (request) =>
      within(request, async (tx, principal) => {
        const { office: officeId, id: paperId } = request.params;
        const paper = await readDoc(tx, officeId, 'documents', paperId);
        const office = await findOffice(tx, officeId);
        if (!paper || !office) throw new HttpError(404, 'not_found');
        const body = paper.body as unknown as DocumentBody;
        const signed = await verifySignature(tx, officeId, paperId, body);
        const assignments = await findDocsBy(tx, officeId, 'tasks', 'documentId', paperId);
        const staff = await listUsers(tx);
        await audit(tx, principal, 'paper_read', officeId, { paper: paperId });
        return {
          id: paperId,
          office: officeView(office),
          body,
          conflicts: paper.conflicts,
          changedAt: paper.changedAt,
          seq: paper.seq,
          tasks: assignments,
          signature: signed?.signature ?? null,
          verification: signed?.check ?? null,
          // Names of whoever the paper, its history and its tasks speak of.
          names: Object.fromEntries(
            staff
              .filter((user) => user.officeId === officeId)
              .map((user) => [user.id, { name: user.name, position: user.position }]),
          ),
        };
      }),
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/console/offices/:id/devices',
    reading({ params: Type.Object({ id }) }),
    (request) =>
      within(request, async (tx, principal) => {
        const office = await officeOf(tx, principal, request.params.id);
        const devices = await listDevices(tx, office.id);
        return {
          devices: devices.map(
            ({ id: deviceId, lane, name, createdAt, revokedAt, flaggedAt, flag, checkpoint, lastContact }) => ({
              id: deviceId,
              lane,
              name,
              createdAt,
              revokedAt,
              flaggedAt,
              flag,
              checkpoint,
              lastContact,
            }),
          ),
        };
      }),
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/console/devices/:id/revoke',
    keeping({ params: Type.Object({ id }) }),
    (request, reply) =>
      within(request, async (tx, principal) => {
        const device = await findDevice(tx, request.params.id);
        if (!device || !(await revokeDevice(tx, device.id))) throw new HttpError(404, 'not_found');
        await audit(tx, principal, 'device_revoked', device.officeId, { device: device.id });
        void reply.code(204);
        return undefined;
      }),
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/console/offices/:id/code',
    keeping({ params: Type.Object({ id }) }),
    async (request, reply) => {
      const principal = principalOf(request);
      const issued = await issueCode(deps, request.params.id, { area: principal.area, actor: principal.userId });
      if (!issued) throw new HttpError(404, 'not_found');
      return reply.code(201).send({ code: issued.code, expiresAt: issued.expiresAt });
    },
  );

  app.get('/api/v1/console/users', reading(), (request) =>
    within(request, async (tx) => ({
      users: (await listUsers(tx)).map((user) => ({
        ...toUserInfo(user),
        position: user.position,
        active: user.active,
      })),
    })),
  );

  app.post<{ Params: { id: string }; Body: { active: boolean } }>(
    '/api/v1/console/users/:id/active',
    keeping({
      params: Type.Object({ id }),
      body: Type.Object({ active: Type.Boolean() }, { additionalProperties: false }),
    }),
    async (request, reply) => {
      const { active } = request.body;
      await within(request, async (tx, principal) => {
        const user = await findUser(tx, request.params.id);
        if (!user || user.id === principal.userId) throw new HttpError(404, 'not_found');
        await setUserActive(tx, user.id, active);
        await writeStaffDoc(tx, { ...user, active });
        await audit(tx, principal, 'user_active', user.officeId, { user: user.id, active });
      });
      // Whoever no longer works here signs nothing more; what they signed before stands.
      if (!active) {
        await revoke(deps, { userId: request.params.id }, 'cessationOfOperation', principalOf(request).userId);
      }
      return reply.code(204).send();
    },
  );
}
