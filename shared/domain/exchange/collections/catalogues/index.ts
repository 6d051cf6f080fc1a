import { type Static, Type } from '@sinclair/typebox';
import { choice, day, requiredText } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { guardCatalogue } from './guard.ts';
import { fixtures } from './fixtures/index.ts';

/**
 * Kinds of catalogues: the working calendar, paper templates, the office's own card; and what an office keeps itself:
 * its days off, what the law on appeals leaves to it, patterns of numbers, closing records of journals, the nomenclature
 * of files and its volumes, words that transliteration gets wrong. `programme`, `rates` and `form` are versions of social
 * programmes' criteria, dated amounts (BHM, minimum consumption) and versions of casework forms, all of the ministry's.
 * `import` is the record of a list that an office brought in: see `import/record.ts` in casework.
 * `authority` and `certificates` are the ministry's certificates and lists, and an office's own.
 */
export const CATALOGUE_KINDS = [
  'calendar',
  'template',
  'office',
  'numbering',
  'book',
  'file',
  'volume',
  'settings',
  'authority',
  'certificates',
  'words',
  'programme',
  'rates',
  'form',
  'import',
] as const;

const schema = Type.Object(
  {
    kind: choice(CATALOGUE_KINDS),
    title: requiredText(200),
    validFrom: day(),
    validTo: day(),
    /** Content by kind: see `calendar.ts` and `template.ts` in the documents context. */
    data: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 200 }),
  },
  { additionalProperties: false },
);

/** Body of a catalogue. */
export type CatalogueBody = Static<typeof schema>;

/** Lists that the ministry keeps for everyone below an area, and those that an office keeps for itself. */
export const catalogues = defineCollection({
  name: 'catalogues',
  context: 'exchange',
  version: 1,
  schema,
  sharing: 'downward',
  merge: { data: 'map' },
  policy: { create: ['chair', 'secretary'], patch: ['chair', 'secretary'], remove: [] },
  readonlyFields: ['kind'],
  guard: guardCatalogue,
  related: (op) => {
    const data = op.patch.data as { readonly fileId?: unknown; readonly destroyedById?: unknown } | null | undefined;
    if (typeof data?.destroyedById !== 'string') return [];
    return [
      ['documents', data.destroyedById],
      ...(typeof data.fileId === 'string' ? [['catalogues', data.fileId] as const] : []),
    ];
  },
  sortKey: (body) => String(body.kind),
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
