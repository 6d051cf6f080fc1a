import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Value } from '@sinclair/typebox/value';
import {
  adoptedDecisions,
  hasQuorum,
  type Meeting,
  meetingFaults,
  meetingSchema,
  minutesText,
  presentCount,
  quorumNeeded,
  voteOutcome,
} from './meeting.ts';

const someone = (id: string, presence: 'present' | 'absent' | 'excused') => ({ id: `who-${id}`, name: id, presence });
const good: Meeting = {
  heldDate: '2026-11-20',
  place: 'MFY binosi',
  chairName: 'Toʻxtayev Anvar',
  members: 7,
  quorumRule: 'majority',
  attendance: ['A', 'B', 'C', 'D'].map((id) => someone(id, 'present')).concat(someone('E', 'excused')),
  agenda: [
    {
      id: 'item-1',
      title: 'Hashar oʻtkazish',
      votesFor: 3,
      votesAgainst: 1,
      decisions: [
        { id: 'dec-1', text: 'Roʻyxat tuzilsin.', executorId: 'u-spec', dueDate: '2026-11-27' },
        { id: 'dec-2', text: 'Aholi xabardor qilinsin.' },
      ],
    },
    { id: 'item-2', title: 'Toʻlov', votesFor: 2, votesAgainst: 2, decisions: [{ id: 'dec-3', text: 'Yigʻilsin.' }] },
    { id: 'item-3', title: 'Turli masalalar' },
  ],
};
const codes = (meeting: Meeting) => meetingFaults(meeting).map(({ code, at }) => `${at} ${code}`);

describe('the quorum', () => {
  it.each([
    [7, 'majority', 4],
    [8, 'majority', 5],
    [1, 'majority', 1],
    [9, 'two_thirds', 6],
    [10, 'two_thirds', 7],
    [1, 'two_thirds', 1],
  ] as const)('of %i by %s is %i', (members, rule, needed) => expect(quorumNeeded(members, rule)).toBe(needed));

  it('counts who was only counted; nobody is no quorum', () => {
    expect(hasQuorum(good)).toBe(true);
    expect(hasQuorum({ ...good, quorumRule: 'two_thirds' })).toBe(false);
    expect(hasQuorum({ ...good, quorumRule: 'two_thirds', othersPresent: 1 })).toBe(true);
    expect(hasQuorum({})).toBe(false);
  });

  test('more present never loses a quorum, more who belong never wins one', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.constantFrom('majority' as const, 'two_thirds' as const),
        (m, p, rule) => {
          const meeting = { members: m, othersPresent: p, quorumRule: rule };
          const enough = hasQuorum(meeting);
          expect(hasQuorum({ ...meeting, othersPresent: p + 1 }) || !enough).toBe(true);
          expect(hasQuorum({ ...meeting, members: m + 1 }) && !enough && m > 0).toBe(false);
        },
      ),
    );
  });
});

describe('votes and decisions', () => {
  it('adopts by more than half of those present, abstentions included', () => {
    const item = { id: 'x', title: 'x' };
    expect(voteOutcome({ ...item, votesFor: 3, votesAbstained: 1 }, 4)).toBe('adopted');
    expect(voteOutcome({ ...item, votesFor: 2, votesAbstained: 2 }, 4)).toBe('rejected');
    expect(voteOutcome({ ...item, votesFor: 2 }, 5)).toBe('rejected');
    expect(voteOutcome(item, 4)).toBe('none');
  });

  it('makes clauses of the adopted decisions alone', () => {
    expect(adoptedDecisions(good).map(({ clause, decision }) => [clause, decision.id])).toEqual([
      ['1.1', 'dec-1'],
      ['1.2', 'dec-2'],
    ]);
  });

  it('lets good minutes go on and names each fault', () => {
    expect(Value.Check(meetingSchema, good)).toBe(true);
    expect(codes(good)).toEqual([]);
    expect(codes({})).toEqual(['heldDate field_required', 'members field_required', 'agenda field_required']);
    expect(codes({ ...good, members: 20 })).toEqual(['attendance quorum_missing']);
    expect(codes({ ...good, members: 3 })).toEqual(['members votes_exceed_present']);
    const [first] = good.agenda as [NonNullable<Meeting['agenda']>[number]];
    const withItem = (change: object) => codes({ ...good, agenda: [{ ...first, ...change }] });
    expect(withItem({ votesAgainst: 2 })).toEqual(['item-1 votes_exceed_present']);
    expect(withItem({ title: ' ' })).toEqual(['item-1 field_required']);
    const decision = { id: 'dec-1', text: 'Bajarilsin.' };
    expect(withItem({ decisions: [{ ...decision, executorId: 'u-1' }] })).toEqual(['dec-1 field_required']);
    expect(withItem({ decisions: [{ ...decision, dueDate: '2026-11-19' }] })).toEqual([
      'dec-1 deadline_before_receipt',
    ]);
    expect(withItem({ decisions: [{ ...decision, text: '' }] })).toEqual(['dec-1 field_required']);
  });
});

it('is written out with everything that was counted and decided', () => {
  const text = minutesText(good, (key, values) => `${key}${values ? ` ${Object.values(values).join('/')}` : ''}`, {
    day: (day) => day,
    nameOf: (id) => `[${id}]`,
  });
  expect(presentCount(good)).toBe(4);
  expect(text.split('\n')).toEqual([
    'held 2026-11-20',
    'place MFY binosi',
    'chair Toʻxtayev Anvar',
    'members 7',
    'present 4 A, B, C, D',
    'absent E',
    'quorum 4',
    '',
    'agenda',
    '1. Hashar oʻtkazish',
    '2. Toʻlov',
    '3. Turli masalalar',
    '',
    '1. Hashar oʻtkazish',
    'votes 3/1/0',
    'decided',
    '1.1. Roʻyxat tuzilsin. ([u-spec], until 2026-11-27)',
    '1.2. Aholi xabardor qilinsin.',
    '',
    '2. Toʻlov',
    'votes 2/2/0',
    'rejected',
    '',
    '3. Turli masalalar',
  ]);
});
