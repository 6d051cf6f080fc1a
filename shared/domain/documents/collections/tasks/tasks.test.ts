import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/access/roles.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { apply } from '#shared/sync/apply.ts';
import type { Doc } from '#shared/sync/operation.ts';
import { tasks } from './index.ts';

const OFFICE = 'office-1';
const doc = (collection: string, id: string, body: JsonObject): Doc => ({
  collection,
  id,
  officeId: OFFICE,
  version: 1,
  body,
  conflicts: [],
  removed: false,
});
const paper = doc('documents', 'paper-1', { receivedDate: '2026-11-02', regDate: '2026-11-02' });

/** A paper with tasks on it, and the real rules in front. */
function createDesk(...docs: readonly Doc[]) {
  const all = new Map<string, Doc>([paper, ...docs].map((one) => [`${one.collection}/${one.id}`, one]));
  let ops = 0;
  function act(
    [id, role]: readonly [string, Role],
    docId: string,
    change: {
      readonly kind: 'create' | 'patch' | 'transition';
      readonly transition?: string;
      readonly patch: JsonObject;
    },
  ): string {
    const current = all.get(`tasks/${docId}`) ?? null;
    const op = {
      id: `op-${++ops}`,
      at: '',
      actor: id,
      collection: 'tasks',
      docId,
      base: current?.body ?? {},
      version: 1,
    };
    const definition = tasks as unknown as CollectionDefinition;
    const named = definition.related?.({ docId, ...change, transition: change.transition }) ?? [];
    const applied = apply(
      current,
      { ...op, ...change },
      {
        definition,
        actor: { id, role, officeId: OFFICE, publicKeys: [] },
        // Only what the definition names: the server loads nothing else.
        related: new Map(
          named.flatMap(([collection, other]) => {
            const found = all.get(`${collection}/${other}`);
            return found ? [[`${collection}/${other}`, found] as const] : [];
          }),
        ),
      },
    );
    if (applied.kind === 'refused') return applied.failure.code;
    all.set(`tasks/${docId}`, applied.doc);
    return 'ok';
  }
  return { act, body: (id: string) => all.get(`tasks/${id}`)?.body ?? {} };
}

const chair = ['u-chair', 'chair'] as const;
const secretary = ['u-sec', 'secretary'] as const;
const executor = ['u-spec', 'specialist'] as const;
const helper = ['u-help', 'specialist'] as const;
const stranger = ['u-else', 'specialist'] as const;

const assignment = (fields: JsonObject = {}): JsonObject => ({
  kind: 'assignment',
  state: 'open',
  documentId: 'paper-1',
  assigneeId: executor[0],
  coAssigneeIds: [helper[0]],
  text: 'Oʻrganilsin.',
  clause: '1',
  dueDate: '2026-11-12',
  control: 'on',
  ...fields,
});
const main = () => doc('tasks', 'main', { ...assignment(), createdBy: chair[0] });
const create = (fields: JsonObject) => ({ kind: 'create', patch: assignment(fields) }) as const;
const step = (transition: string, patch: JsonObject = {}) => ({ kind: 'transition', transition, patch }) as const;

describe('giving work', () => {
  it('is the chair’s; a deadline before the receipt is refused', () => {
    const desk = createDesk();
    expect(desk.act(secretary, 't', create({}))).toBe('role_forbidden');
    expect(desk.act(chair, 't', create({ dueDate: '2026-11-01' }))).toBe('deadline_before_receipt');
    expect(desk.act(chair, 't', create({ dueDate: '2026-11-02' }))).toBe('ok');
  });

  it('lets a main executor give parts of their own work, one level deep, not later than the whole', () => {
    const desk = createDesk(main(), doc('tasks', 'other', { ...assignment({ documentId: 'paper-2' }) }));
    const part = (fields: JsonObject) => create({ parentId: 'main', assigneeId: helper[0], ...fields });
    expect(desk.act(stranger, 'part-1', part({}))).toBe('role_forbidden');
    expect(desk.act(helper, 'part-1', part({}))).toBe('role_forbidden');
    expect(desk.act(executor, 'part-1', part({ dueDate: '2026-11-13' }))).toBe('deadline_after_parent');
    expect(desk.act(executor, 'part-1', part({ parentId: 'gone' }))).toBe('doc_missing');
    expect(desk.act(executor, 'part-1', part({ parentId: 'other' }))).toBe('transition_not_allowed');
    expect(desk.act(executor, 'part-1', part({}))).toBe('ok');
    expect(desk.act(helper, 'part-2', create({ parentId: 'part-1', assigneeId: stranger[0] }))).toBe(
      'transition_not_allowed',
    );
    // Nobody can move a task under another one afterwards.
    expect(desk.act(chair, 'part-1', { kind: 'patch', patch: { parentId: 'other' } })).toBe('field_readonly');
  });

  it('lets nobody but the giver change what was given', () => {
    const desk = createDesk(main());
    desk.act(executor, 'sub', create({ parentId: 'main', assigneeId: helper[0], coAssigneeIds: [] }));
    for (const field of ['text', 'clause', 'dueDate', 'assigneeId', 'control'] as const) {
      const patch = { [field]: field === 'dueDate' ? '2026-11-11' : field === 'control' ? 'off' : 'boshqa' };
      expect(desk.act(executor, 'main', { kind: 'patch', patch })).toBe('role_forbidden');
      expect(desk.act(helper, 'sub', { kind: 'patch', patch })).toBe('role_forbidden');
    }
    expect(desk.act(executor, 'sub', { kind: 'patch', patch: { text: 'Aniqroq qilib.' } })).toBe('ok');
    expect(desk.act(chair, 'main', { kind: 'patch', patch: { control: 'off' } })).toBe('ok');
  });
});

describe('reporting and lifting', () => {
  it('is reported by its executors, returned and lifted by the head', () => {
    const desk = createDesk(main());
    const report = step('report', { report: 'Bajarildi.', reportedDate: '2026-11-10' });
    expect(desk.act(stranger, 'main', report)).toBe('role_forbidden');
    expect(desk.act(executor, 'main', step('report', { report: ' ' }))).toBe('field_required');
    expect(desk.act(helper, 'main', report)).toBe('ok');
    expect(desk.body('main')).toMatchObject({ state: 'reported', reportedBy: helper[0], reportedDate: '2026-11-10' });
    for (const name of ['finish', 'reopen', 'withdraw']) {
      expect(desk.act(executor, 'main', step(name))).toBe('role_forbidden');
    }
    expect(desk.act(chair, 'main', step('reopen'))).toBe('ok');
    expect(desk.act(executor, 'main', report)).toBe('ok');
    const lift = step('finish', { outcome: 'executed', control: 'lifted', liftedDate: '2026-11-11' });
    expect(desk.act(secretary, 'main', lift)).toBe('role_forbidden');
    expect(desk.act(chair, 'main', lift)).toBe('ok');
    expect(desk.body('main')).toMatchObject({ state: 'done', control: 'lifted', decidedBy: chair[0] });
    expect(desk.act(executor, 'main', report)).toBe('transition_not_allowed');
    // Put back under control, it is lifted no more.
    expect(desk.act(chair, 'main', step('reopen', { control: 'on' }))).toBe('ok');
    expect(desk.body('main')).not.toHaveProperty('liftedDate');
  });

  it('lets the main executor take the reports on the parts that they gave, and on those alone', () => {
    const desk = createDesk(main());
    desk.act(executor, 'sub', create({ parentId: 'main', assigneeId: helper[0], coAssigneeIds: [] }));
    expect(desk.act(helper, 'sub', step('report', { report: 'Tayyor.' }))).toBe('ok');
    expect(desk.act(helper, 'sub', step('finish', { outcome: 'executed' }))).toBe('role_forbidden');
    expect(desk.act(executor, 'sub', step('finish', { outcome: 'executed', control: 'lifted' }))).toBe('ok');
    expect(desk.act(executor, 'main', step('finish', { outcome: 'executed' }))).toBe('role_forbidden');
  });

  it('leaves approvals to the chair', () => {
    const desk = createDesk(
      doc('tasks', 'a', { kind: 'approval', state: 'open', documentId: 'paper-1', createdBy: executor[0] }),
    );
    expect(desk.act(executor, 'a', step('finish', { outcome: 'approved' }))).toBe('role_forbidden');
    expect(desk.act(executor, 'a', step('report', { report: 'x' }))).toBe('transition_not_allowed');
    expect(desk.act(chair, 'a', step('finish', { outcome: 'approved' }))).toBe('ok');
  });
});

describe('more time', () => {
  const ask = (extensionDate: string) =>
    step('ask_extension', { extensionState: 'asked', extensionDate, extensionReason: 'Usta kasal.' });

  it('is asked for by an executor with a reason and a later date, granted by the head, the first deadline kept', () => {
    const desk = createDesk(main());
    const grant = (dueDate: string, firstDueDate: string) =>
      step('grant_extension', { extensionState: 'granted', dueDate, firstDueDate });
    expect(desk.act(chair, 'main', grant('2026-11-20', '2026-11-12'))).toBe('transition_not_allowed');
    expect(desk.act(stranger, 'main', ask('2026-11-20'))).toBe('role_forbidden');
    expect(desk.act(executor, 'main', ask('2026-11-12'))).toBe('extension_not_later');
    expect(
      desk.act(executor, 'main', step('ask_extension', { extensionState: 'asked', extensionDate: '2026-11-20' })),
    ).toBe('field_required');
    expect(
      desk.act(
        executor,
        'main',
        step('ask_extension', { extensionState: 'granted', extensionDate: '2026-11-20', extensionReason: 'x' }),
      ),
    ).toBe('transition_not_allowed');
    expect(desk.act(executor, 'main', ask('2026-11-20'))).toBe('ok');
    expect(desk.body('main').dueDate).toBe('2026-11-12');
    expect(desk.act(executor, 'main', grant('2026-11-20', '2026-11-12'))).toBe('role_forbidden');
    expect(desk.act(chair, 'main', grant('2026-11-20', '2026-11-20'))).toBe('field_readonly');
    expect(desk.act(chair, 'main', grant('2026-11-12', '2026-11-12'))).toBe('extension_not_later');
    expect(desk.act(chair, 'main', grant('2026-11-18', '2026-11-12'))).toBe('ok');
    expect(desk.body('main')).toMatchObject({ dueDate: '2026-11-18', firstDueDate: '2026-11-12' });
    // A second extension keeps the very first deadline.
    expect(desk.act(executor, 'main', ask('2026-11-25'))).toBe('ok');
    expect(desk.act(chair, 'main', grant('2026-11-25', '2026-11-12'))).toBe('ok');
    expect(desk.body('main')).toMatchObject({ dueDate: '2026-11-25', firstDueDate: '2026-11-12' });
  });

  it('is refused by the head, and the deadline stays', () => {
    const desk = createDesk(main());
    const refuse = step('refuse_extension', { extensionState: 'refused' });
    expect(desk.act(chair, 'main', refuse)).toBe('transition_not_allowed');
    expect(desk.act(executor, 'main', ask('2026-11-20'))).toBe('ok');
    expect(desk.act(executor, 'main', refuse)).toBe('role_forbidden');
    expect(desk.act(chair, 'main', refuse)).toBe('ok');
    expect(desk.body('main')).toMatchObject({ extensionState: 'refused', dueDate: '2026-11-12' });
  });
});
