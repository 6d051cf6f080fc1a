import { describe, expect, it } from 'vitest';
import { createOfficeKey, isSignatureValid, signContent } from '#shared/domain/documents/signing.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { collections } from '#shared/registry/index.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import type { Change } from '../ports/data.ts';
import {
  type ActContext,
  approvePaper,
  closePaper,
  createDraft,
  dispatchPaper,
  draftAnswer,
  editDraft,
  hashForSigning,
  openPaper,
  registerDelivered,
  registerPaper,
  removeDraft,
  returnPaper,
  signOff,
  submitDraft,
} from './acts.ts';
import { reopenTask, reportOnTask, resolvePaper } from './control-acts.ts';
import { isOwnApproval, possibleSteps, type TaskOnPaper } from './steps.ts';

const OFFICE = 'office-1';
const key = createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(7) });

/** An office whose documents live in a map, with the real `apply` in front of it. */
function createOffice() {
  const docs = new Map<string, Doc>();
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
      const applied = apply(
        after.get(`${change.collection}/${change.docId}`) ?? null,
        {
          id: `op-${++ids}`,
          at: '2026-11-24T06:00:00.000Z',
          actor: `u-${role}`,
          base: change.base ?? (after.get(`${change.collection}/${change.docId}`)?.body as JsonObject) ?? {},
          version: 0,
          ...change,
        },
        {
          definition: collections[change.collection] as unknown as CollectionDefinition,
          actor: { id: `u-${role}`, role, officeId: OFFICE, publicKeys: role === 'chair' ? [key.publicKey] : [] },
          related: after,
        },
      );
      if (applied.kind === 'refused') return `${applied.failure.code}:${String(applied.failure.params?.field ?? '')}`;
      after.set(`${change.collection}/${change.docId}`, applied.doc);
    }
    docs.clear();
    for (const [id, doc] of after) docs.set(id, doc);
    return null;
  }
  const body = (collection: string, id: string) => docs.get(`${collection}/${id}`)?.body as JsonObject;
  const paper = (id: string) => ({ id, officeId: OFFICE, body: body('documents', id) as unknown as DocumentBody });
  const tasks = (paperId: string): TaskOnPaper[] =>
    [...docs.values()]
      .filter((doc) => doc.collection === 'tasks' && doc.body.documentId === paperId)
      .map((doc) => ({ id: doc.id, body: doc.body as never }));
  const open = (paperId: string) =>
    tasks(paperId).map((task) => ({ id: task.id, kind: task.body.kind, state: task.body.state }));
  return { docs, context, commit, body, paper, tasks, open };
}

function registerAppeal(office: ReturnType<typeof createOffice>) {
  return office.commit(
    'secretary',
    registerPaper(
      {
        paperId: 'appeal-1',
        journal: 'appeals',
        kind: 'request',
        form: 'written',
        subject: 'Suv quvuri',
        text: 'Suv yoʻq.',
        receivedDate: '2026-11-24',
        dueDate: '2026-12-09',
        dueRule: 'appeal_15_days',
        correspondent: { kind: 'person', personId: 'person-1', name: 'Karimova Dilnoza', address: '' },
      },
      { number: '12-1/57', regDate: '2026-11-24' },
      office.context('secretary'),
      { id: 'person-1', body: { familyName: 'Karimova', givenName: 'Dilnoza', patronymic: '' } },
    ),
  );
}

const clause = {
  clause: '',
  executorId: 'u-specialist',
  coExecutorIds: [],
  dueDate: '2026-12-01',
  text: 'Oʻrganib chiqilsin.',
};
const resolution = { clauses: [clause], control: 'on' } as const;

describe('the way of an appeal', () => {
  it('goes from the citizen to the file, each act accepted by the rules that the server replays', () => {
    const office = createOffice();
    const { commit, context, paper, open, body } = office;
    expect(registerAppeal(office)).toBeNull();
    expect(body('people', 'person-1').familyName).toBe('Karimova');
    expect(body('people', 'person-1')).not.toHaveProperty('patronymic');
    expect(body('documents', 'appeal-1')).toMatchObject({ state: 'registered', number: '12-1/57' });

    expect(commit('chair', resolvePaper(paper('appeal-1'), [], resolution, context('chair')))).toBeNull();
    expect(body('documents', 'appeal-1')).toMatchObject({ state: 'in_execution', executorId: 'u-specialist' });
    expect(open('appeal-1')).toMatchObject([{ kind: 'assignment', state: 'open' }]);

    expect(
      commit(
        'specialist',
        draftAnswer(
          paper('appeal-1'),
          { id: 'answer-1', kind: 'answer', subject: 'Javob', text: 'Hurmatli…' },
          context('specialist'),
        ),
      ),
    ).toBeNull();
    expect(body('documents', 'answer-1')).toMatchObject({
      state: 'draft',
      answersId: 'appeal-1',
      correspondent: { kind: 'person', personId: 'person-1', name: 'Karimova Dilnoza' },
    });
    expect(
      commit(
        'specialist',
        editDraft(
          paper('answer-1'),
          { kind: 'answer', subject: 'Javob', text: 'Hurmatli…' },
          { kind: 'answer', subject: 'Javob', text: 'Quvur taʼmirlandi.' },
          context('specialist'),
        ),
      ),
    ).toBeNull();
    expect(commit('specialist', submitDraft(paper('answer-1'), context('specialist')))).toBeNull();
    expect(
      commit('chair', returnPaper(paper('answer-1'), open('answer-1'), 'Sanasi yoʻq', context('chair'))),
    ).toBeNull();
    expect(body('documents', 'answer-1')).toMatchObject({ state: 'returned', returnComment: 'Sanasi yoʻq' });
    expect(commit('specialist', submitDraft(paper('answer-1'), context('specialist')))).toBeNull();
    expect(commit('chair', approvePaper(paper('answer-1'), open('answer-1'), context('chair')))).toBeNull();
    expect(open('answer-1').map((task) => task.state)).toEqual(['done', 'done']);

    const given = { number: '12-1/9', regDate: '2026-11-24' };
    const hash = hashForSigning(paper('answer-1'), given);
    const signature = { publicKey: key.publicKey, value: signContent(key.secret, hash) };
    expect(
      commit('chair', signOff(paper('answer-1'), open('answer-1'), given, signature, 'Rais', context('chair'))),
    ).toBeNull();
    expect(body('documents', 'answer-1')).toMatchObject({ state: 'signed', number: '12-1/9', contentHash: hash });
    expect(isSignatureValid(key.publicKey, hash, signature.value)).toBe(true);

    expect(commit('secretary', dispatchPaper(paper('answer-1'), context('secretary')))).toBeNull();
    const task = open('appeal-1')[0] as { id: string; kind: 'assignment'; state: string };
    expect(commit('specialist', reportOnTask(paper('appeal-1'), task, 'Bajarildi', context('specialist')))).toBeNull();
    expect(commit('chair', closePaper(paper('appeal-1'), open('appeal-1'), 'answer-1', context('chair')))).toBeNull();
    expect(body('documents', 'appeal-1')).toMatchObject({ state: 'closed', answerId: 'answer-1', closedBy: 'u-chair' });
    expect(open('appeal-1')).toMatchObject([{ state: 'done' }]);
    const events = (body('documents', 'appeal-1').history as { event: string }[]).map((entry) => entry.event);
    expect(events).toEqual(['created', 'register', 'resolve', 'answer_drafted', 'report', 'close']);
  });

  it('withdraws the earlier assignment when the chair resolves again', () => {
    const office = createOffice();
    registerAppeal(office);
    office.commit('chair', resolvePaper(office.paper('appeal-1'), [], resolution, office.context('chair')));
    const again = { ...resolution, clauses: [{ ...clause, executorId: 'u-secretary' }] } as const;
    expect(
      office.commit(
        'chair',
        resolvePaper(office.paper('appeal-1'), office.open('appeal-1'), again, office.context('chair')),
      ),
    ).toBeNull();
    expect(office.open('appeal-1').map((task) => task.state)).toEqual(['withdrawn', 'open']);
  });

  it('sends a reported assignment back', () => {
    const office = createOffice();
    registerAppeal(office);
    office.commit('chair', resolvePaper(office.paper('appeal-1'), [], resolution, office.context('chair')));
    const [task] = office.open('appeal-1');
    office.commit('specialist', reportOnTask(office.paper('appeal-1'), task!, 'Tayyor', office.context('specialist')));
    const [reported] = office.open('appeal-1');
    expect(
      office.commit('chair', reopenTask(office.paper('appeal-1'), reported!, 'Toʻliq emas', office.context('chair'))),
    ).toBeNull();
    expect(office.open('appeal-1')).toMatchObject([{ state: 'open' }]);
  });

  it('opens and registers a paper that the ministry sent', () => {
    const office = createOffice();
    office.docs.set('documents/m-1', {
      collection: 'documents',
      id: 'm-1',
      officeId: OFFICE,
      version: 0,
      conflicts: [],
      removed: false,
      body: {
        journal: 'incoming',
        kind: 'instruction',
        state: 'delivered',
        subject: 'Hisobot',
        receivedDate: '2026-11-20',
      },
    });
    expect(office.commit('specialist', openPaper(office.paper('m-1'), office.context('specialist')))).toBeNull();
    expect(
      office.commit(
        'secretary',
        registerDelivered(
          office.paper('m-1'),
          { number: '12-1/3', regDate: '2026-11-24' },
          { receivedDate: '2026-11-24' },
          office.context('secretary'),
        ),
      ),
    ).toBeNull();
    expect(office.body('documents', 'm-1')).toMatchObject({
      state: 'registered',
      openedAt: '2026-11-24T06:00:00.000Z',
    });
  });

  it('refuses what the rules refuse: a specialist who approves, a signature over another text', () => {
    const office = createOffice();
    registerAppeal(office);
    office.commit(
      'secretary',
      draftAnswer(
        office.paper('appeal-1'),
        { id: 'a-1', kind: 'answer', subject: 'J', text: 'T' },
        office.context('secretary'),
      ),
    );
    office.commit('secretary', submitDraft(office.paper('a-1'), office.context('secretary')));
    expect(office.commit('specialist', approvePaper(office.paper('a-1'), [], office.context('specialist')))).toBe(
      'role_forbidden:',
    );
    const given = { number: '1', regDate: '2026-11-24' };
    const value = signContent(key.secret, hashForSigning(office.paper('a-1'), { ...given, number: '2' }));
    expect(
      office.commit(
        'chair',
        signOff(
          office.paper('a-1'),
          [],
          given,
          { publicKey: key.publicKey, value },
          undefined,
          office.context('chair'),
        ),
      ),
    ).toBe('signature_invalid:');
    expect(office.body('documents', 'a-1').state).toBe('awaiting_approval');
  });

  it('throws away a draft, never a registered paper', () => {
    const office = createOffice();
    registerAppeal(office);
    expect(office.commit('secretary', removeDraft(office.paper('appeal-1')))).toBe('transition_not_allowed:');
  });

  it('begins the text of a draft that had none without a conflict', () => {
    const office = createOffice();
    const context = office.context('secretary');
    const letter = { paperId: 'l-1', journal: 'outgoing', kind: 'letter', subject: 'Xat' } as const;
    expect(office.commit('secretary', [createDraft(letter, context)])).toBeNull();
    const began = { kind: 'letter', subject: 'Xat', text: '' } as const;
    expect(
      office.commit('secretary', editDraft(office.paper('l-1'), began, { ...began, text: 'Matn' }, context)),
    ).toBeNull();
    expect(office.docs.get('documents/l-1')).toMatchObject({ body: { text: 'Matn' }, conflicts: [] });
  });

  it('writes nothing when nothing was edited', () => {
    const same = { kind: 'answer', subject: 'a', text: 'b' } as const;
    expect(editDraft(createOffice().paper('x'), same, { ...same }, createOffice().context('chair'))).toEqual([]);
  });
});

describe('what can be done now', () => {
  const paper = (body: Partial<DocumentBody>) => ({ id: 'p', officeId: OFFICE, body: body as DocumentBody });
  const steps = (
    body: Partial<DocumentBody>,
    role: Role,
    tasks: TaskOnPaper[] = [],
    answer: 'none' | 'sent' = 'none',
  ) => possibleSteps({ paper: paper(body), tasks, answer, viewer: { id: `u-${role}`, role } });
  const assignment = (state: 'open' | 'reported'): TaskOnPaper => ({
    id: 't',
    body: { kind: 'assignment', state, documentId: 'p', assigneeId: 'u-specialist' },
  });

  it('puts first what this role has to do in this state', () => {
    expect(steps({ journal: 'incoming', state: 'delivered' }, 'secretary').main).toBe('register');
    expect(steps({ journal: 'appeals', state: 'registered' }, 'chair').main).toBe('resolve');
    expect(steps({ journal: 'appeals', state: 'in_execution' }, 'specialist', [assignment('open')]).main).toBe(
      'answer',
    );
    expect(steps({ journal: 'appeals', state: 'in_execution' }, 'chair', [assignment('reported')]).main).toBe('close');
    expect(steps({ journal: 'appeals', state: 'in_execution' }, 'chair', [], 'sent').main).toBe('close');
    expect(steps({ journal: 'outgoing', state: 'draft' }, 'specialist').main).toBe('submit');
    expect(steps({ journal: 'outgoing', state: 'awaiting_approval' }, 'chair').main).toBe('approve');
    expect(steps({ journal: 'outgoing', state: 'approved' }, 'chair').main).toBe('sign');
    expect(steps({ journal: 'outgoing', state: 'signed' }, 'secretary').main).toBe('dispatch');
  });

  it('lets a chair sign their own draft without approving it', () => {
    const own = { journal: 'outgoing', state: 'awaiting_approval', submittedBy: 'u-chair' } as const;
    expect(steps(own, 'chair')).toEqual({ main: 'sign', rest: ['return'] });
    expect(isOwnApproval(paper(own), { id: 'u-chair', role: 'chair' })).toBe(true);
    expect(isOwnApproval(paper({ ...own, submittedBy: 'u-else' }), { id: 'u-chair', role: 'chair' })).toBe(false);
  });

  it('offers nothing that the workflow would refuse', () => {
    expect(steps({ journal: 'appeals', state: 'registered' }, 'specialist')).toEqual({ main: null, rest: ['answer'] });
    expect(steps({ journal: 'outgoing', state: 'sent' }, 'chair')).toEqual({ main: null, rest: [] });
    expect(steps({ journal: 'appeals', state: 'closed' }, 'chair')).toEqual({ main: null, rest: [] });
    expect(steps({ journal: 'appeals', state: 'draft' }, 'specialist')).toEqual({ main: null, rest: [] });
    expect(steps({ journal: 'outgoing', state: 'awaiting_approval' }, 'specialist')).toEqual({ main: null, rest: [] });
  });
});
