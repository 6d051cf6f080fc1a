import { describe, expect, it } from 'vitest';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { noticeTemplate } from '#shared/domain/documents/notices.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../ports/data.ts';
import { type ActContext, closePaper, registerPaper, submitDraft, approvePaper } from './acts.ts';
import { resolvePaper } from './control-acts.ts';
import {
  draftNotices,
  extendAppeal,
  type FilledNotice,
  forwardAppeal,
  leaveUnconsidered,
  studyAppeal,
} from './appeal-acts.ts';

const OFFICE = 'office-1';

/** An office whose documents live in a map, with the real `apply` in front of it. */
function createOffice() {
  let docs = new Map<string, Doc>();
  let ids = 0;
  const context = (role: Role): ActContext => ({
    actor: { id: `u-${role}`, name: role, role },
    at: '2026-11-24T06:00:00.000Z',
    today: '2026-11-24',
    newId: () => `id-${++ids}`,
  });
  function commit(role: Role, changes: readonly Change[]): string | null {
    const after = new Map(docs);
    for (const change of changes) {
      const key = `${change.collection}/${change.docId}`;
      const applied = apply(
        after.get(key) ?? null,
        {
          id: `op-${++ids}`,
          at: '2026-11-24T06:00:00.000Z',
          actor: `u-${role}`,
          base: (after.get(key)?.body as JsonObject) ?? {},
          version: 0,
          ...change,
        },
        {
          definition: collections[change.collection] as unknown as CollectionDefinition,
          actor: { id: `u-${role}`, role, officeId: OFFICE, publicKeys: [] },
          related: after,
        },
      );
      if (applied.kind === 'refused') return applied.failure.code;
      after.set(key, applied.doc);
    }
    docs = after;
    return null;
  }
  const body = (id: string) => docs.get(`documents/${id}`)?.body as unknown as DocumentBody;
  const paper = (id: string) => ({ id, body: body(id) });
  const tasks = (paperId: string) =>
    [...docs.values()]
      .filter((doc) => doc.collection === 'tasks' && doc.body.documentId === paperId)
      .map(({ id, body: task }) => ({
        id,
        kind: task.kind as 'assignment',
        state: String(task.state),
        dueDate: task.dueDate as string | undefined,
      }));
  return { context, commit, body, paper, tasks };
}

type Office = ReturnType<typeof createOffice>;

function register(office: Office, kind: 'request' | 'proposal' = 'request', anonymous = false) {
  return office.commit(
    'secretary',
    registerPaper(
      {
        paperId: 'appeal-1',
        journal: 'appeals',
        kind,
        form: 'written',
        subject: 'Suv quvuri',
        receivedDate: '2026-11-02',
        receivedTime: '17:40',
        appealTerm: 'plain',
        dueDate: kind === 'proposal' ? '2026-12-02' : '2026-11-17',
        dueRule: kind === 'proposal' ? 'proposal_month' : 'appeal_15_days',
        applicants: [{ name: 'Aliyev Anvar' }],
        ...(anonymous ? {} : { correspondent: { kind: 'person' as const, personId: 'p-1', name: 'Karimova Dilnoza' } }),
      },
      { number: '12-1/57', regDate: '2026-11-02' },
      office.context('secretary'),
    ),
  );
}

function resolve(office: Office) {
  const dueDate = office.body('appeal-1').dueDate!;
  return office.commit(
    'chair',
    resolvePaper(
      office.paper('appeal-1'),
      [],
      {
        clauses: [{ clause: '', executorId: 'u-specialist', coExecutorIds: [], dueDate, text: 'Oʻrganilsin' }],
        control: 'on',
      },
      office.context('chair'),
    ),
  );
}

const notice = (noticeKind: FilledNotice['noticeKind']): FilledNotice => ({
  id: `notice-${noticeKind}`,
  noticeKind,
  subject: 'Xabar',
  text: 'Matn',
});
const STUDY = { dueDate: '2026-12-02', dueRule: 'appeal_month_study', reason: 'Joyida oʻrganiladi' } as const;
const EXTENDED = { dueDate: '2027-01-04', dueRule: 'appeal_month_extended', reason: 'Laboratoriya' } as const;

describe('terms of an appeal (ORQ-445, article 28)', () => {
  it('studies, then extends, once each; assignments follow; the applicant is told by linked drafts', () => {
    const office = createOffice();
    const { commit, context, paper, tasks, body } = office;
    expect(register(office)).toBeNull();
    expect(resolve(office)).toBeNull();
    expect(
      commit('chair', extendAppeal(paper('appeal-1'), [], EXTENDED, [], context('chair'))),
      'no extension without a study',
    ).toBe('transition_not_allowed');
    expect(
      commit('chair', studyAppeal(paper('appeal-1'), tasks('appeal-1'), STUDY, [notice('study')], context('chair'))),
    ).toBeNull();
    expect(body('appeal-1')).toMatchObject({ appealTerm: 'study', dueDate: '2026-12-02', termReason: STUDY.reason });
    expect(tasks('appeal-1')).toMatchObject([{ dueDate: '2026-12-02' }]);
    expect(body('notice-study')).toMatchObject({
      journal: 'outgoing',
      kind: 'letter',
      state: 'draft',
      noticeOf: 'appeal-1',
      noticeKind: 'study',
      correspondent: { personId: 'p-1', name: 'Karimova Dilnoza' },
    });
    expect(commit('chair', studyAppeal(paper('appeal-1'), [], STUDY, [], context('chair')))).toBe(
      'transition_not_allowed',
    );
    expect(
      commit(
        'chair',
        extendAppeal(paper('appeal-1'), tasks('appeal-1'), EXTENDED, [notice('extension')], context('chair')),
      ),
    ).toBeNull();
    expect(body('appeal-1')).toMatchObject({ appealTerm: 'extended', dueDate: '2027-01-04', extendedBy: 'u-chair' });
    expect(commit('chair', extendAppeal(paper('appeal-1'), [], EXTENDED, [], context('chair')))).toBe(
      'transition_not_allowed',
    );
    expect(body('appeal-1').history?.map((entry) => entry.event)).toEqual([
      'created',
      'register',
      'resolve',
      'study',
      'notice_drafted',
      'extend',
      'notice_drafted',
    ]);
  });

  it('never past what the law allows, by nobody but the head, with a reason, and not for a proposal', () => {
    const office = createOffice();
    const { commit, context, paper } = office;
    register(office);
    resolve(office);
    const study = (role: Role, change: Partial<typeof STUDY> | { dueDate: string } | { reason: string }) =>
      commit(role, studyAppeal(paper('appeal-1'), [], { ...STUDY, ...change }, [], context(role)));
    expect(study('chair', { dueDate: '2026-12-20' })).toBe('term_too_long');
    expect(study('chair', { dueDate: '2026-10-20' })).toBe('deadline_before_receipt');
    expect(study('chair', { reason: ' ' })).toBe('field_required');
    expect(study('secretary', {})).toBe('role_forbidden');
    expect(study('chair', {})).toBeNull();
    const late = { ...EXTENDED, dueDate: '2027-02-20' };
    expect(commit('chair', extendAppeal(paper('appeal-1'), [], late, [], context('chair')))).toBe('term_too_long');

    const other = createOffice();
    register(other, 'proposal');
    resolve(other);
    const term = { ...STUDY, dueRule: 'proposal_month_study' as const };
    expect(
      other.commit(
        'chair',
        studyAppeal(other.paper('appeal-1'), [], term, [notice('proposal_study')], other.context('chair')),
      ),
    ).toBeNull();
    expect(other.commit('chair', extendAppeal(other.paper('appeal-1'), [], EXTENDED, [], other.context('chair')))).toBe(
      'transition_not_allowed',
    );
  });

  it('what a step sets, no patch can set', () => {
    const office = createOffice();
    register(office);
    const patches: readonly JsonObject[] = [
      { appealTerm: 'extended' },
      { outcome: 'granted' },
      { forwardedTo: 'X' },
      { noticeOf: 'x-1' },
    ];
    for (const patch of patches) {
      expect(
        office.commit('chair', [{ collection: 'documents', docId: 'appeal-1', kind: 'patch', patch }]),
        JSON.stringify(patch),
      ).toBe('field_readonly');
    }
  });
});

describe('appeals that the office does not answer itself', () => {
  it('passes one on: a covering letter, a notice, closed with its outcome', () => {
    const office = createOffice();
    const { commit, context, paper, tasks, body } = office;
    register(office);
    resolve(office);
    const cover = { ...notice('forward_cover'), to: { kind: 'organisation' as const, name: 'Suvoqova' } };
    expect(
      commit(
        'secretary',
        forwardAppeal(
          paper('appeal-1'),
          tasks('appeal-1'),
          'Suvoqova',
          [cover, notice('forwarding')],
          context('secretary'),
        ),
      ),
    ).toBeNull();
    expect(body('appeal-1')).toMatchObject({ state: 'closed', outcome: 'forwarded', forwardedTo: 'Suvoqova' });
    expect(body('notice-forward_cover').correspondent?.name).toBe('Suvoqova');
    expect(body('notice-forwarding').correspondent?.name).toBe('Karimova Dilnoza');
    expect(tasks('appeal-1')).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('leaves an anonymous one unconsidered, by a conclusion that the head has approved and by no other', () => {
    const office = createOffice();
    const { commit, context, paper, body } = office;
    register(office, 'request', true);
    const ground = { reason: 'anonymous', conclusionId: 'notice-conclusion' } as const;
    const leave = () => commit('secretary', leaveUnconsidered(paper('appeal-1'), [], ground, [], context('secretary')));
    expect(leave()).toBe('conclusion_not_approved');
    expect(
      commit('secretary', draftNotices(paper('appeal-1'), [notice('conclusion')], context('secretary'))),
    ).toBeNull();
    expect(body('notice-conclusion')).toMatchObject({ journal: 'internal', kind: 'conclusion', noticeOf: 'appeal-1' });
    expect(leave(), 'a draft is no conclusion').toBe('conclusion_not_approved');
    expect(commit('secretary', submitDraft(paper('notice-conclusion'), context('secretary')))).toBeNull();
    expect(leave(), 'nor is one that waits').toBe('conclusion_not_approved');
    expect(commit('chair', approvePaper(paper('notice-conclusion'), [], context('chair')))).toBeNull();
    expect(leave()).toBeNull();
    expect(body('appeal-1')).toMatchObject({
      state: 'closed',
      outcome: 'unconsidered',
      unconsideredReason: 'anonymous',
    });
  });

  it('a conclusion about another appeal closes nothing', () => {
    const office = createOffice();
    const { commit, context, paper } = office;
    register(office, 'request', true);
    commit(
      'secretary',
      draftNotices(
        { ...paper('appeal-1'), id: 'appeal-2' },
        [notice('conclusion')].slice(0, 1),
        context('secretary'),
      ).slice(0, 1),
    );
    commit('secretary', submitDraft(paper('notice-conclusion'), context('secretary')));
    commit('chair', approvePaper(paper('notice-conclusion'), [], context('chair')));
    const ground = { reason: 'anonymous', conclusionId: 'notice-conclusion' } as const;
    expect(commit('chair', leaveUnconsidered(paper('appeal-1'), [], ground, [], context('chair')))).toBe(
      'conclusion_not_approved',
    );
  });

  it('closes with an outcome', () => {
    const office = createOffice();
    register(office);
    resolve(office);
    expect(
      office.commit('chair', closePaper(office.paper('appeal-1'), [], undefined, office.context('chair'), 'granted')),
    ).toBeNull();
    expect(office.body('appeal-1')).toMatchObject({ state: 'closed', outcome: 'granted' });
  });
});

describe('versions of a draft', () => {
  it('keeps what was sent for approval, and nothing twice', () => {
    const office = createOffice();
    const { commit, context, paper, body } = office;
    register(office);
    commit('secretary', draftNotices(paper('appeal-1'), [notice('study')], context('secretary')));
    commit('secretary', submitDraft(paper('notice-study'), context('secretary')));
    expect(body('notice-study').versions).toMatchObject([{ subject: 'Xabar', text: 'Matn', actor: 'u-secretary' }]);
    expect(submitDraft(paper('notice-study'), context('secretary'))[0]?.patch).not.toHaveProperty('versions');
  });
});

it('each notice is written in both scripts, with the same fields', () => {
  const fields = (text: string) => text.match(/\{\{[^{}]+\}\}/g);
  for (const kind of [
    'study',
    'proposal_study',
    'extension',
    'forwarding',
    'forward_cover',
    'conclusion',
    'unconsidered',
  ] as const) {
    const latin = noticeTemplate(kind, 'uz-Latn');
    const cyrillic = noticeTemplate(kind, 'uz-Cyrl');
    expect(fields(cyrillic.text)).toEqual(fields(latin.text));
    expect(cyrillic.text.replace(/\{\{[^{}]+\}\}/g, '')).not.toMatch(/[a-z]{3}/);
  }
});
