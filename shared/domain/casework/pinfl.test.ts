import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPassport, checkPhone, checkPinfl, checkPinflAgainst, pinflCheckDigit } from './pinfl.ts';

test.each([
  ['31210632040244', 'male', '1963-10-12'],
  ['31210932040247', 'male', '1993-10-12'],
  ['40201902050010', 'female', '1990-01-02'],
  ['3 121063 204024 4', 'male', '1963-10-12'],
])('%s is good: %s, born %s', (pinfl, sex, birthDate) => {
  expect(checkPinfl(pinfl)).toEqual({ ok: true, value: { sex, birthDate } });
});

test.each([
  ['31210632040245', 'pinfl_check_digit'],
  ['00000000000000', 'pinfl_sex'],
  ['71210632040244', 'pinfl_sex'],
  ['33002902050010', 'pinfl_date'],
  ['32902902050010', 'pinfl_date'],
  ['3121063204024', 'pinfl_length'],
  ['312106320402444', 'pinfl_length'],
  ['', 'pinfl_length'],
  ['3121063204024A', 'pinfl_digits'],
  ['٣١٢١٠٦٣٢٠٤٠٢٤٤', 'pinfl_digits'],
])('%s is bad: %s', (pinfl, code) => {
  const checked = checkPinfl(pinfl);
  expect(checked.ok ? null : checked.failure.code).toBe(code);
});

const good = fc
  .record({
    day: fc
      .integer({ min: Date.UTC(1800, 0, 1) / 86_400_000, max: Date.UTC(2099, 11, 31) / 86_400_000 })
      .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10)),
    male: fc.boolean(),
    rest: fc.integer({ min: 0, max: 999_999 }),
  })
  .map(({ day, male, rest }) => {
    const first = (Number(day.slice(0, 2)) - 18) * 2 + (male ? 1 : 2);
    const begin = `${first}${day.slice(8)}${day.slice(5, 7)}${day.slice(2, 4)}${String(rest).padStart(6, '0')}`;
    return { day, male, pinfl: begin + pinflCheckDigit(begin) };
  });

test('every well-made PINFL from 1800 to 2099 says its sex and birth date', () => {
  fc.assert(
    fc.property(good, ({ day, male, pinfl }) => {
      expect(checkPinfl(pinfl)).toEqual({ ok: true, value: { sex: male ? 'male' : 'female', birthDate: day } });
    }),
  );
});

test('one digit mistyped never passes for the same person', () => {
  fc.assert(
    fc.property(good, fc.nat(13), fc.integer({ min: 1, max: 9 }), ({ pinfl }, at, by) => {
      const digit = (Number(pinfl.charAt(at)) + by) % 10;
      // Weights 7, 3 and 1 share no factor with 10, so each single wrong digit changes the sum.
      expect(checkPinfl(pinfl.slice(0, at) + digit + pinfl.slice(at + 1)).ok).toBe(false);
    }),
  );
});

test('a PINFL is held against the form', () => {
  const code = (sex?: 'male' | 'female', birthDate?: string) => {
    const checked = checkPinflAgainst({ pinfl: '40201902050010', sex, birthDate });
    return checked.ok ? null : checked.failure.code;
  };
  expect(code()).toBeNull();
  expect(code('female', '1990-01-02')).toBeNull();
  expect(code('male', '1990-01-02')).toBe('pinfl_sex_mismatch');
  expect(code('female', '1990-02-01')).toBe('pinfl_birth_mismatch');
});

test.each([
  ['+998 90 123-45-67', '+998901234567'],
  ['998901234567', '+998901234567'],
  ['(90) 123 45 67', '+998901234567'],
  ['90 123 45 6', null],
  ['+7 901 123 45 67', null],
  ['+901234567', null],
  ['90 123 45 6x', null],
])('phone %s is %s', (typed, phone) => {
  const checked = checkPhone(typed);
  expect(checked.ok ? checked.value : null).toBe(phone);
});

test.each([
  ['AB1234567', 'AB1234567'],
  ['ab 1234567', 'AB1234567'],
  ['АВ1234567', 'AB1234567'],
  ['A1234567', null],
  ['AB123456', null],
  ['ABC123456', null],
  ['ЖЯ1234567', null],
])('passport %s is %s', (typed, passport) => {
  const checked = checkPassport(typed);
  expect(checked.ok ? checked.value : null).toBe(passport);
});
