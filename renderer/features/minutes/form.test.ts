import { describe, expect, it } from 'vitest';
import { documents } from '#shared/domain/documents/collections/documents/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { ActContext } from '../../documents/acts.ts';
import { emptyMinutes, fromMeeting, type MinutesForm, minutesFaults, saveMinutes, toMeeting } from './form.ts';

let ids = 0;
const newId = () => `id-${++ids}`;
const context: ActContext = {
  actor: { id: 'u-sec', name: 'Karimova', role: 'secretary' },
  at: '2026-11-24T06:00:00.000Z',
  today: '2026-11-24',
  newId,
};
const staff = [
  { name: 'Toʻxtayev Anvar', role: 'chair', position: 'Rais' },
  { name: 'Karimova Dilnoza', role: 'secretary' },
  { name: 'Yusupov Jasur', role: 'specialist' },
];
const empty = () => emptyMinutes({ newId, today: '2026-11-24', subject: 'Yigʻilish', place: 'MFY', staff });
const filled = (): MinutesForm => ({
  ...empty(),
  agenda: [
    {
      id: 'item-1',
      title: 'Hashar',
      votesFor: 3,
      decisions: [
        { id: 'dec-1', text: 'Oʻtkazilsin.', executorId: 'u-spec', dueDate: '2026-11-30' },
        { id: 'dec-2', text: ' ' },
      ],
    },
    { id: 'item-2', title: '' },
  ],
});

/** Lays the changes over a document by the rules that the server replays. */
function lay(doc: Doc | null, changes: ReturnType<typeof saveMinutes>): Doc | string {
  let at = doc;
  for (const change of changes) {
    const applied = apply(
      at,
      { id: newId(), at: context.at, actor: 'u-sec', base: at?.body ?? {}, version: 1, ...change },
      {
        definition: documents as unknown as CollectionDefinition,
        actor: { id: 'u-sec', role: 'secretary', officeId: 'office-1', publicKeys: [] },
        related: new Map(),
      },
    );
    if (applied.kind === 'refused') return applied.failure.code;
    at = applied.doc;
  }
  return at as Doc;
}

describe('the form of minutes', () => {
  it('begins with the office’s people and its chair and secretary', () => {
    expect(empty()).toMatchObject({ chairName: 'Toʻxtayev Anvar', clerkName: 'Karimova Dilnoza', members: '3' });
    expect(toMeeting(empty()).attendance).toHaveLength(3);
  });

  it('leaves out what nobody wrote, and says what lacks', () => {
    expect(toMeeting(empty()).agenda).toBeUndefined();
    expect(minutesFaults(empty())).toEqual([{ code: 'field_required', at: 'agenda' }]);
    expect(toMeeting(filled()).agenda).toEqual([
      { id: 'item-1', title: 'Hashar', votesFor: 3, decisions: [filled().agenda[0]?.decisions?.[0]] },
    ]);
    expect(minutesFaults(filled())).toEqual([]);
    expect(minutesFaults({ ...filled(), members: 'yetti', subject: ' ' }).map(({ at }) => at)).toEqual([
      'subject',
      'members',
    ]);
  });

  it('is saved as a draft, read back the same, and changed field by field', () => {
    const form = filled();
    const doc = lay(null, saveMinutes(form, null, 'Bayonnoma', context)) as Doc;
    expect(doc.body).toMatchObject({ journal: 'minutes', kind: 'minutes', state: 'draft', text: 'Bayonnoma' });
    const meeting = doc.body.meeting as never;
    expect(toMeeting(fromMeeting(doc.id, 'Yigʻilish', meeting))).toEqual(toMeeting(form));
    const began = { subject: 'Yigʻilish', text: 'Bayonnoma', meeting };
    expect(saveMinutes(form, began, 'Bayonnoma', context)).toEqual([]);
    const [change] = saveMinutes({ ...form, place: 'Maktab' }, began, 'Bayonnoma 2', context);
    expect(Object.keys(change?.patch ?? {})).toEqual(['text', 'meeting', 'history']);
    const changed = lay(doc, [change as never]) as Doc;
    expect(changed.body.meeting).toMatchObject({ place: 'Maktab', members: 3 });
  });

  it('is not taken for approval by either side without a quorum', () => {
    const form = filled();
    const send = (one: MinutesForm) => {
      const doc = lay(null, saveMinutes(one, null, 'Bayonnoma', context)) as Doc;
      return lay(doc, [
        { collection: 'documents', docId: one.paperId, kind: 'transition', transition: 'submit', patch: {} },
      ]);
    };
    expect(send({ ...form, members: '20' })).toBe('quorum_missing');
    expect(send({ ...form, agenda: [{ id: 'item-1', title: 'Hashar', votesFor: 9 }] })).toBe('votes_exceed_present');
    expect((send(form) as Doc).body.state).toBe('awaiting_approval');
  });
});
