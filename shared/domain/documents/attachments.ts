import { type Static, Type } from '@sinclair/typebox';
import { choice } from '#shared/domain/fields.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { FILE_TYPES } from './file-types.ts';

/**
 * What a file is to its paper: the paper itself on a scanner's glass, an annex (which a signature covers), the proof
 * that a task was executed, anything else; `signed` is the paper itself as a signed PDF, which only signing makes.
 */
export const ATTACHMENT_ROLES = ['scan', 'annex', 'report', 'other', 'signed'] as const;
/** A role of an attachment. */
export type AttachmentRole = (typeof ATTACHMENT_ROLES)[number];

/** Largest file that a record may name, bytes. What a laptop and a server take is a setting below it. */
export const MAX_ATTACHMENT_BYTES = 1_073_741_824;
/** Largest file that is taken where nothing else is set, bytes. */
export const DEFAULT_FILE_LIMIT = 100 * 1_048_576;
/** Most files of one record, taken away ones included. */
export const MAX_ATTACHMENTS = 500;

const entry = Type.Object(
  {
    id: Type.String({ minLength: 3, maxLength: 64 }),
    /** SHA-256 of the bytes, hexadecimal: the file's name everywhere. */
    hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    size: Type.Integer({ minimum: 1, maximum: MAX_ATTACHMENT_BYTES }),
    /** By the bytes, never by the name. */
    type: choice(FILE_TYPES),
    role: choice(ATTACHMENT_ROLES),
    pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    /** There is a program in it (scripts, macros); it never runs here. */
    scripted: Type.Optional(Type.Literal(true)),
    /** Who attached it, when by their clock. */
    actor: Type.String({ maxLength: 64 }),
    at: Type.String({ maxLength: 32 }),
  },
  { additionalProperties: false },
);

/** A file of a paper or a task: its description. The bytes travel by themselves. */
export type Attachment = Static<typeof entry>;

/** What is known of a file before it belongs to a record. */
export const fileDescription = Type.Pick(entry, ['hash', 'name', 'size', 'type', 'pages', 'scripted'], {
  additionalProperties: false,
});
/** A file before it belongs to a record. */
export type FileDescription = Static<typeof fileDescription>;

/** Fields of a record that has files: the files only accumulate, and a set says which were taken away. */
export const attachmentFields = {
  attachments: Type.Optional(Type.Array(entry, { maxItems: MAX_ATTACHMENTS })),
  removedAttachmentIds: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: MAX_ATTACHMENTS })),
};

/** How two laptops' files of one record meet. */
export const attachmentMerge = { attachments: 'log', removedAttachmentIds: 'set' } as const;

/** The part of a body that speaks of files. */
export interface WithAttachments {
  readonly attachments?: readonly Attachment[] | undefined;
  readonly removedAttachmentIds?: readonly string[] | undefined;
}

/** The files of a record that were not taken away, in the order in which they came. */
export function attachmentsOf(body: WithAttachments): readonly Attachment[] {
  const removed = new Set(body.removedAttachmentIds ?? []);
  return (body.attachments ?? []).filter((one) => !removed.has(one.id));
}

/**
 * What a signature says of a paper's annexes: hash and name of each, in the order of their hashes; empty where there are
 * none. Part of `contentHash`, so an annex that was put in, taken out or exchanged after signing is found.
 */
export function annexesOf(body: JsonObject): readonly JsonObject[] {
  return attachmentsOf(body as WithAttachments)
    .filter((one) => one.role === 'annex')
    .map(({ hash, name }) => ({ hash, name }))
    .toSorted((a, b) => (a.hash === b.hash ? (a.name < b.name ? -1 : 1) : a.hash < b.hash ? -1 : 1));
}

/** A new entry for a record's `attachments`, as a patch. */
export function attachPatch(attachments: readonly Attachment[]): JsonObject {
  return { attachments: attachments as unknown as Json };
}
