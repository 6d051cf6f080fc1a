import { expect, test } from 'vitest';
import { silentSince, toReceiptStep, toReceiptTerm } from './receipt.ts';

const nothing = { deliveredAt: null, openedAt: null, workAt: null, answeredAt: null };

test('the farthest step counts, whatever came before it', () => {
  const at = '2026-11-24T06:00:00.000Z';
  expect(toReceiptStep(nothing)).toBe('sent');
  expect(toReceiptStep({ ...nothing, deliveredAt: at })).toBe('received');
  expect(toReceiptStep({ ...nothing, deliveredAt: at, openedAt: at })).toBe('opened');
  expect(toReceiptStep({ ...nothing, workAt: at })).toBe('working');
  expect(toReceiptStep({ ...nothing, answeredAt: at })).toBe('answered');
});

test.each([
  [null, null, '2026-11-24', 'none'],
  ['2026-11-24', null, '2026-11-24', 'running'],
  ['2026-11-24', null, '2026-11-25', 'overdue'],
  ['2026-11-24', '2026-11-24', '2026-12-01', 'in_time'],
  ['2026-11-24', '2026-11-25', '2026-12-01', 'late'],
] as const)('due %s, answered %s, today %s: %s', (due, answered, today, term) => {
  expect(toReceiptTerm(due, answered, today)).toBe(term);
});

test('an office is silent after a week without an exchange, and from the sending where it never had one', () => {
  const now = Date.parse('2026-11-24T06:00:00.000Z');
  const sentAt = '2026-11-23T06:00:00.000Z';
  expect(silentSince({ sentAt, lastContact: '2026-11-17T06:00:00.000Z' }, now)).toBeNull();
  expect(silentSince({ sentAt, lastContact: '2026-11-17T05:59:00.000Z' }, now)).toBe('2026-11-17T05:59:00.000Z');
  expect(silentSince({ sentAt, lastContact: null }, now)).toBe(sentAt);
});
