import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { areaCovers, isArea } from '#shared/domain/access/area.ts';
import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import {
  type Attachment,
  attachmentsOf,
  fileDescription,
  type FileDescription,
  type WithAttachments,
} from '#shared/domain/documents/attachments.ts';
import { questionsSchema, type Questions } from '#shared/domain/documents/questions.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { AppDeps } from '../../app.ts';
import { HttpError } from '../../plugins/errors.ts';
import type { Principal } from '../../plugins/policy.ts';
import type { Transaction } from '../../storage/database.ts';
import {
  addRecipients,
  amendCopies,
  type DispatchSummary,
  findLater,
  findRecipients,
  listAnswers,
  listDispatches,
  listReceipts,
  noteReminder,
  readDispatch,
  type Recall,
  setRecall,
} from '../../storage/dispatches.ts';
import { findFile } from '../../storage/files.ts';
import { findOffice, listOffices } from '../../storage/offices.ts';
import { readDoc } from '../../storage/papers.ts';
import { createDuty, officeView, reading } from '../console/duty.ts';
import { bodyCheck } from '../sync/check.ts';
import { checkInstruction, type Instruction, newId, sendInstruction, toCopyBody } from './send.ts';
import { writeAnswerSheet } from './sheet.ts';

const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const Params = Type.Object({ id });
const closed = { additionalProperties: false };

const content = {
  subject: Type.String({ minLength: 1, maxLength: 500 }),
  text: Type.String({ minLength: 1, maxLength: 100_000 }),
  dueDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  questions: Type.Optional(questionsSchema),
  files: Type.Optional(Type.Array(fileDescription, { maxItems: 20 })),
  /** Chosen by whoever sends: the same id sent twice is one instruction. */
  id: Type.Optional(Type.String({ minLength: 16, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' })),
};
const chosenOffices = Type.Object({ offices: Type.Array(id, { minItems: 1, maxItems: 10_000 }) }, closed);

const SendRequest = Type.Object(
  {
    ...content,
    /** `all` offices of the sender's area, those of an area within it, or chosen ones. */
    recipients: Type.Union([
      Type.Literal('all'),
      Type.Object({ area: Type.String({ maxLength: 64 }) }, closed),
      chosenOffices,
    ]),
  },
  closed,
);
const reason = Type.String({ minLength: 1, maxLength: 1000 });
const CorrectRequest = Type.Object({ ...content, reason }, closed);
const WithdrawRequest = Type.Object({ reason }, closed);
const RemindRequest = Type.Object(
  {
    note: Type.Optional(Type.String({ maxLength: 1000 })),
    /** All that have not answered, where it is left out. */
    offices: Type.Optional(chosenOffices.properties.offices),
  },
  closed,
);

/** Reminders that a copy keeps; older ones are in its history. */
const KEPT_REMINDERS = 20;

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** A dispatch as the scope sees it; a foreign one is as missing as one that never was. */
async function dispatchOf(tx: Transaction, dispatchId: string, today: string): Promise<DispatchSummary> {
  const dispatch = (await listDispatches(tx, dispatchId, today))[0];
  if (!dispatch) throw new HttpError(404, 'not_found');
  return dispatch;
}

/** A dispatch that this duty may withdraw or correct: its sender's area lies in the duty's own. */
async function ownDispatchOf(
  tx: Transaction,
  principal: Principal,
  dispatchId: string,
  today: string,
): Promise<DispatchSummary> {
  const dispatch = await dispatchOf(tx, dispatchId, today);
  if (!areaCovers(principal.area, dispatch.area)) throw new HttpError(403, 'forbidden');
  if (dispatch.recall) throw new HttpError(409, 'instruction_recalled');
  return dispatch;
}

/** Annexes of a dispatch, as the sender's own paper names them; none where the scope doesn't see that paper. */
async function annexesOf(tx: Transaction, dispatch: DispatchSummary): Promise<readonly Attachment[]> {
  const paper = await readDoc(tx, dispatch.officeId, 'documents', dispatch.docId);
  return paper ? attachmentsOf(paper.body as WithAttachments) : [];
}

function toInstruction(body: {
  readonly subject: string;
  readonly text: string;
  readonly dueDate?: string | undefined;
  readonly questions?: Questions | undefined;
  readonly files?: readonly FileDescription[] | undefined;
}): Instruction {
  const { subject, text, dueDate, questions, files } = body;
  return {
    subject,
    text,
    ...(dueDate ? { dueDate } : {}),
    ...(questions ? { questions } : {}),
    ...(files && files.length > 0 ? { files } : {}),
  };
}

/** Instructions to offices: sending, the way of each, answers in one table, reminders, withdrawal and correction. */
export function registerInstructions(app: FastifyInstance, deps: AppDeps): void {
  const { within, audit } = createDuty(deps);
  const today = () => dayOfMoment(deps.now());

  /** Marks all copies of a dispatch as recalled. */
  const recallCopies = async (
    tx: Transaction,
    principal: Principal,
    dispatch: DispatchSummary,
    recall: Recall,
    newCopies: ReadonlyMap<string, string> = new Map(),
  ) => {
    const event = recall.kind === 'withdrawn' ? 'recalled' : 'corrected';
    const entry = { id: newId(), event, at: recall.at, actor: principal.userId, note: recall.reason };
    const { id: _id, ...shown } = recall;
    const receipts = await listReceipts(tx, dispatch.id);
    await amendCopies(tx, dispatch.id, receipts, (body, { officeId }) => {
      const copy = newCopies.get(officeId);
      return {
        ...body,
        recall: { ...shown, ...(copy ? { docId: copy } : {}) },
        history: [...asList(body.history), { ...entry, id: `${entry.id}-${officeId}`.slice(0, 64) }],
      };
    });
  };

  app.post<{ Body: Static<typeof SendRequest> }>(
    '/api/v1/console/dispatches',
    reading({ body: SendRequest }),
    (request, reply) =>
      within(request, async (tx, principal) => {
        const { recipients } = request.body;
        const instruction = toInstruction(request.body);
        checkInstruction(instruction, today());
        const dispatchId = request.body.id ?? newId();
        // The answer to an earlier sending was lost on its way.
        const sent = (await listDispatches(tx, dispatchId, today()))[0];
        if (sent?.createdBy === principal.userId) {
          return { id: sent.id, docId: sent.docId, number: sent.number, recipients: sent.recipients };
        }
        const chosen = recipients === 'all' ? { area: principal.area } : recipients;
        if ('area' in chosen && (!isArea(chosen.area) || !areaCovers(principal.area, chosen.area))) {
          throw new HttpError(404, 'not_found');
        }
        const offices = await findRecipients(tx, chosen);
        const wanted = 'offices' in chosen ? new Set(chosen.offices).size : 1;
        if (offices.length < wanted) throw new HttpError(404, 'not_found');
        const { copies: _copies, ...answer } = await sendInstruction(
          tx,
          principal,
          { id: dispatchId, instruction, offices, toArea: 'area' in chosen ? chosen.area : null, replaces: null },
          deps.now(),
        );
        await audit(tx, principal, 'dispatched', principal.officeId, {
          dispatch: dispatchId,
          recipients: answer.recipients,
        });
        void reply.code(201);
        return answer;
      }),
  );

  app.get('/api/v1/console/dispatches', reading(), (request) =>
    within(request, async (tx) => ({ today: today(), dispatches: await listDispatches(tx, null, today()) })),
  );

  app.get<{ Params: { id: string } }>('/api/v1/console/dispatches/:id', reading({ params: Params }), (request) =>
    within(request, async (tx, principal) => {
      const dispatch = await dispatchOf(tx, request.params.id, today());
      const said = await readDispatch(tx, dispatch.id);
      const sender = await findOffice(tx, dispatch.officeId);
      const offices = new Map((await listOffices(tx, principal.area)).map((office) => [office.id, office]));
      const receipts = await listReceipts(tx, dispatch.id);
      const later = said?.toArea && !dispatch.recall ? await findLater(tx, dispatch.id, said.toArea) : [];
      return {
        ...dispatch,
        text: said?.text ?? '',
        questions: said?.questions ?? null,
        sender: sender?.name ?? null,
        files: await Promise.all(
          (await annexesOf(tx, dispatch)).map(async (file) => ({
            ...file,
            /** Whether its bytes have come. */
            arrived: (await findFile(tx, dispatch.officeId, file.hash)) !== null,
          })),
        ),
        /** Whether this duty may withdraw and correct it. */
        own: areaCovers(principal.area, dispatch.area),
        today: today(),
        time: deps.now(),
        later: later.length,
        receipts: receipts.map((receipt) => {
          const office = offices.get(receipt.officeId);
          return {
            ...receipt,
            office: office ? officeView(office) : null,
            answeredOn: receipt.answeredAt ? dayOfMoment(receipt.answeredAt.getTime()) : null,
          };
        }),
      };
    }),
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/console/dispatches/:id/answers',
    reading({ params: Params }),
    (request) =>
      within(request, async (tx) => {
        const dispatch = await dispatchOf(tx, request.params.id, today());
        return { answers: await listAnswers(tx, dispatch.id) };
      }),
  );

  app.get<{ Params: { id: string }; Querystring: { language?: Language } }>(
    '/api/v1/console/dispatches/:id/answers.xlsx',
    reading({
      params: Params,
      querystring: Type.Object(
        { language: Type.Optional(Type.Unsafe<Language>({ type: 'string', enum: [...LANGUAGES] })) },
        closed,
      ),
    }),
    async (request, reply) => {
      const { language = 'uz-Latn' } = request.query;
      const sheet = await within(request, async (tx, principal) => {
        const dispatch = await dispatchOf(tx, request.params.id, today());
        const said = await readDispatch(tx, dispatch.id);
        await audit(tx, principal, 'answers_exported', dispatch.officeId, { dispatch: dispatch.id });
        return {
          dispatch,
          questions: said?.questions ?? null,
          offices: new Map((await listOffices(tx, principal.area)).map((office) => [office.id, office])),
          receipts: await listReceipts(tx, dispatch.id),
          answers: new Map((await listAnswers(tx, dispatch.id)).map((answer) => [answer.officeId, answer])),
        };
      });
      // Made outside the transaction: a big table takes seconds and must hold no connection.
      const file = await writeAnswerSheet({ ...sheet, language, today: today(), now: deps.now() });
      return reply
        .header('content-disposition', `attachment; filename="${sheet.dispatch.number}.xlsx"`)
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .send(file);
    },
  );

  app.post<{ Params: { id: string }; Body: Static<typeof RemindRequest> }>(
    '/api/v1/console/dispatches/:id/remind',
    reading({ params: Params, body: RemindRequest }),
    (request) =>
      within(request, async (tx, principal) => {
        const dispatch = await dispatchOf(tx, request.params.id, today());
        if (dispatch.recall) throw new HttpError(409, 'instruction_recalled');
        const receipts = await listReceipts(tx, dispatch.id);
        const wanted = request.body.offices ? new Set(request.body.offices) : null;
        if (wanted && receipts.filter((receipt) => wanted.has(receipt.officeId)).length < wanted.size) {
          throw new HttpError(404, 'not_found');
        }
        const silent = receipts.filter(
          (receipt) => !receipt.answeredAt && (wanted === null || wanted.has(receipt.officeId)),
        );
        const at = new Date(deps.now());
        const note = request.body.note?.trim();
        const reminder = { at: at.toISOString(), ...(note ? { note } : {}) };
        const changed = await amendCopies(tx, dispatch.id, silent, (body) => ({
          ...body,
          reminders: [...asList(body.reminders).slice(1 - KEPT_REMINDERS), { id: newId(), ...reminder }],
          history: [...asList(body.history), { id: newId(), event: 'reminded', actor: principal.userId, ...reminder }],
        }));
        await noteReminder(tx, dispatch.id, changed, at);
        await audit(tx, principal, 'reminded', dispatch.officeId, {
          dispatch: dispatch.id,
          recipients: changed.length,
        });
        return { reminded: changed.length };
      }),
  );

  app.post<{ Params: { id: string }; Body: Static<typeof WithdrawRequest> }>(
    '/api/v1/console/dispatches/:id/withdraw',
    reading({ params: Params, body: WithdrawRequest }),
    (request, reply) =>
      within(request, async (tx, principal) => {
        const dispatch = await ownDispatchOf(tx, principal, request.params.id, today());
        const at = new Date(deps.now()).toISOString();
        const recall: Recall = { kind: 'withdrawn', at, reason: request.body.reason };
        if (!(await setRecall(tx, dispatch.id, recall))) throw new HttpError(409, 'instruction_recalled');
        await recallCopies(tx, principal, dispatch, recall);
        await audit(tx, principal, 'dispatch_withdrawn', dispatch.officeId, { dispatch: dispatch.id });
        void reply.code(204);
        return undefined;
      }),
  );

  app.post<{ Params: { id: string }; Body: Static<typeof CorrectRequest> }>(
    '/api/v1/console/dispatches/:id/correct',
    reading({ params: Params, body: CorrectRequest }),
    (request, reply) =>
      within(request, async (tx, principal) => {
        const old = await ownDispatchOf(tx, principal, request.params.id, today());
        const before = await readDispatch(tx, old.id);
        const asked = request.body.questions;
        // Each correction counts the form's version on, so that nobody takes an old form for the new one.
        const questions = asked && { ...asked, version: (before?.questions?.version ?? 0) + 1 };
        const instruction = toInstruction({ ...request.body, questions });
        checkInstruction(instruction, today());
        const receipts = await listReceipts(tx, old.id);
        const offices = await findRecipients(tx, { offices: receipts.map((receipt) => receipt.officeId) });
        const { copies, ...answer } = await sendInstruction(
          tx,
          principal,
          {
            id: request.body.id ?? newId(),
            instruction,
            offices,
            toArea: before?.toArea ?? null,
            replaces: old.id,
            corrects: new Map(receipts.map((receipt) => [receipt.officeId, receipt.docId])),
          },
          deps.now(),
        );
        const recall: Recall = {
          kind: 'corrected',
          at: new Date(deps.now()).toISOString(),
          reason: request.body.reason,
          number: answer.number,
          id: answer.id,
        };
        if (!(await setRecall(tx, old.id, recall))) throw new HttpError(409, 'instruction_recalled');
        await recallCopies(tx, principal, old, recall, copies);
        await audit(tx, principal, 'dispatch_corrected', old.officeId, { dispatch: old.id, by: answer.id });
        void reply.code(201);
        return answer;
      }),
  );

  app.post<{ Params: { id: string } }>('/api/v1/console/dispatches/:id/later', reading({ params: Params }), (request) =>
    within(request, async (tx, principal) => {
      const dispatch = await dispatchOf(tx, request.params.id, today());
      if (dispatch.recall) throw new HttpError(409, 'instruction_recalled');
      const said = await readDispatch(tx, dispatch.id);
      const later = said?.toArea ? await findLater(tx, dispatch.id, said.toArea) : [];
      if (!said || later.length === 0) return { added: 0 };
      const sender = await findOffice(tx, dispatch.officeId);
      const common: JsonObject = toCopyBody(
        {
          subject: dispatch.subject,
          text: said.text,
          ...(dispatch.dueDate ? { dueDate: dispatch.dueDate } : {}),
          ...(said.questions ? { questions: said.questions } : {}),
        },
        {
          officeId: dispatch.officeId,
          docId: dispatch.docId,
          name: sender?.name.latn ?? '',
          number: dispatch.number,
          on: dayOfMoment(dispatch.createdAt.getTime()),
          createdBy: dispatch.createdBy,
          createdAt: dispatch.createdAt.toISOString(),
        },
        today(),
        await annexesOf(tx, dispatch),
      );
      const at = new Date(deps.now());
      const copies = later.map((office) => ({
        ...office,
        docId: newId(),
        own: { history: [{ id: newId(), event: 'delivered', at: at.toISOString(), actor: principal.userId }] },
      }));
      const fault = bodyCheck('documents')?.({ ...common, ...copies[0]?.own });
      if (fault) throw new HttpError(400, 'body_invalid', { params: { field: fault.slice(1) } });
      await addRecipients(tx, dispatch, copies, common, at);
      await audit(tx, principal, 'dispatched', dispatch.officeId, {
        dispatch: dispatch.id,
        recipients: copies.length,
      });
      return { added: copies.length };
    }),
  );
}
