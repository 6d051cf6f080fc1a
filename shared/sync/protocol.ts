import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { OperationSchema, type Conflict, type Operation } from './operation.ts';
import type { PackedRows } from './columns.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { Role } from '#shared/domain/access/roles.ts';

/** Raised with every change of the wire that an older side would misread; a test pins the schemas' hash beside it. */
export const PROTOCOL_VERSION = 1;
/** The oldest protocol that this code still speaks. */
export const OLDEST_PROTOCOL = 1;
/** Largest body of a push, in bytes before compression. */
export const MAX_PUSH_BYTES = 1_048_576;
/** Most operations in one push. */
export const MAX_PUSH_OPERATIONS = 1_000;
/** Most documents in one page of a pull. */
export const MAX_PULL_DOCS = 2_000;
/** Header by which each side says its protocol. */
export const PROTOCOL_HEADER = 'mahalla-protocol';

/** `GET /api/v1/hello`: proves that the address is a Mahalla server and not a captive portal. */
export interface Hello {
  readonly product: 'mahalla';
  readonly serverId: string;
  readonly name: string;
  readonly protocol: { readonly min: number; readonly max: number };
  /** Changes with every restore from a backup. */
  readonly epoch: string;
  /** Server's time, milliseconds since 1970 UTC. */
  readonly time: number;
}

/** `POST /api/v1/devices/enrol` */
export const EnrolRequestSchema = Type.Object(
  {
    code: Type.String({ minLength: 4, maxLength: 32 }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    /** The device's public key: a P-256 JWK. */
    publicKey: Type.Object(
      {
        kty: Type.Literal('EC'),
        crv: Type.Literal('P-256'),
        x: Type.String({ minLength: 43, maxLength: 43 }),
        y: Type.String({ minLength: 43, maxLength: 43 }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
/** Body of an enrolment. */
export type EnrolRequest = Static<typeof EnrolRequestSchema>;

/** An office as a laptop knows it. */
export interface OfficeInfo {
  readonly id: string;
  readonly area: string;
  readonly name: { readonly latn: string; readonly cyrl: string };
  readonly district: { readonly latn: string; readonly cyrl: string };
  readonly region: { readonly latn: string; readonly cyrl: string };
  /** Index that the office's numbers begin with, such as `12`. */
  readonly index: string;
}

/** Answer to an enrolment. */
export interface EnrolResponse {
  readonly deviceId: string;
  /** The device's number within its office, from 1: its lane in every series of numbers. */
  readonly lane: number;
  readonly office: OfficeInfo;
  readonly serverId: string;
  readonly serverName: string;
  readonly epoch: string;
}

/** `POST /api/v1/session/login`. DPoP header required; `deviceId` absent for the console. */
export const LoginRequestSchema = Type.Object(
  {
    login: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    deviceId: Type.Optional(Type.String({ minLength: 3, maxLength: 64 })),
  },
  { additionalProperties: false },
);
/** Body of a sign-in. */
export type LoginRequest = Static<typeof LoginRequestSchema>;

/** A user as a session knows them. */
export interface UserInfo {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly officeId: string;
  /** Area of duty: the office's own for office roles. */
  readonly area: string;
}

/** Answer to a sign-in or a refresh. */
export interface SessionResponse {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly user: UserInfo;
  /**
   * The server's half of the device's second key wrap: 32 bytes, base64url. Only a signed-in user of the device's
   * office gets it, and it opens nothing without the device's own secret. Absent for the console.
   */
  readonly deviceShare?: string;
  /** The server's half of the second wrap of this person's own key on this device: as above, for them alone. */
  readonly userShare?: string;
}

/** `POST /api/v1/session/refresh` */
export const RefreshRequestSchema = Type.Object(
  { refreshToken: Type.String({ minLength: 10, maxLength: 512 }) },
  { additionalProperties: false },
);

/** `POST /api/v1/session/key`: registers the public office key of the signed-in user. */
export const KeyRequestSchema = Type.Object(
  {
    publicKey: Type.String({ minLength: 87, maxLength: 87, pattern: '^[A-Za-z0-9_-]+$' }),
    /** A certification request for the key (PKCS #10), base64url: proves that its sender holds the secret. */
    request: Type.Optional(Type.String({ minLength: 100, maxLength: 2_000, pattern: '^[A-Za-z0-9_-]+$' })),
  },
  { additionalProperties: false },
);

/** `POST /api/v1/sync/push`: operations of one writer, in `seq` order, without gaps. */
export const PushRequestSchema: TSchema = Type.Object(
  {
    writer: Type.String({ minLength: 3, maxLength: 64 }),
    operations: Type.Array(OperationSchema, { minItems: 1, maxItems: MAX_PUSH_OPERATIONS }),
  },
  { additionalProperties: false },
);
const PackedSchema = Type.Object(
  { n: Type.Integer({ minimum: 0 }), rows: Type.Unknown() },
  { additionalProperties: false },
);

/** The same with its operations by columns (see `columns.ts`): how clients send it. */
export const PackedPushSchema: TSchema = Type.Object(
  { writer: Type.String({ minLength: 3, maxLength: 64 }), packed: PackedSchema },
  { additionalProperties: false },
);
/** Body of a push whose operations are packed. */
export interface PackedPush {
  readonly writer: string;
  readonly packed: PackedRows;
}
/** Most characters of a packed push once unpacked: a few bytes can stand for very many. */
export const MAX_UNPACKED_SIZE = 4 * MAX_PUSH_BYTES;

/** Body of a push. */
export interface PushRequest {
  readonly writer: string;
  readonly operations: readonly Operation[];
}

/** A document on the wire. */
export interface WireDoc {
  readonly collection: string;
  readonly id: string;
  readonly officeId: string;
  readonly version: number;
  readonly body: JsonObject;
  /** Absent where there are none. */
  readonly conflicts?: readonly Conflict[];
  readonly removed?: true;
  /** Place in the server's change log. */
  readonly seq: number;
}

/** What became of one operation. */
export interface Answer {
  readonly id: string;
  readonly seq: number;
  /** `duplicate`: had been handled before; `outcome` says how. */
  readonly result: 'merged' | 'refused' | 'duplicate';
  readonly outcome?: 'applied' | 'merged' | 'refused';
  readonly code?: ErrorCode;
  readonly params?: Readonly<Record<string, string | number>>;
  /** The document as the server has it now; null where there is none that this device may see. */
  readonly doc: WireDoc | null;
}

/** Answer to a push. Operations without an entry in `answers` were applied as they were. */
export interface PushResponse {
  readonly epoch: string;
  /** Every operation of the writer up to here has been handled. */
  readonly acked: number;
  /** Head of the server's change log. */
  readonly head: number;
  /** Server's time, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly answers: readonly Answer[];
}

/** `POST /api/v1/sync/pull` */
export const PullRequestSchema = Type.Object(
  {
    writer: Type.String({ minLength: 3, maxLength: 64 }),
    /** The epoch that `after` belongs to; empty at first. */
    epoch: Type.String({ maxLength: 64 }),
    after: Type.Integer({ minimum: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: MAX_PULL_DOCS }),
    /** Whether documents whose last change came from this very writer are wanted too (a rebuild). */
    echo: Type.Boolean(),
    /** Whether the documents are wanted by columns (`packed`, see `columns.ts`) in place of `docs`. */
    packed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
/** Body of a pull. */
export type PullRequest = Static<typeof PullRequestSchema>;

/** A page of changes. `after` of another epoch is answered from the beginning. */
export interface PullResponse {
  readonly epoch: string;
  readonly docs: readonly WireDoc[];
  /** Checkpoint after this page. */
  readonly next: number;
  /** Whether more is waiting. */
  readonly more: boolean;
  readonly head: number;
  /** The highest `seq` of this writer that the server has handled; 0 for a writer it doesn't know. */
  readonly writerSeq: number;
  readonly time: number;
}

/** A page of changes whose documents are by columns. */
export interface PackedPull extends Omit<PullResponse, 'docs'> {
  readonly packed: PackedRows;
}

/** A line of the hint stream `GET /api/v1/sync/hints` (server-sent events, event `seq`). */
export interface Hint {
  readonly epoch: string;
  readonly seq: number;
}

/** Body of every failed request. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly params?: Readonly<Record<string, string | number>>;
  /** For `seq_gap`: the number that the server expects next. For `writer_forked`: the writer's highest number. */
  readonly expected?: number;
  /** Correlates with the server's log. */
  readonly requestId?: string;
}

/** Every request schema of the sync protocol, for the hash that pins {@link PROTOCOL_VERSION}. */
export const WIRE_SCHEMAS: Readonly<Record<string, TSchema>> = {
  enrol: EnrolRequestSchema,
  login: LoginRequestSchema,
  refresh: RefreshRequestSchema,
  key: KeyRequestSchema,
  push: PushRequestSchema,
  packedPush: PackedPushSchema,
  pull: PullRequestSchema,
};
