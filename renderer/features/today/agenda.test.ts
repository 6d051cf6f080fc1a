import { describe, expect, it } from 'vitest';
import type { TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import type { DocumentSummary } from '../../ports/data.ts';
import { buildAgenda } from './agenda.ts';

const TODAY = '2026-11-24';
const paper = (id: string, fields: Partial<DocumentSummary>): DocumentSummary => ({
  id,
  journal: 'appeals',
  kind: 'request',
  state: 'in_execution',
  number: id,
  regDate: undefined,
  receivedDate: undefined,
  dueDate: undefined,
  subject: id,
  correspondent: undefined,
  executorId: undefined,
  answersId: undefined,
  fromMinistry: false,
  conflicts: 0,
  place: 'server',
  ...fields,
});
const task = (id: string, body: Partial<TaskBody>) => ({
  id,
  body: { kind: 'assignment', state: 'open', documentId: 'p', ...body } as TaskBody,
});
const chair = { id: 'u-chair', role: 'chair' } as const;
const secretary = { id: 'u-sec', role: 'secretary' } as const;
const specialist = { id: 'u-spec', role: 'specialist' } as const;

describe('what is due and why', () => {
  it('puts overdue first, then today, then what waits, then the week, each with its reasons', () => {
    const papers = [
      paper('week', { dueDate: '2026-11-28' }),
      paper('resolve', { state: 'registered', dueDate: '2026-12-20' }),
      paper('today', { dueDate: TODAY }),
      paper('over', { dueDate: '2026-11-20' }),
      paper('far', { dueDate: '2027-01-10' }),
    ];
    const agenda = buildAgenda({ papers, tasks: [], viewer: chair, today: TODAY });
    expect(agenda.map((item) => [item.paper.id, item.group, item.reasons, item.days])).toEqual([
      ['over', 'overdue', ['overdue'], -4],
      ['today', 'today', ['due_today'], 0],
      ['resolve', 'mine', ['to_resolve'], 26],
      ['week', 'week', ['due_week'], 4],
    ]);
  });

  it('shows an executor their own work and nobody else’s', () => {
    const papers = [
      paper('mine', { executorId: specialist.id, dueDate: '2026-11-20' }),
      paper('theirs', { executorId: 'u-else', dueDate: '2026-11-20' }),
      paper('co', { executorId: 'u-else', dueDate: '2027-02-01' }),
    ];
    const tasks = [
      task('t1', { documentId: 'mine', assigneeId: specialist.id }),
      task('t2', { documentId: 'co', assigneeId: 'u-else', coAssigneeIds: [specialist.id] }),
    ];
    const agenda = buildAgenda({ papers, tasks, viewer: specialist, today: TODAY });
    expect(agenda.map((item) => [item.paper.id, item.reasons])).toEqual([
      ['mine', ['assigned', 'overdue']],
      ['co', ['co_assigned']],
    ]);
  });

  it('gives each role its own step of the same papers', () => {
    const papers = [
      paper('new', { state: 'delivered', journal: 'incoming', fromMinistry: true }),
      paper('approve', { state: 'awaiting_approval', journal: 'outgoing' }),
      paper('sign', { state: 'approved', journal: 'outgoing' }),
      paper('send', { state: 'signed', journal: 'outgoing' }),
    ];
    const seen = (viewer: typeof chair | typeof secretary | typeof specialist) =>
      Object.fromEntries(
        buildAgenda({ papers, tasks: [], viewer, today: TODAY }).map((item) => [item.paper.id, item.reasons[0]]),
      );
    expect(seen(chair)).toEqual({ new: 'to_register', approve: 'to_approve', sign: 'to_sign' });
    expect(seen(secretary)).toEqual({ new: 'to_register', send: 'to_dispatch' });
    expect(seen(specialist)).toEqual({ new: 'unopened' });
  });

  it('tells the chair that an answer has gone out and the paper can be closed', () => {
    const papers = [
      paper('appeal', { executorId: 'u-spec' }),
      paper('answer', { journal: 'outgoing', state: 'sent', answersId: 'appeal' }),
    ];
    expect(buildAgenda({ papers, tasks: [], viewer: chair, today: TODAY })).toMatchObject([
      { paper: { id: 'appeal' }, reasons: ['to_close'] },
    ]);
    const reported = [task('t', { documentId: 'appeal', state: 'reported' })];
    expect(buildAgenda({ papers, tasks: reported, viewer: chair, today: TODAY })).toMatchObject([
      { paper: { id: 'appeal' }, reasons: ['reported'] },
    ]);
  });

  it('says of an instruction that it is to be filled in, that the ministry reminded, or took it back', () => {
    const asked = { journal: 'incoming', fromMinistry: true, asks: true, dueDate: '2026-11-20' } as const;
    const reminded = { remindedAt: '2026-11-23T05:00:00.000Z' };
    const papers = [
      paper('new', { ...asked, ...reminded, state: 'delivered' }),
      paper('open', { ...asked, state: 'registered' }),
      paper('back', { ...asked, ...reminded, state: 'registered', recall: 'withdrawn' }),
      paper('done', { ...asked, ...reminded, state: 'registered' }),
      paper('answer', { journal: 'outgoing', state: 'sent', answersId: 'done' }),
    ];
    const seen = Object.fromEntries(
      buildAgenda({ papers, tasks: [], viewer: secretary, today: TODAY }).map((item) => [item.paper.id, item.reasons]),
    );
    expect(seen).toEqual({
      new: ['to_register', 'reminded', 'overdue'],
      open: ['to_fill', 'overdue'],
      // What was taken back is due no more.
      back: ['recalled'],
      done: ['overdue'],
    });
  });

  it('puts what is new from the ministry first, whatever its term', () => {
    const papers = [
      paper('late', { dueDate: '2026-11-01' }),
      paper('new', { state: 'delivered', journal: 'incoming', fromMinistry: true, dueDate: '2026-11-20' }),
    ];
    const agenda = buildAgenda({ papers, tasks: [], viewer: secretary, today: TODAY });
    expect(agenda.map((item) => [item.paper.id, item.group])).toEqual([
      ['new', 'ministry'],
      ['late', 'overdue'],
    ]);
  });

  it('goes by the nearest deadline that concerns the person, not by the paper’s own', () => {
    const papers = [paper('p', { dueDate: '2026-12-20' })];
    const tasks = [
      task('a', { assigneeId: specialist.id, dueDate: '2026-11-26' }),
      task('b', { assigneeId: 'u-else', dueDate: '2026-11-20' }),
      task('c', { assigneeId: 'u-else', dueDate: '2026-11-10', control: 'off' }),
    ];
    const seen = (viewer: typeof chair | typeof specialist) =>
      buildAgenda({ papers, tasks, viewer, today: TODAY }).map((item) => [item.group, item.dueDate, item.days]);
    expect(seen(specialist)).toEqual([['mine', '2026-11-26', 2]]);
    expect(seen(chair)).toEqual([['overdue', '2026-11-20', -4]]);
  });

  it('tells who decides on more time and on the parts of an assignment', () => {
    const papers = [paper('p', {})];
    const main = task('main', { assigneeId: specialist.id, createdBy: chair.id, extensionState: 'asked' });
    const part = task('part', { assigneeId: 'u-help', createdBy: specialist.id, parentId: 'main', state: 'reported' });
    const seen = (viewer: { id: string; role: 'chair' | 'specialist' }) =>
      buildAgenda({ papers, tasks: [main, part], viewer, today: TODAY }).flatMap((item) => item.reasons);
    expect(seen(chair)).toEqual(['extension_asked']);
    expect(seen(specialist)).toEqual(['assigned', 'part_reported']);
    expect(seen({ id: 'u-help', role: 'specialist' })).toEqual(['wait_lifting']);
  });

  it('lists what others have to go on with, below all that waits for oneself', () => {
    const papers = [
      paper('given', { executorId: specialist.id }),
      paper('sent', { journal: 'outgoing', state: 'awaiting_approval', submittedBy: secretary.id }),
      paper('unresolved', { state: 'registered' }),
    ];
    const tasks = [task('t', { documentId: 'given', assigneeId: specialist.id, createdBy: chair.id })];
    const seen = (viewer: typeof chair | typeof secretary | typeof specialist) =>
      buildAgenda({ papers, tasks, viewer, today: TODAY })
        .filter((item) => item.group === 'others')
        .map((item) => [item.paper.id, ...item.reasons]);
    expect(seen(chair)).toEqual([['given', 'wait_executor']]);
    expect(seen(secretary).toSorted()).toEqual([
      ['sent', 'wait_approval'],
      ['unresolved', 'wait_resolution'],
    ]);
    expect(seen(specialist)).toEqual([]);
  });

  it('keeps the decisions of signed minutes in sight until they are executed', () => {
    const papers = [paper('m', { journal: 'minutes', kind: 'minutes', state: 'sent' })];
    const tasks = [task('t', { documentId: 'm', assigneeId: specialist.id, dueDate: TODAY })];
    expect(buildAgenda({ papers, tasks, viewer: specialist, today: TODAY })).toMatchObject([
      { group: 'today', reasons: ['assigned', 'due_today'] },
    ]);
  });

  it('has nothing to say about papers that are closed or sent', () => {
    const papers = [paper('a', { state: 'closed', dueDate: '2026-01-01' }), paper('b', { state: 'sent' })];
    expect(buildAgenda({ papers, tasks: [], viewer: chair, today: TODAY })).toEqual([]);
  });
});
