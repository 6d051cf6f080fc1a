import type { DocumentBody, Journal } from '#shared/domain/documents/collections/documents/index.ts';
import type { Numbered } from '#shared/domain/documents/numbering.ts';
import type { TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import type { TemplateBody } from '#shared/domain/documents/collections/templates/index.ts';
import type { Presence } from '#shared/domain/casework/household.ts';
import type { DuplicatePair, DuplicateReason, SweepProgress } from '#shared/domain/casework/duplicates.ts';
import type { CaseBody, CaseKind } from '#shared/domain/casework/collections/cases/index.ts';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import type { CatalogueBody } from '#shared/domain/exchange/collections/catalogues/index.ts';
import type { AuditEventBody } from '#shared/domain/audit/collections/audit-events/index.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Failure, Result } from '#shared/kernel/result.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { HeldNumber, RefusedOperation } from '#shared/sync/journal/contract.ts';
import type { LikelyAnswer, LikelyRequest } from '#shared/sync/likely.ts';
import type { Conflict, Operation, OperationKind } from '#shared/sync/operation.ts';
import type { OfficeFiles } from './files.ts';

/** Body types by collection. */
export interface Bodies {
  documents: DocumentBody;
  tasks: TaskBody;
  signatures: SignatureBody;
  templates: TemplateBody;
  people: PersonBody;
  staff: StaffBody;
  catalogues: CatalogueBody;
  households: HouseholdBody;
  cases: CaseBody;
  caseEvents: CaseEventBody;
  programmeEntries: ProgrammeEntryBody;
  auditEvents: AuditEventBody;
}

/** A document as a screen sees it. */
export interface RecordOf<Name extends CollectionName> {
  readonly id: string;
  readonly officeId: string;
  readonly body: Bodies[Name];
  readonly conflicts: readonly Conflict[];
  /** `here`: only on this laptop yet; `server`: the server has all of it. */
  readonly place: 'here' | 'server';
  /** `protected`: it lies in the space of whoever is assigned to it. Absent for the office's own records. */
  readonly space?: 'protected';
}

/** What a screen asks to be changed. */
export interface Change {
  readonly collection: CollectionName;
  readonly docId: string;
  readonly kind: OperationKind;
  readonly transition?: string;
  readonly patch: JsonObject;
  /** The values that the form began from; the replica's present ones where it is left out. */
  readonly base?: JsonObject;
  readonly resolves?: readonly string[];
  /** Where the record lies; all changes of one act lie in one space. Absent for the office's own. */
  readonly space?: 'protected';
}

/** Drafts whose keys begin so belong to protected records, and lie under the person's own key. */
export const PROTECTED_DRAFT = 'protected/';

/** An operation that the server refused, and the space it lies in: see `RecordOf.space`. */
export interface RefusedHere extends RefusedOperation {
  readonly space?: 'protected';
}

/** State of the exchange with the server, for the sign that is always visible. */
export interface SyncStatus {
  readonly connection: 'online' | 'offline' | 'connecting';
  /** Moment since which there is no connection, by this device's clock, milliseconds; null while online. */
  readonly offlineSince: number | null;
  /** Operations in the outbox. */
  readonly waiting: number;
  readonly refused: number;
  readonly conflicts: number;
  /** Last finished exchange, by this device's clock, milliseconds; null for never. */
  readonly lastExchange: number | null;
  readonly busy: boolean;
  /** Documents received so far in the first sync, while it runs. */
  readonly firstSync: { readonly received: number; readonly total: number } | null;
  /** Why the exchange does not go on, where something must be done by a person (sign in again, update ...). */
  readonly problem: Failure | null;
  /** What was found and mended at this start: `replica_damaged`, `journal_damaged`, `writer_forked`. */
  readonly notices: readonly Failure[];
}

/** What lists show of a paper. */
export interface DocumentSummary {
  readonly id: string;
  readonly journal: Journal;
  readonly kind: string;
  readonly state: string;
  readonly number: string | undefined;
  readonly regDate: string | undefined;
  readonly receivedDate: string | undefined;
  readonly dueDate: string | undefined;
  readonly subject: string;
  readonly correspondent: string | undefined;
  readonly executorId: string | undefined;
  readonly answersId: string | undefined;
  /** The sender's own number and day. */
  readonly theirNumber?: string | undefined;
  readonly theirDate?: string | undefined;
  /** Who wrote a draft, and who sent it for approval. */
  readonly createdBy?: string | undefined;
  readonly submittedBy?: string | undefined;
  /** The appeal that a notice or a conclusion is about, and which it is. */
  readonly noticeOf?: string | undefined;
  readonly noticeKind?: string | undefined;
  /** The person whom the office knows its correspondent as. */
  readonly personId?: string | undefined;
  /** The earlier appeal that it repeats. */
  readonly repeatOf?: string | undefined;
  readonly numbered?: Numbered | undefined;
  readonly correctsId?: string | undefined;
  readonly correctedById?: string | undefined;
  readonly receptionId?: string | undefined;
  readonly volumeId?: string | undefined;
  readonly sheets?: number | undefined;
  /** The day on which it was closed or sent. */
  readonly doneDate?: string | undefined;
  /** Why a number was made void; nothing for other papers. */
  readonly voidReason?: string | undefined;
  /** People on its route whose answer it waits for; undefined where it has no route. */
  readonly awaits?: readonly string[] | undefined;
  readonly fromMinistry: boolean;
  /** An instruction that brings a form. */
  readonly asks?: boolean;
  /** An instruction that was withdrawn or corrected. */
  readonly recall?: 'withdrawn' | 'corrected' | undefined;
  /** The sender's last reminder. */
  readonly remindedAt?: string | undefined;
  readonly conflicts: number;
  readonly place: 'here' | 'server';
}

/** One find of the search box. */
export interface SearchHit {
  readonly collection: 'documents' | 'people' | 'cases';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** 0 to 1. */
  readonly score: number;
  /** Name of the file in whose text a paper was found, where the paper itself does not have the words. */
  readonly file?: string;
  /** Of a person: whether they live here. */
  readonly presence?: Presence;
  /** Of a case, whose title is its number: what kind it is. */
  readonly kind?: CaseKind;
}

/** Texts that were read out of files, by the files' hashes. */
export interface TextSource {
  all(): Promise<readonly { readonly hash: string; readonly pages: readonly string[] }[]>;
  /** Calls with each text that comes. Returns how to stop. */
  onChange(listener: (text: { readonly hash: string; readonly pages: readonly string[] }) => void): () => void;
}

/** A person who may be the one that is being entered. */
export interface DuplicateHit {
  readonly id: string;
  readonly body: PersonBody;
  /** Why: also the ends of the i18n keys `register:duplicate.reason.<code>`. */
  readonly reasons: readonly DuplicateReason[];
}

/** A case as lists have it. */
export interface CaseEntry {
  readonly id: string;
  readonly body: CaseBody;
  readonly space?: 'protected';
}

/** The index in memory: built after unlocking, kept up to date by every change, gone with the lock. */
export interface RecordIndex {
  readonly state: { readonly ready: boolean; readonly loaded: number; readonly total: number };
  /** Papers of a journal (or all), newest first. The array is replaced, never altered, when something changes. */
  documents(journal?: Journal): readonly DocumentSummary[];
  /** Everyone once: records that were merged into another one are left out. Replaced, never altered. */
  people(): readonly { readonly id: string; readonly body: PersonBody }[];
  /** A person's record, one that was merged into another included. */
  person(personId: string): PersonBody | undefined;
  /** The record that stands for a person; the id itself where theirs was merged into none. See `merging.ts`. */
  resolve(personId: string): string;
  /** Ids of all records that are of one person with this one, the one that stands for them first. */
  recordsOf(personId: string): readonly string[];
  /** Families. The array is replaced, never altered, when something changes. */
  households(): readonly { readonly id: string; readonly body: HouseholdBody }[];
  /** Cases, those of the protected space that are this person's included. Replaced, never altered. */
  cases(): readonly CaseEntry[];
  /** Events of a case, latest day first. */
  eventsOf(caseId: string): readonly { readonly id: string; readonly body: CaseEventBody }[];
  /** Cases of a person, by any of their records; those of the protected space are not among them. */
  casesOf(personId: string): readonly CaseEntry[];
  /** Papers of a person, by any of their records, newest first. */
  papersOf(personId: string): readonly DocumentSummary[];
  /** Entries of a person in programmes, by any of their records. */
  programmeEntriesOf(personId: string): readonly { readonly id: string; readonly body: ProgrammeEntryBody }[];
  /** How many times an event of any case has changed. */
  eventChanges(): number;
  /** Entries in programmes. Replaced, never altered. */
  programmeEntries(): readonly { readonly id: string; readonly body: ProgrammeEntryBody }[];
  /** Families that somebody is or was in by any of their records, those of the present first. */
  householdsOf(personId: string): readonly { readonly id: string; readonly body: HouseholdBody }[];
  /**
   * Papers and people by words in any script and spelling, best first. With `accept` papers alone, those that it says
   * yes to.
   */
  search(text: string, limit: number, accept?: (paper: DocumentSummary) => boolean): readonly SearchHit[];
  /** What a search does not look at: files that were not read, papers of whose long text only the beginning is. */
  unsearched(): { readonly files: number; readonly cut: number };
  duplicatesOf(person: { readonly id?: string } & Partial<PersonBody>): readonly DuplicateHit[];
  /**
   * Looks through everyone for records that may be of one person, in short slices, likeliest first. Those that were
   * merged or said to be of two people are left out. Null where it was stopped.
   */
  likelyDuplicates(options: {
    readonly onProgress: (progress: SweepProgress) => void;
    readonly isStopped: () => boolean;
  }): Promise<readonly DuplicatePair[] | null>;
  subscribe(listener: () => void): () => void;
}

/** Everything a screen may do with the office's data. One object an unlocked session. */
export interface DataClient {
  readonly index: RecordIndex;
  newId(): string;
  /**
   * Checks the changes as one act, writes them to the journal, applies them to the replica. Resolves when they are on
   * disk ("saved"); a foreseen refusal is a failed Result and nothing is written.
   */
  commit(changes: readonly Change[]): Promise<Result<readonly Operation[]>>;
  get<Name extends CollectionName>(collection: Name, id: string): Promise<RecordOf<Name> | null>;
  /** Calls at once and after every change; null for a missing or removed document. Returns how to stop. */
  watch<Name extends CollectionName>(
    collection: Name,
    id: string,
    listener: (record: RecordOf<Name> | null) => void,
  ): () => void;
  /** All documents whose sort key begins with `prefix`, ascending, at most `limit`. */
  watchList<Name extends CollectionName>(
    query: { readonly collection: Name; readonly prefix?: string; readonly limit: number },
    listener: (records: readonly RecordOf<Name>[]) => void,
  ): () => void;
  /** Documents with open conflicts. */
  conflicts(): readonly { readonly collection: CollectionName; readonly id: string }[];
  /**
   * A number for a paper, durable and never given to another on this laptop. The same paper is given the same number
   * however often it asks.
   * @param counter see `counterName`
   * @param holder id of the paper
   * @param space counters of the protected space are each person's own: numbers of two people may be equal
   */
  nextNumber(
    counter: string,
    holder: string,
    space?: 'protected',
  ): Promise<{ readonly lane: number; readonly n: number }>;
  /** Numbers of this laptop that the server has not seen with their papers: see `HeldNumber`. */
  heldNumbers(): Promise<readonly HeldNumber[]>;
  /** Holds a number no longer: what became of it stands in its journal. */
  releaseNumber(counter: string, holder: string, space?: 'protected'): Promise<void>;
  readonly sync: {
    status(): SyncStatus;
    subscribe(listener: () => void): () => void;
    /** Tries now; resolves when the attempt is over. */
    now(): Promise<void>;
    refused(): Promise<readonly RefusedHere[]>;
    dismissRefused(operationId: string): Promise<void>;
  };
  /**
   * Asks the server, where there is a connection, which other offices have records like somebody who is being entered.
   * Rejects with a code; absent where a client is made without it.
   */
  likelyElsewhere?(person: LikelyRequest): Promise<LikelyAnswer>;
  /** Files of papers and tasks; absent where a client is made without them. */
  readonly files?: OfficeFiles;
  readonly drafts: {
    /**
     * Half-filled forms, encrypted in a Dexie table of their own; they survive a crash. Keys that begin with
     * `protected/` are those of protected records: only such drafts lie under the person's own key.
     */
    load(key: string): Promise<JsonObject | null>;
    save(key: string, value: JsonObject): Promise<void>;
    discard(key: string): Promise<void>;
  };
  close(): Promise<void>;
}
