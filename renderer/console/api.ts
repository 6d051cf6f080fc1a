import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { Attachment, FileDescription } from '#shared/domain/documents/attachments.ts';
import type { Filled, Questions } from '#shared/domain/documents/questions.ts';
import type { SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import type { OfficeInfo } from '#shared/sync/protocol.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { createFileCalls } from '#shared/sync/device/file-calls.ts';
import { type FileOfRecord, PIECE_BYTES } from '#shared/sync/files/contract.ts';
import { createCaseworkApi } from './casework-api.ts';
import { createProgrammesApi } from './programmes-api.ts';
import { type ConsoleSession, failureOfBytes } from './session.ts';

// Moments are ISO 8601 UTC by the server's clock.

/** An office, and the ministry's own offices among them. */
export interface OfficeView extends OfficeInfo {
  readonly kind: 'ministry' | 'region' | 'district' | 'mahalla';
}

/** An office with how fresh the server's knowledge of it is. */
export interface OfficeRow extends OfficeView {
  readonly devices: number;
  /** Laptops at which something was noticed. */
  readonly flagged: number;
  readonly lastContact: string | null;
  /** How far its laptops have come in the change log. */
  readonly checkpoint: number;
  /** Place of the office's last change in the change log. */
  readonly lastChange: number;
  readonly papers: number;
  readonly overdue: number;
}

/** All offices of the area of duty. */
export interface OfficeList {
  readonly head: number;
  /** The server's time, milliseconds. */
  readonly time: number;
  readonly offices: readonly OfficeRow[];
}

/** A paper in the list. */
export interface PaperRow {
  readonly officeId: string;
  readonly id: string;
  readonly journal: string;
  readonly kind: string;
  readonly state: string;
  readonly number: string | null;
  readonly date: string | null;
  readonly dueDate: string | null;
  readonly subject: string;
  readonly correspondent: string | null;
  readonly overdue: boolean;
}

/** What narrows the list of papers. */
export interface PaperFilter {
  readonly office?: string;
  readonly journal?: string;
  readonly state?: string;
  readonly overdue?: boolean;
  readonly text?: string;
}

/** A page of papers, the last changed first. */
export interface PaperPage {
  readonly papers: readonly PaperRow[];
  readonly total: number;
  /** Cursor of the next page; null at the end. */
  readonly next: string | null;
}

/** The server's own check of a signature; `valid` where all three parts hold. */
export interface Verification {
  readonly valid: boolean;
  readonly content: boolean;
  readonly signature: boolean;
  readonly key: boolean;
}

/** A paper opened. */
export interface PaperDetail {
  readonly id: string;
  readonly office: OfficeView;
  readonly body: DocumentBody;
  readonly changedAt: string;
  readonly signature: SignatureBody | null;
  readonly verification: Verification | null;
  readonly names: Readonly<Record<string, { readonly name: string; readonly position?: string | null }>>;
}

/** An instruction as its sender writes it. */
export interface InstructionDraft {
  /** Chosen here: the same id sent twice is one instruction. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly dueDate?: string;
  /** The form that offices fill in. */
  readonly questions?: Questions;
  /** Annexes; their bytes go up after it. */
  readonly files?: readonly FileDescription[];
}

/** An annex of a sent instruction. */
export interface AnnexView extends Attachment {
  /** Whether the server has its bytes. */
  readonly arrived: boolean;
}

/** An instruction to be sent to offices. */
export interface DispatchDraft extends InstructionDraft {
  /** All mahalla offices of the sender's area, those of an area within it, or chosen ones. */
  readonly recipients: 'all' | { readonly area: string } | { readonly offices: readonly string[] };
}

/** An instruction that was sent: its id, and that of the sender's own paper. */
export interface SentDispatch {
  readonly id: string;
  readonly docId: string;
}

/** Why an instruction is due no more. */
export interface RecallView {
  readonly kind: 'withdrawn' | 'corrected';
  readonly at: string;
  readonly reason: string;
  /** Number and id of the corrected instruction. */
  readonly number?: string;
  readonly id?: string;
}

/** A sent instruction and how far it has come. */
export interface DispatchRow {
  readonly id: string;
  readonly number: string;
  readonly subject: string;
  readonly dueDate: string | null;
  readonly createdAt: string;
  /** The sender's own paper, and its office. */
  readonly docId: string;
  readonly officeId: string;
  /** Whether it has a form. */
  readonly asks: boolean;
  readonly recall: RecallView | null;
  readonly recipients: number;
  readonly delivered: number;
  readonly opened: number;
  readonly working: number;
  readonly answered: number;
  readonly overdue: number;
}

/** One office's way with an instruction. */
export interface ReceiptRow {
  readonly officeId: string;
  readonly docId: string;
  readonly office: OfficeView | null;
  readonly sentAt: string;
  readonly deliveredAt: string | null;
  readonly openedAt: string | null;
  readonly workAt: string | null;
  readonly answeredAt: string | null;
  /** Office day of the first answer. */
  readonly answeredOn: string | null;
  readonly answerId: string | null;
  readonly answers: number;
  readonly reminders: number;
  readonly remindedAt: string | null;
  /** When the office had the last reminder or recall. */
  readonly noticeDeliveredAt: string | null;
  /** The office's last exchange. */
  readonly lastContact: string | null;
}

/** A sent instruction with its receipts. */
export interface DispatchDetail extends DispatchRow {
  readonly text: string;
  readonly questions: Questions | null;
  /** Its annexes; none where the duty doesn't see the sender's paper. */
  readonly files: readonly AnnexView[];
  /** Name of the office that sent it. */
  readonly sender: { readonly latn: string; readonly cyrl: string } | null;
  /** Whether this duty may withdraw and correct it. */
  readonly own: boolean;
  readonly today: string;
  /** The server's time, milliseconds. */
  readonly time: number;
  /** Offices of its area that were opened after it was sent and have no copy. */
  readonly later: number;
  readonly receipts: readonly ReceiptRow[];
}

/** One office's answer. */
export interface AnswerRow {
  readonly officeId: string;
  readonly answerId: string;
  readonly number: string | null;
  readonly filled: Filled;
}

/** A laptop. */
export interface DeviceRow {
  readonly id: string;
  readonly lane: number;
  readonly name: string;
  readonly createdAt: string;
  readonly lastContact: string | null;
  readonly revokedAt: string | null;
  readonly flaggedAt: string | null;
  /** What was noticed: `token_reused`, `writer_forked`. */
  readonly flag: string | null;
}

/** The certificate of an office key. */
export interface CertificateRow {
  readonly serial: string;
  readonly userId: string;
  readonly officeId: string;
  readonly name: string;
  readonly position: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revokedAt: string | null;
  readonly revokedWhy: 'keyCompromise' | 'superseded' | 'cessationOfOperation' | 'unspecified' | null;
}

/** Somebody of an office and how they may sign. */
export interface SignerRow {
  readonly id: string;
  readonly name: string;
  readonly role: 'chair' | 'secretary' | 'specialist';
  readonly position: string;
  /** Terms of acting for the chair, days inclusive, in the order of their entry. */
  readonly acting: readonly { readonly from: string; readonly to: string; readonly order?: string }[];
  /** Whether a PINFL was entered; the number itself is kept nowhere. */
  readonly pinfl: boolean;
}

/** An emergency of the area of duty. */
export interface EmergencyRow {
  readonly id: string;
  readonly kind: 'asked' | 'code';
  readonly officeId: string;
  readonly asker: string | null;
  readonly owner: string | null;
  readonly wanted: string;
  readonly reason: string;
  readonly askedAt: string;
  readonly state: 'waiting' | 'approved' | 'declined' | 'ended' | 'code';
  readonly until: string | null;
  readonly usedAt: string | null;
  readonly reviewedAt: string | null;
  readonly reviewNote: string | null;
  readonly mayReview: boolean;
}

/** Where an emergency code is deposited. */
export interface DepositedCodeRow {
  readonly userId: string;
  readonly deviceId: string;
  readonly officeId: string;
  readonly name: string;
  readonly position: string;
  readonly deviceName: string;
  readonly depositedAt: string;
  readonly good: boolean;
}

/** Papers in one page of the list. */
const PAGE = 200;
const ROOT = '/api/v1/console';
const part = encodeURIComponent;

function toQuery(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) search.set(key, String(value));
  }
  return search.toString();
}

/** Everything that the console asks of the server. Each call rejects with a `CodedError`. */
export function createApi(session: ConsoleSession) {
  const calls = createFileCalls(session.raw, async () => session.user.officeId, failureOfBytes);
  return {
    ...createCaseworkApi(session),
    /**
     * Sends the bytes of a file that a paper of the officer's own office names, from wherever an earlier try broke off.
     * @param progress told the share that the server has, 0 to 1
     */
    async upload(file: FileOfRecord, bytes: Uint8Array, progress: (share: number) => void): Promise<void> {
      let { offset, stored } = await calls.offset(file);
      while (!stored) {
        const before = offset;
        ({ offset, stored } = await calls.send(file, offset, bytes.subarray(offset, offset + PIECE_BYTES)));
        progress(offset / file.size);
        if (!stored && offset <= before) throw new CodedError('server_not_mahalla');
      }
    },
    /** A file of an office's paper, whole. */
    attachment: (officeId: string, collection: 'documents' | 'tasks', docId: string, hash: string) =>
      session.file(`${ROOT}/files/${part(officeId)}/${collection}/${part(docId)}/${hash}`),
    offices: () => session.request<OfficeList>('GET', `${ROOT}/offices`),
    papers: (filter: PaperFilter, cursor: string | null) =>
      session.request<PaperPage>('GET', `${ROOT}/papers?${toQuery({ ...filter, cursor, limit: PAGE })}`),
    paper: (officeId: string, id: string) =>
      session.request<PaperDetail>('GET', `${ROOT}/papers/${part(officeId)}/${part(id)}`),
    send: (draft: DispatchDraft) => session.request<SentDispatch>('POST', `${ROOT}/dispatches`, draft),
    dispatches: () => session.request<{ readonly dispatches: readonly DispatchRow[] }>('GET', `${ROOT}/dispatches`),
    dispatch: (id: string) => session.request<DispatchDetail>('GET', `${ROOT}/dispatches/${part(id)}`),
    answers: (id: string) =>
      session.request<{ readonly answers: readonly AnswerRow[] }>('GET', `${ROOT}/dispatches/${part(id)}/answers`),
    answersFile: (id: string, language: string) =>
      session.file(`${ROOT}/dispatches/${part(id)}/answers.xlsx?${toQuery({ language })}`),
    remind: (id: string, note: string, offices?: readonly string[]) =>
      session.request<{ readonly reminded: number }>('POST', `${ROOT}/dispatches/${part(id)}/remind`, {
        ...(note ? { note } : {}),
        ...(offices ? { offices } : {}),
      }),
    withdraw: (id: string, reason: string) =>
      session.request<undefined>('POST', `${ROOT}/dispatches/${part(id)}/withdraw`, { reason }),
    correct: (id: string, draft: InstructionDraft, reason: string) =>
      session.request<SentDispatch>('POST', `${ROOT}/dispatches/${part(id)}/correct`, { ...draft, reason }),
    sendLater: (id: string) =>
      session.request<{ readonly added: number }>('POST', `${ROOT}/dispatches/${part(id)}/later`),
    devices: (officeId: string) =>
      session.request<{ readonly devices: readonly DeviceRow[] }>('GET', `${ROOT}/offices/${part(officeId)}/devices`),
    deviceCode: (officeId: string) =>
      session.request<{ readonly code: string; readonly expiresAt: string }>(
        'POST',
        `${ROOT}/offices/${part(officeId)}/code`,
      ),
    certificates: () =>
      session.request<{ readonly certificates: readonly CertificateRow[] }>('GET', `${ROOT}/certificates`),
    revokeCertificate: (serial: string, reason: string) =>
      session.request<undefined>('POST', `${ROOT}/certificates/${part(serial)}/revoke`, { reason }),
    signers: (officeId: string) =>
      session.request<{ readonly signers: readonly SignerRow[] }>('GET', `${ROOT}/offices/${part(officeId)}/signers`),
    appointDeputy: (userId: string, term: SignerRow['acting'][number]) =>
      session.request<undefined>('POST', `${ROOT}/users/${part(userId)}/deputy`, term),
    endDeputy: (userId: string) => session.request<undefined>('POST', `${ROOT}/users/${part(userId)}/deputy/end`),
    enterPinfl: (userId: string, pinfl: string) =>
      session.request<undefined>('POST', `${ROOT}/users/${part(userId)}/pinfl`, { pinfl }),
    programmes: createProgrammesApi(session),
    emergencies: () => session.request<{ readonly emergencies: readonly EmergencyRow[] }>('GET', `${ROOT}/emergency`),
    decideEmergency: (id: string, approve: boolean) =>
      session.request<undefined>('POST', `${ROOT}/emergency/${part(id)}/decision`, { approve }),
    reviewEmergency: (id: string, note: string) =>
      session.request<undefined>('POST', `${ROOT}/emergency/${part(id)}/review`, { note }),
    emergencyCodes: () =>
      session.request<{
        readonly codes: readonly DepositedCodeRow[];
        readonly people: readonly { readonly id: string; readonly name: string; readonly officeId: string }[];
      }>('GET', `${ROOT}/emergency/codes`),
    tellEmergencyCode: (userId: string, deviceId: string, askerId: string, reason: string) =>
      session.request<{ readonly code: string }>('POST', `${ROOT}/emergency/code`, {
        userId,
        deviceId,
        askerId,
        reason,
      }),
    revoke: (deviceId: string) => session.request<undefined>('POST', `${ROOT}/devices/${part(deviceId)}/revoke`),
  };
}

/** The console's calls. */
export type ConsoleApi = ReturnType<typeof createApi>;
