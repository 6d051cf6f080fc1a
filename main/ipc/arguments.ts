import { type TObject, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { ERROR_CODES } from '#shared/kernel/errors.ts';
import type { IPC_METHODS } from '#shared/ipc/desktop-api.ts';
import { OperationSchema } from '#shared/sync/operation.ts';
import { ATTACHMENT_CHANNELS } from './attachments.ts';
import { LikelyRequestSchema } from '#shared/sync/likely.ts';
import { MAX_PUSH_OPERATIONS, PullRequestSchema, PushRequestSchema } from '#shared/sync/protocol.ts';

const text = (maxLength: number) => Type.String({ maxLength });
const id = Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const counter = Type.String({ minLength: 1, maxLength: 128 });
const limit = Type.Integer({ minimum: 1, maximum: 100_000 });
const draft = Type.Omit(OperationSchema as TObject, ['writer', 'seq'], { additionalProperties: false });
const settlement = Type.Object(
  {
    id,
    outcome: Type.Union([Type.Literal('applied'), Type.Literal('merged'), Type.Literal('refused')]),
    code: Type.Optional(Type.Union(ERROR_CODES.map((code) => Type.Literal(code)))),
    params: Type.Optional(Type.Record(text(64), Type.Union([text(1_024), Type.Number()]))),
  },
  { additionalProperties: false },
);
const note = Type.Object(
  {
    replicaId: text(64),
    epoch: text(64),
    checkpoint: count,
    counts: Type.Record(text(64), count),
  },
  { additionalProperties: false },
);

const journal = {
  open: [],
  append: [Type.Array(draft, { maxItems: 10 * MAX_PUSH_OPERATIONS })],
  pending: [count, limit],
  settle: [Type.Array(settlement, { maxItems: 10 * MAX_PUSH_OPERATIONS }), Type.Number()],
  settled: [count, limit],
  unsettleAll: [],
  refused: [],
  dismissRefused: [id],
  renewWriter: [],
  note: [note],
  nextNumber: [counter, count, id],
  heldNumbers: [],
  releaseNumber: [counter, id],
  close: [],
} satisfies Record<(typeof IPC_METHODS.journal)[number], readonly TSchema[]>;

const port = (name: string, methods: Readonly<Record<string, readonly TSchema[]>>) =>
  Object.entries(methods).map(([method, list]) => [`mahalla:${name}.${method}`, Type.Tuple([...list])] as const);

/** What each channel takes. A channel that is not here does not exist. */
export const CHANNELS: ReadonlyMap<string, TSchema> = new Map<string, TSchema>([
  ...port('secrets', {
    state: [],
    probe: [text(2_048)],
    enrol: [text(2_048), text(32), Type.String({ minLength: 1, maxLength: 80 })],
    signIn: [Type.String({ minLength: 1, maxLength: 64 }), Type.String({ minLength: 1, maxLength: 256 })],
    unlock: [id, Type.String({ minLength: 1, maxLength: 256 })],
    lock: [],
    signContent: [Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.String({ minLength: 1, maxLength: 256 })],
    signPaper: [
      Type.Object(
        {
          contentHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          number: Type.String({ minLength: 1, maxLength: 60 }),
          regDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
        },
        { additionalProperties: false },
      ),
      Type.String({ minLength: 1, maxLength: 256 }),
    ],
    signAttributes: [Type.Uint8Array({ maxByteLength: 8_192 }), Type.String({ minLength: 1, maxLength: 256 })],
    timestamp: [Type.Uint8Array({ maxByteLength: 1_024 })],
    offices: [text(100)],
    registerKey: [],
    settleEmergencies: [],
    openByCode: [
      id,
      Type.String({ minLength: 1, maxLength: 64 }),
      Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' }),
    ],
  } satisfies Record<(typeof IPC_METHODS.secrets)[number], readonly TSchema[]>),
  ...port('journal', journal),
  ...port('protectedJournal', journal),
  ...port('transport', {
    push: [PushRequestSchema],
    pull: [PullRequestSchema],
    likely: [LikelyRequestSchema],
    hintsOn: [],
    hintsOff: [],
  } satisfies Record<(typeof IPC_METHODS.transport)[number], readonly TSchema[]>),
  ...port('protectedTransport', {
    push: [PushRequestSchema],
    pull: [PullRequestSchema],
  } satisfies Record<(typeof IPC_METHODS.protectedTransport)[number], readonly TSchema[]>),
  ...port('emergencies', {
    list: [],
    ask: [Type.String({ minLength: 3, maxLength: 200 }), Type.String({ minLength: 5, maxLength: 1_000 })],
    decide: [id, Type.Boolean()],
    review: [id, Type.String({ minLength: 5, maxLength: 1_000 })],
    read: [id],
  } satisfies Record<(typeof IPC_METHODS.emergencies)[number], readonly TSchema[]>),
  ...port('attachments', ATTACHMENT_CHANNELS.attachments),
  ...port('scanner', ATTACHMENT_CHANNELS.scanner),
  ...port('files', {
    print: [],
    savePdf: [text(255)],
    saveFile: [text(255), Type.Uint8Array({ maxByteLength: 256 * 1_048_576 })],
  } satisfies Record<(typeof IPC_METHODS.files)[number], readonly TSchema[]>),
  ...port('notices', {
    show: [Type.String({ minLength: 1, maxLength: 80 }), Type.String({ minLength: 1, maxLength: 300 })],
  } satisfies Record<(typeof IPC_METHODS.notices)[number], readonly TSchema[]>),
  ...port('national', {
    status: [],
    certificates: [],
    sign: [
      Type.String({ minLength: 4, maxLength: 4_096, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
      Type.Union([
        Type.Object(
          {
            kind: Type.Literal('file'),
            certificate: Type.Object(
              { disk: text(512), path: text(1_024), name: text(512), alias: text(4_096) },
              { additionalProperties: false },
            ),
          },
          { additionalProperties: false },
        ),
        ...(['idcard', 'baikey', 'ckc'] as const).map((kind) =>
          Type.Object({ kind: Type.Literal(kind) }, { additionalProperties: false }),
        ),
      ]),
    ],
    apiKey: [],
    setApiKey: [Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 512, pattern: '^[!-~]+$' })])],
  } satisfies Record<(typeof IPC_METHODS.national)[number], readonly TSchema[]>),
]);

/** Whether a channel's arguments are what it takes. */
export function areArgumentsValid(channel: string, values: readonly unknown[]): boolean {
  const schema = CHANNELS.get(channel);
  return schema !== undefined && Value.Check(schema, values);
}
