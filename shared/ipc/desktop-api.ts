import type { OfficesFound } from '#shared/domain/casework/offices.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Failure } from '#shared/kernel/result.ts';
import type {
  EnrolResponse,
  Hello,
  Hint,
  PullRequest,
  PullResponse,
  PushRequest,
  PushResponse,
  UserInfo,
} from '#shared/sync/protocol.ts';
import type { LikelyAnswer, LikelyRequest } from '#shared/sync/likely.ts';
import type { AttachmentsPort } from '#shared/sync/files/contract.ts';
import type { JournalPort } from '#shared/sync/journal/contract.ts';
import type { ScannerPort } from './scanner.ts';

/** What the laptop knows before anybody has unlocked it. */
export interface DeviceState {
  readonly enrolled: boolean;
  readonly serverUrl: string | null;
  readonly enrolment: EnrolResponse | null;
  /** People who can unlock this laptop without a connection. */
  readonly users: readonly {
    readonly id: string;
    readonly name: string;
    readonly login: string;
    readonly lockedUntilSignIn: boolean;
  }[];
  /** How well the secret is kept: `os` by the system's keystore, `browser` by the browser's profile only. */
  readonly keystore: 'os' | 'browser';
}

/** What unlocking gives to the renderer. */
export interface UnlockedSession {
  readonly user: UserInfo;
  /** 32 bytes: the subkey for replica records and drafts. Never written anywhere. */
  readonly recordsKey: Uint8Array;
  /** Public office key of this user. */
  readonly publicKey: string;
  /** Whether the public key still has to reach the server. */
  readonly keyUnregistered: boolean;
  /** Name of the replica database. */
  readonly replicaName: string;
  /** This person's part of the protected space. */
  readonly protectedSpace: ProtectedSpace;
}

/** A person's part of the protected space, as far as the renderer opens it. */
export interface ProtectedSpace {
  /** Name of its replica database; it says nothing. */
  readonly name: string;
  /** 32 bytes: the subkey for its records and drafts. Never written anywhere. */
  readonly recordsKey: Uint8Array;
}

/**
 * Keys, people and enrolment. In Electron it lives in the main process; in a browser in `renderer/adapters/browser`.
 * Every method rejects with a `CodedError` (over IPC: an object with its `failure`).
 */
export interface SecretsPort {
  state(): Promise<DeviceState>;
  /** Asks a server whether it is one of ours. Rejects with `offline`, `server_not_mahalla`, `certificate_untrusted` ... */
  probe(serverUrl: string): Promise<Hello>;
  enrol(serverUrl: string, code: string, deviceName: string): Promise<EnrolResponse>;
  /** Online sign-in with the password: creates or renews this person's entry on the laptop, then unlocks. */
  signIn(login: string, password: string): Promise<UnlockedSession>;
  /** Offline unlock by someone who has signed in on this laptop before. */
  unlock(userId: string, password: string): Promise<UnlockedSession>;
  /** Forgets every key. Unsynced work stays, encrypted. */
  lock(): Promise<void>;
  /** Signs a content hash with the user's office key, after the password has been given again. */
  signContent(contentHash: string, password: string): Promise<{ readonly publicKey: string; readonly value: string }>;
  /** As `signContent`, for a paper that gets its number by it: makes the mark that is printed on it too. */
  signPaper(
    facts: { readonly contentHash: string; readonly number: string; readonly regDate: string },
    password: string,
  ): Promise<{
    readonly publicKey: string;
    readonly value: string;
    readonly mark: { readonly code: string; readonly publicKey: string; readonly binding: string };
  }>;
  /**
   * Signs the attributes of a certified signature (DER, CMS) with the user's office key, after the password has been
   * given again; gives back the signature, DER. Refuses any other bytes.
   */
  signAttributes(attributes: Uint8Array, password: string): Promise<Uint8Array>;
  /**
   * Has the timestamp service that the ministry has set answer a request (RFC 3161, DER), by way of the server. Rejects
   * with `timestamp_not_set`, `timestamp_refused`, `offline` ...
   */
  timestamp(request: Uint8Array): Promise<Uint8Array>;
  /** Offices by parts of their names, the best first, for whoever hands a case on. Rejects with `offline` ... */
  offices(text: string): Promise<OfficesFound>;
  /** Registers the user's public office key with the server. */
  registerKey(): Promise<void>;
  /**
   * Before the protected space exchanges: tells the server of emergency codes that were used on this laptop, and
   * deposits a new code for the space of whoever has unlocked, where none is there.
   */
  settleEmergencies(): Promise<void>;
  /**
   * Opens another person's part of the protected space for reading, by the code that the protection duty told. The use
   * is on the disk before the key is given. Rejects with `emergency_code_wrong`.
   */
  openByCode(ownerId: string, code: string, reason: string): Promise<ProtectedSpace>;
}

/** The server, as an unlocked client sees it. Rejects with codes; a batch error carries `expected` in `failure.params`. */
export interface TransportPort {
  push(request: PushRequest): Promise<PushResponse>;
  /** Readies the body of a push that is likely next, told by its very array of operations. Absent where that gains nothing. */
  prepare?(request: PushRequest): void;
  pull(request: PullRequest): Promise<PullResponse>;
  /** Which other offices have records like somebody who is being entered. Absent where the server isn't asked. */
  likely?(person: LikelyRequest): Promise<LikelyAnswer>;
  /** Subscribes to the hint stream; reconnects by itself with backoff. Returns how to stop. */
  hints(
    listener: (
      event:
        | { readonly kind: 'hint'; readonly hint: Hint }
        | { readonly kind: 'up' }
        | { readonly kind: 'down' }
        /** Something of this person's own part of the protected space has changed. */
        | { readonly kind: 'member' },
    ) => void,
  ): () => void;
}

/** The exchange of the protected space: as the office's own, by other routes, under the same hints. */
export type ProtectedTransportPort = Pick<TransportPort, 'push' | 'pull'>;

/** A protected file as somebody reads it in an emergency. */
export interface EmergencyFile {
  readonly id: string;
  readonly body: JsonObject;
  readonly events: readonly { readonly id: string; readonly body: JsonObject }[];
}

/** What somebody has asked for, must know of, and may decide on. Moments as ISO 8601. */
export interface EmergencyLists {
  readonly requests: readonly {
    readonly id: string;
    readonly wanted: string;
    readonly reason: string;
    readonly askedAt: string;
    readonly state: 'waiting' | 'approved' | 'declined' | 'ended';
    readonly until: string | null;
  }[];
  /** Uses by others of files that one is assigned to, or of one's own space. */
  readonly notices: readonly {
    readonly id: string;
    readonly kind: 'asked' | 'code';
    readonly asker: string;
    readonly reason: string;
    readonly askedAt: string;
    readonly until: string | null;
    readonly usedAt: string | null;
    readonly caseIds: readonly string[];
    readonly reviewedAt: string | null;
    readonly mayReview: boolean;
  }[];
  readonly decisions: readonly {
    readonly id: string;
    readonly asker: string;
    readonly wanted: string;
    readonly reason: string;
    readonly askedAt: string;
  }[];
}

/** Emergencies over the internet. Nothing of them is kept on the laptop. */
export interface EmergenciesPort {
  list(): Promise<EmergencyLists>;
  /** Asks for the file of somebody, by name or number. The answer is the same whether or not there is one. */
  ask(wanted: string, reason: string): Promise<void>;
  decide(id: string, approve: boolean): Promise<void>;
  review(id: string, note: string): Promise<void>;
  /** What an approved request opens, for as long as it does. Rejects with `not_found` before and after. */
  read(id: string): Promise<readonly EmergencyFile[]>;
}

/** A certificate as E-IMZO lists it; `alias` is a comma-separated name in lower case with PINFL and days in it. */
export interface StoredCertificate {
  readonly disk: string;
  readonly path: string;
  readonly name: string;
  readonly alias: string;
}

/** What the national signature is made with. */
export type NationalKey =
  | { readonly kind: 'file'; readonly certificate: StoredCertificate }
  /** ID card, BAIK token, CKC token: E-IMZO finds them itself. */
  | { readonly kind: 'idcard' }
  | { readonly kind: 'baikey' }
  | { readonly kind: 'ckc' };

/**
 * The national signature by E-IMZO, a program of its own on the signer's machine. Its window asks for the password;
 * this program never sees key nor password. Every method rejects with an `eimzo_...` code.
 */
export interface NationalPort {
  /** Whether E-IMZO runs, is new enough, and lets this program in. */
  status(): Promise<{ readonly version: string }>;
  certificates(): Promise<readonly StoredCertificate[]>;
  /** Signs content (standard base64); the message, standard base64, has the content in it. */
  sign(contentBase64: string, key: NationalKey): Promise<string>;
  /** The vendor's key for this program; null where none is set. */
  apiKey(): Promise<string | null>;
  setApiKey(apiKey: string | null): Promise<void>;
}

/** Notices of the operating system, for when the window is not in front. Never with names or contents of records. */
export interface NoticesPort {
  /** Shows a notice; a click brings the window to the front. False where the system shows none. */
  show(title: string, body: string): Promise<boolean>;
}

/** Files and printing. */
export interface FilesPort {
  /** Prints the current page's print view. */
  print(): Promise<void>;
  /** Makes a PDF of the print view and lets the user choose where to put it; null when they changed their mind. */
  savePdf(suggestedName: string): Promise<string | null>;
  /** Saves bytes through a file dialog. */
  saveFile(suggestedName: string, bytes: Uint8Array): Promise<string | null>;
}

/** Everything the desktop gives to the renderer, as `window.mahalla`. Async throughout; arguments are checked in main. */
export interface DesktopApi {
  readonly kind: 'electron';
  readonly version: string;
  readonly secrets: SecretsPort;
  readonly journal: JournalPort;
  readonly transport: TransportPort;
  /** Journal and exchange of the protected space of whoever has unlocked. */
  readonly protectedJournal: JournalPort;
  readonly protectedTransport: ProtectedTransportPort;
  readonly emergencies: EmergenciesPort;
  readonly files: FilesPort;
  readonly notices: NoticesPort;
  readonly attachments: AttachmentsPort;
  readonly scanner: ScannerPort;
  readonly national: NationalPort;
  /** Main tells the renderer to lock (system suspend, screen lock) or to hide quickly. */
  onSystem(listener: (event: 'lock' | 'hide') => void): () => void;
}

/**
 * How an answer travels over IPC: Electron flattens exceptions to their message, so failures go as values. `null`
 * arguments stand for `undefined`.
 */
export type IpcAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

const JOURNAL_METHODS = [
  'open',
  'append',
  'pending',
  'settle',
  'settled',
  'unsettleAll',
  'refused',
  'dismissRefused',
  'renewWriter',
  'note',
  'nextNumber',
  'heldNumbers',
  'releaseNumber',
  'close',
] as const;

/** One IPC channel a method: `mahalla:<port>.<method>`, all of them invoked; events come on `mahalla:event`. */
export const IPC_METHODS = {
  secrets: [
    'state',
    'probe',
    'enrol',
    'signIn',
    'unlock',
    'lock',
    'signContent',
    'signPaper',
    'signAttributes',
    'timestamp',
    'offices',
    'registerKey',
    'settleEmergencies',
    'openByCode',
  ],
  journal: JOURNAL_METHODS,
  protectedJournal: JOURNAL_METHODS,
  protectedTransport: ['push', 'pull'],
  emergencies: ['list', 'ask', 'decide', 'review', 'read'],
  transport: ['push', 'pull', 'likely', 'hintsOn', 'hintsOff'],
  attachments: ['places', 'write', 'finish', 'read', 'send', 'unsend', 'fetch', 'cancel', 'transfers', 'wake'],
  scanner: ['folder', 'choose', 'forget', 'found', 'read', 'take'],
  files: ['print', 'savePdf', 'saveFile'],
  notices: ['show'],
  national: ['status', 'certificates', 'sign', 'apiKey', 'setApiKey'],
} as const;

/** The channel that carries events from main to the renderer. */
export const IPC_EVENTS = 'mahalla:event';
