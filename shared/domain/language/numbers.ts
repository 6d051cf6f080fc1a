import type { Language } from './language.ts';

const NO_BREAK_SPACE = '\u00a0';

const SOM: Readonly<Record<Language, string>> = { 'uz-Latn': 'soʻm', 'uz-Cyrl': 'сўм', ru: 'сум', en: 'soʻm' };

/**
 * A number as it is written in Uzbekistan, in every language of the interface: groups of three parted by a no-break
 * space, a decimal comma. Rounds to `decimals` figures where they are given, else keeps what the number has.
 */
export function formatQuantity(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return '';
  const plain = decimals === undefined ? decimal(Math.abs(value)) : Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
  const text = fraction ? `${grouped},${fraction}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

// Without an exponent: the amounts of an office need no more than 12 decimals.
function decimal(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return value >= 1 ? BigInt(Math.round(value)).toString() : value.toFixed(12).replace(/\.?0+$/, '');
}

/** Reads a number as people type it: spaces of any kind in groups, a decimal comma or point. Null for anything else. */
export function parseNumber(typed: string): number | null {
  const text = typed.trim().replace(/[\s\u00a0\u202f]/g, '');
  if (!/^-?\d+([.,]\d+)?$/.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

/** An amount in soʻm: `1 250 000 soʻm`. */
export function formatSom(value: number, language: Language): string {
  return `${formatQuantity(value)}${NO_BREAK_SPACE}${SOM[language]}`;
}
