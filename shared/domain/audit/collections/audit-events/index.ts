import { type Static, Type } from '@sinclair/typebox';
import { choice, moment, reference, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

/** What a laptop reports of itself. What is done to records is in the operations already. */
export const AUDIT_EVENT_KINDS = [
  'unlocked',
  'unlock_failed',
  'locked',
  'user_added',
  'printed',
  'exported',
  /** A file of any kind was signed with the office key; the detail is its SHA-256. */
  'file_signed',
  'key_created',
  'replica_rebuilt',
  'writer_changed',
] as const;

const schema = Type.Object(
  {
    event: choice(AUDIT_EVENT_KINDS),
    at: moment(),
    actor: reference(),
    /** The record it was about. */
    collection: text(32),
    docId: reference(),
    /** A number of tries, of rows, a code: never a name. */
    detail: text(64),
  },
  { additionalProperties: false },
);

/** Body of an audit event. */
export type AuditEventBody = Static<typeof schema>;

/** Events of the laptop itself, append-only. */
export const auditEvents = defineCollection({
  name: 'auditEvents',
  context: 'audit',
  version: 0,
  schema,
  sharing: 'office',
  merge: {},
  policy: { create: ['chair', 'secretary', 'specialist'], patch: [], remove: [] },
  readonlyFields: Object.keys(schema.properties),
  sortKey: () => '',
  migrations: {},
  fixtures,
});
