import {
  type MergedField,
  mergePatch,
  type Parting,
  type PersonRecord,
  unmergePlan,
} from '#shared/domain/casework/merging.ts';
import type { Json } from '#shared/kernel/json.ts';
import type { ActContext } from '../documents/acts.ts';
import type { Change } from '../ports/data.ts';

const history = (context: ActContext, event: string, note = ''): Json => [
  {
    id: context.newId(),
    event,
    at: context.at,
    actor: context.actor.id,
    ...(note.trim() ? { note: note.trim() } : {}),
  },
];

const writing = (context: ActContext, seenIn?: string) => ({
  entryId: context.newId(),
  actor: context.actor.id,
  at: context.at,
  seenIn,
});

/**
 * Merges one record into another: the surviving one alone is written, the other stays as it is.
 * @param take fields whose value comes from the other record
 * @param seenIn said of values of which it isn't written down where they are known from
 */
export function mergePeople(
  survivor: PersonRecord,
  other: PersonRecord,
  take: readonly MergedField[],
  seenIn: string,
  context: ActContext,
): readonly Change[] {
  const { patch, base } = mergePatch(survivor.body, other, take, writing(context, seenIn));
  return [
    {
      collection: 'people',
      docId: survivor.id,
      kind: 'patch',
      patch: { ...patch, history: history(context, 'merged') },
      base,
    },
  ];
}

/**
 * Takes merges back: what was taken goes back where it wasn't edited since, and both records stand for themselves.
 * @param partings see `partingsOf`
 * @param bodyOf the present body of a record
 */
export function unmergePeople(
  partings: readonly Parting[],
  bodyOf: (personId: string) => PersonRecord['body'] | undefined,
  words: { readonly note: string; readonly seenIn: string },
  context: ActContext,
): readonly Change[] {
  return partings.flatMap(({ personId, mergeIds }): readonly Change[] => {
    const body = bodyOf(personId);
    if (!body) return [];
    const { patch, base } = unmergePlan(
      body,
      mergeIds,
      mergeIds.map(() => writing(context, words.seenIn)),
      words.note,
    );
    return [
      {
        collection: 'people',
        docId: personId,
        kind: 'patch',
        patch: { ...patch, history: history(context, 'unmerged', words.note) },
        base,
      },
    ];
  });
}

/** Remembers that two records that look alike are of two people. */
export function sayNotSame(id: string, otherId: string, context: ActContext): readonly Change[] {
  const { entryId, actor, at } = writing(context);
  return [
    {
      collection: 'people',
      docId: id,
      kind: 'patch',
      patch: { notSame: [{ id: entryId, otherId, actor, at }], history: history(context, 'not_same') },
    },
  ];
}
