import { type Static, Type } from '@sinclair/typebox';
import { TOPICS } from '#shared/domain/documents/abolished.ts';
import { DOCUMENT_KINDS } from '#shared/domain/documents/collections/documents/index.ts';
import { NOTICE_KINDS } from '#shared/domain/documents/notices.ts';
import { renderTemplate, TEMPLATE_FIELDS } from '#shared/domain/documents/template.ts';
import { choice, day, historyLog, moment, reference, requiredText, text } from '#shared/domain/fields.ts';
import { LANGUAGES } from '#shared/domain/language/language.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { fixtures } from './fixtures/index.ts';

/** The largest DOCX file that a template holds, in bytes: it travels with the record, in one push with others. */
export const MAX_DOCX_BYTES = 360_000;

const schema = Type.Object(
  {
    title: requiredText(200),
    kind: choice(DOCUMENT_KINDS),
    language: choice(LANGUAGES),
    subject: requiredText(500),
    /** The paper's text with merge fields, see `template.ts`. */
    text: text(60_000),
    /** What the paper would prove; papers about some things were abolished, see `abolished.ts`. */
    topic: Type.Optional(choice(TOPICS)),
    /** The notice that it is used for instead of the program's own text. */
    notice: Type.Optional(choice(NOTICE_KINDS)),
    /** A DOCX file with merge fields, base64: a filled copy has its looks. */
    docx: text(Math.ceil(MAX_DOCX_BYTES / 3) * 4),
    docxName: text(120),
    /** Since when it is not offered any more. */
    retiredDate: day(),
    /** Earlier texts, the oldest first. */
    versions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String({ maxLength: 64 }),
            at: Type.String({ maxLength: 32 }),
            actor: Type.String({ maxLength: 64 }),
            subject: Type.String({ maxLength: 500 }),
            text: Type.String({ maxLength: 60_000 }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 60 },
      ),
    ),
    createdBy: reference(),
    createdAt: moment(),
    history: historyLog(),
  },
  { additionalProperties: false },
);

/** Body of a template. */
export type TemplateBody = Static<typeof schema>;

// Any value will do: what matters is whether each field is known.
const KNOWN: JsonObject = TEMPLATE_FIELDS.reduce<Record<string, Record<string, string> | string>>((values, path) => {
  const [group, field] = path.split('.') as [string, string?];
  if (field === undefined) values[group] = '';
  else values[group] = { ...(values[group] as Record<string, string> | undefined), [field]: '' };
  return values;
}, {});

function unknownField(body: JsonObject): ErrorCode | null {
  for (const part of [body.subject, body.text]) {
    if (typeof part === 'string' && !renderTemplate(part, KNOWN as never).ok) return 'template_field_unknown';
  }
  return null;
}

/** An office's own templates of papers. The ministry's come as catalogues of the kind `template`. */
export const templates = defineCollection({
  name: 'templates',
  context: 'documents',
  version: 0,
  schema,
  sharing: 'downward',
  merge: { versions: 'log', history: 'log' },
  policy: { create: ['chair', 'secretary'], patch: ['chair', 'secretary'], remove: [] },
  readonlyFields: ['createdBy', 'createdAt'],
  stamps: ['createdBy'],
  guard: ({ kind, body }) => (kind === 'remove' ? null : unknownField(body)),
  sortKey: (body) => `${String(body.kind)}|${String(body.language)}`,
  migrations: {},
  fixtures,
});
