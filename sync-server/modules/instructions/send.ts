import { randomBytes } from 'node:crypto';
import type { Area } from '#shared/domain/access/area.ts';
import { type Attachment, attachPatch, type FileDescription } from '#shared/domain/documents/attachments.ts';
import { findQuestionsFaults, type Questions } from '#shared/domain/documents/questions.ts';
import { dayOfMoment, isDay } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { HttpError } from '../../plugins/errors.ts';
import type { Principal } from '../../plugins/policy.ts';
import type { Transaction } from '../../storage/database.ts';
import { type DispatchCopy, insertDispatch, nextDispatchNumber } from '../../storage/dispatches.ts';
import { findOffice } from '../../storage/offices.ts';
import type { OfficeRef } from '../../storage/records.ts';
import { bodyCheck } from '../sync/check.ts';

/** An instruction as its sender wrote it. */
export interface Instruction {
  readonly subject: string;
  readonly text: string;
  readonly dueDate?: string;
  readonly questions?: Questions;
  /** Annexes; their bytes come by themselves, in the name of the sender's own paper. */
  readonly files?: readonly FileDescription[];
}

/** Annexes of an instruction, as the sender's paper and each copy name them. */
export function annexEntries(
  files: readonly FileDescription[],
  sender: { readonly createdBy: string; readonly createdAt: string },
): readonly Attachment[] {
  return files.map((file) => ({
    id: newId(),
    ...file,
    role: 'annex',
    actor: sender.createdBy,
    at: sender.createdAt,
  }));
}

/** A sent instruction. */
export interface SentInstruction {
  readonly id: string;
  readonly docId: string;
  readonly number: string;
  readonly recipients: number;
  /** The copies, by office. */
  readonly copies: ReadonlyMap<string, string>;
}

/** 128 random bits. */
export const newId = () => randomBytes(16).toString('base64url');

/** Refuses an instruction that could not be followed: a deadline in the past, a form with a fault. */
export function checkInstruction(instruction: Instruction, today: string): void {
  const { dueDate, questions } = instruction;
  if (dueDate && (!isDay(dueDate) || dueDate < today)) throw new HttpError(400, 'deadline_before_receipt');
  const fault = questions && findQuestionsFaults(questions)[0];
  if (fault) throw new HttpError(400, 'form_invalid', { params: { question: fault.index + 1, fault: fault.fault } });
}

/** What the copies of one instruction have in common, the moment and the actor of their sending aside. */
export function toCopyBody(
  instruction: Instruction,
  sender: {
    readonly officeId: string;
    readonly docId: string;
    readonly name: string;
    readonly number: string;
    /** Day of the instruction. */
    readonly on: string;
    readonly createdBy: string;
    readonly createdAt: string;
  },
  today: string,
  attachments: readonly Attachment[] = [],
): JsonObject {
  return {
    kind: 'instruction',
    subject: instruction.subject,
    text: instruction.text,
    ...(instruction.dueDate ? { dueDate: instruction.dueDate, dueRule: 'ministry' } : {}),
    ...(instruction.questions ? { questions: instruction.questions } : {}),
    ...(attachments.length > 0 ? attachPatch(attachments) : {}),
    createdBy: sender.createdBy,
    createdAt: sender.createdAt,
    journal: 'incoming',
    state: 'delivered',
    receivedDate: today,
    correspondent: {
      kind: 'organisation',
      name: sender.name,
      theirNumber: sender.number,
      theirDate: sender.on,
    },
    source: {
      officeId: sender.officeId,
      docId: sender.docId,
      name: sender.name.slice(0, 200),
      number: sender.number,
    },
  };
}

/** Sends an instruction to offices: the sender's own paper and each office's copy, in the given transaction. */
export async function sendInstruction(
  tx: Transaction,
  principal: Principal,
  draft: {
    readonly id: string;
    readonly instruction: Instruction;
    readonly offices: readonly OfficeRef[];
    readonly toArea: Area | null;
    readonly replaces: string | null;
    /** The copy that a copy corrects, by office. */
    readonly corrects?: ReadonlyMap<string, string>;
  },
  now: number,
): Promise<SentInstruction> {
  const { instruction } = draft;
  const today = dayOfMoment(now);
  const own = await findOffice(tx, principal.officeId);
  const docId = newId();
  const number = `V-${await nextDispatchNumber(tx)}`;
  const at = new Date(now).toISOString();
  const name = own?.name.latn ?? '';
  const history = (event: string) => [{ id: newId(), event, at, actor: principal.userId }];
  const sender = {
    officeId: principal.officeId,
    docId,
    name,
    number,
    on: today,
    createdBy: principal.userId,
    createdAt: at,
  };
  const copyBody = toCopyBody(instruction, sender, today, annexEntries(instruction.files ?? [], sender));
  const { source: _source, correspondent: _from, receivedDate: _on, ...common } = copyBody;
  const body: JsonObject = {
    ...common,
    journal: 'outgoing',
    state: 'sent',
    number,
    regDate: today,
    sentDate: today,
    sentBy: principal.userId,
    history: history('dispatch'),
  };
  const copies = draft.offices.map((office): DispatchCopy => {
    const corrects = draft.corrects?.get(office.officeId);
    return { ...office, docId: newId(), own: { history: history('delivered'), ...(corrects ? { corrects } : {}) } };
  });
  const check = bodyCheck('documents');
  const fault = check?.(body) ?? check?.({ ...copyBody, ...copies[0]?.own }) ?? null;
  if (fault) throw new HttpError(400, 'body_invalid', { params: { field: fault.slice(1) } });
  const row = {
    id: draft.id,
    // In the sender's area of duty, so that others of that duty see it.
    office: { officeId: principal.officeId, area: principal.area },
    docId,
    number,
    subject: instruction.subject,
    text: instruction.text,
    dueDate: instruction.dueDate ?? null,
    questions: instruction.questions ?? null,
    toArea: draft.toArea,
    replaces: draft.replaces,
    createdBy: principal.userId,
    body,
    copyBody,
    copies,
  };
  await insertDispatch(tx, row, new Date(now));
  return {
    id: draft.id,
    docId,
    number,
    recipients: copies.length,
    copies: new Map(copies.map((copy) => [copy.officeId, copy.docId])),
  };
}
