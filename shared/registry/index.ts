import { staff } from '#shared/domain/access/collections/staff/index.ts';
import { auditEvents } from '#shared/domain/audit/collections/audit-events/index.ts';
import { caseEvents } from '#shared/domain/casework/collections/case-events/index.ts';
import { cases } from '#shared/domain/casework/collections/cases/index.ts';
import { households } from '#shared/domain/casework/collections/households/index.ts';
import { people } from '#shared/domain/casework/collections/people/index.ts';
import { programmeEntries } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { documents } from '#shared/domain/documents/collections/documents/index.ts';
import { signatures } from '#shared/domain/documents/collections/signatures/index.ts';
import { tasks } from '#shared/domain/documents/collections/tasks/index.ts';
import { templates } from '#shared/domain/documents/collections/templates/index.ts';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';

/** The one list of collections. RxDB's free edition opens 13 a process, so there are never more than 12. */
export const collections = {
  documents,
  tasks,
  signatures,
  templates,
  people,
  households,
  cases,
  caseEvents,
  programmeEntries,
  staff,
  catalogues,
  auditEvents,
} as const;

/** The name of a collection. */
export type CollectionName = keyof typeof collections;

/** All names, in the order in which a first sync writes them. */
export const collectionNames = Object.keys(collections) as readonly CollectionName[];

/** The definition of a collection, or undefined for a name that this version doesn't know. */
export function findCollection(name: string): CollectionDefinition | undefined {
  return Object.hasOwn(collections, name)
    ? (collections[name as CollectionName] as unknown as CollectionDefinition)
    : undefined;
}
