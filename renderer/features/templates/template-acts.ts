import type { DocumentBody, DocumentKind } from '#shared/domain/documents/collections/documents/index.ts';
import type { TemplateBody } from '#shared/domain/documents/collections/templates/index.ts';
import { DEFAULT_JOURNAL } from '#shared/domain/documents/journals.ts';
import type { Json } from '#shared/kernel/json.ts';
import { type ActContext, compact, createDraft, history } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';

/** What the template's form writes. */
export type TemplateFields = Pick<
  TemplateBody,
  'title' | 'kind' | 'language' | 'subject' | 'text' | 'topic' | 'notice' | 'docx' | 'docxName'
>;

/** Makes a template of the office's own. */
export function createTemplate(id: string, fields: TemplateFields, context: ActContext): readonly Change[] {
  return [
    {
      collection: 'templates',
      docId: id,
      kind: 'create',
      patch: {
        ...compact(fields),
        createdBy: context.actor.id,
        createdAt: context.at,
        history: history(context, 'created'),
      },
    },
  ];
}

const FIELDS = ['title', 'kind', 'language', 'subject', 'text', 'topic', 'notice', 'docx', 'docxName'] as const;

/** Changes a template; the text that it had is kept as a version. */
export function editTemplate(
  id: string,
  before: TemplateBody,
  fields: TemplateFields,
  context: ActContext,
): readonly Change[] {
  const patch: Record<string, Json> = {};
  const base: Record<string, Json> = {};
  for (const field of FIELDS) {
    const had = (before[field] ?? null) as Json;
    const has = (fields[field] || null) as Json;
    if (had === has) continue;
    patch[field] = has;
    base[field] = had;
  }
  if (Object.keys(patch).length === 0) return [];
  const reworded = 'text' in patch || 'subject' in patch;
  return [
    {
      collection: 'templates',
      docId: id,
      kind: 'patch',
      patch: {
        ...patch,
        ...(reworded
          ? {
              versions: [
                {
                  id: context.newId(),
                  at: context.at,
                  actor: context.actor.id,
                  subject: before.subject,
                  text: before.text ?? '',
                },
              ],
            }
          : {}),
        history: history(context, 'edited'),
      },
      base,
    },
  ];
}

/** Stops offering a template; papers that were written from it keep their link. */
export function retireTemplate(id: string, context: ActContext): readonly Change[] {
  return [
    {
      collection: 'templates',
      docId: id,
      kind: 'patch',
      patch: { retiredDate: context.today, history: history(context, 'retired') },
    },
  ];
}

/** Begins a paper from a filled template, in the journal where papers of its kind stand. */
export function draftFromTemplate(
  paper: {
    readonly id: string;
    readonly kind: DocumentKind;
    readonly subject: string;
    readonly text: string;
    readonly templateId?: string;
    readonly correspondent?: DocumentBody['correspondent'];
  },
  context: ActContext,
): readonly Change[] {
  const { id, kind, subject, text, templateId, correspondent } = paper;
  const journal = DEFAULT_JOURNAL[kind];
  return [
    createDraft(
      {
        paperId: id,
        // An appeal's or an incoming kind is never written from a template: what is, goes out.
        journal: journal === 'appeals' || journal === 'incoming' || journal === 'reception' ? 'outgoing' : journal,
        kind,
        subject,
        text,
        ...(templateId ? { templateId } : {}),
        ...(correspondent ? { correspondent } : {}),
      },
      context,
    ),
  ];
}
