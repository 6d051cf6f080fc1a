import { dayOf, type Day } from '#shared/domain/language/dates.ts';
import { fail, ok, type Result } from '#shared/kernel/result.ts';

/** Sex as the identity documents have it. */
export type Sex = 'female' | 'male';

/** What a PINFL says about its holder. */
export interface PinflContent {
  readonly sex: Sex;
  readonly birthDate: Day;
}

const WEIGHTS = [7, 3, 1] as const;

/** The check digit over the first 13 digits: their sum by the weights 7, 3, 1, 7, 3, 1 ... modulo 10. */
export function pinflCheckDigit(first13: string): number {
  let sum = 0;
  for (let at = 0; at < 13; at++) sum += Number(first13.charAt(at)) * (WEIGHTS[at % 3] as number);
  return sum % 10;
}

/**
 * Checks a PINFL (JShShIR) as typed; spaces around and between groups are forgiven. Digit 1 is sex and century (1/2 the
 * 1800s, 3/4 the 1900s, 5/6 the 2000s; odd is male), 2 to 7 the birth date DDMMYY, 14 the check digit.
 * Fails with `pinfl_length`, `pinfl_digits`, `pinfl_sex`, `pinfl_date` or `pinfl_check_digit`.
 */
export function checkPinfl(typed: string): Result<PinflContent> {
  const text = typed.replace(/\s/g, '');
  if (/[^0-9]/.test(text)) return fail('pinfl_digits');
  if (text.length !== 14) return fail('pinfl_length', { length: text.length });
  const first = Number(text.charAt(0));
  if (first < 1 || first > 6) return fail('pinfl_sex');
  const century = 1800 + Math.floor((first - 1) / 2) * 100;
  const birthDate = dayOf(century + Number(text.slice(5, 7)), Number(text.slice(3, 5)), Number(text.slice(1, 3)));
  if (birthDate === null) return fail('pinfl_date');
  if (pinflCheckDigit(text) !== Number(text.charAt(13))) return fail('pinfl_check_digit');
  return ok({ sex: first % 2 === 1 ? 'male' : 'female', birthDate });
}

/**
 * Checks a PINFL against the rest of a form; what the form leaves out is not compared.
 * Fails as {@link checkPinfl} does, and with `pinfl_sex_mismatch` or `pinfl_birth_mismatch`.
 */
export function checkPinflAgainst(form: {
  readonly pinfl: string;
  readonly sex?: Sex | null | undefined;
  readonly birthDate?: Day | null | undefined;
}): Result<PinflContent> {
  const checked = checkPinfl(form.pinfl);
  if (!checked.ok) return checked;
  if (form.sex && form.sex !== checked.value.sex) return fail('pinfl_sex_mismatch');
  if (form.birthDate && form.birthDate !== checked.value.birthDate) return fail('pinfl_birth_mismatch');
  return checked;
}

/**
 * A phone number as `+998901234567`. Takes 9 digits, or 998 and 9 digits, with any spaces, dashes and brackets; which
 * codes are mobile is a setting and is not asked here. Fails with `phone_invalid`.
 */
export function checkPhone(typed: string): Result<string> {
  const text = typed.trim();
  if (!/^\+?[\d\s().\-\u2011\u2013]+$/.test(text)) return fail('phone_invalid');
  const digits = text.replace(/\D/g, '');
  if (/^998\d{9}$/.test(digits)) return ok(`+${digits}`);
  return /^\d{9}$/.test(digits) && !text.startsWith('+') ? ok(`+998${digits}`) : fail('phone_invalid');
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  С: 'C',
  Е: 'E',
  Н: 'H',
  К: 'K',
  М: 'M',
  О: 'O',
  Р: 'P',
  Т: 'T',
  Х: 'X',
};

/**
 * A passport's or ID card's series and number as `AB1234567`: two Latin capitals and seven digits, no fixed list of
 * series. Cyrillic capitals that look the same are read as Latin. Fails with `passport_invalid`.
 */
export function checkPassport(typed: string): Result<string> {
  const text = typed
    .toUpperCase()
    .replace(/[\s\-\u2116]/g, '')
    .replace(/[А-Я]/g, (letter) => LOOKALIKES[letter] ?? letter);
  return /^[A-Z]{2}\d{7}$/.test(text) ? ok(text) : fail('passport_invalid');
}
