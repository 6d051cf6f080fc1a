import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { requiredDay, requiredText, text } from '#shared/domain/fields.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';

/** A name in the languages of the interface; Uzbek in Latin script is always there. */
export const namesSchema = Type.Object(
  { 'uz-Latn': requiredText(300), 'uz-Cyrl': text(300), ru: text(300), en: text(300) },
  { additionalProperties: false },
);
/** A name in the languages of the interface. */
export type Names = Static<typeof namesSchema>;

/** A name in a language, or in Uzbek where it was not written in that one. */
export function nameIn(names: Names, language: Language): string {
  return names[language] || names['uz-Latn'];
}

/** A code of a programme, a category, a reason or a rate. */
export const codeSchema = () => Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });

const rateSchema = Type.Object(
  {
    code: codeSchema(),
    names: namesSchema,
    /** `som`: whole soʻm a month; `years`: full years of age. */
    unit: Type.Union([Type.Literal('som'), Type.Literal('years')]),
    values: Type.Array(
      Type.Object(
        {
          from: requiredDay(),
          value: Type.Number({ minimum: 0, maximum: 1_000_000_000_000 }),
          /** Whether somebody of the ministry has compared it with the text of the act. */
          confirmed: Type.Boolean(),
          source: text(300),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 200 },
    ),
  },
  { additionalProperties: false },
);

/** A dated amount, such as the base amount (BHM) or the cost of minimum consumption. */
export type Rate = Static<typeof rateSchema>;

/** All rates, by their codes. */
export type Rates = ReadonlyMap<string, Rate>;

/** A rate's value on a day. */
export interface RateValue {
  readonly value: number;
  readonly from: Day;
  readonly confirmed: boolean;
}

/** Code of the base amount (bazaviy hisoblash miqdori). */
export const BHM = 'bhm';

/** The rates among catalogues' data; what is no rate is left out. */
export function readRates(datas: readonly unknown[]): Rates {
  return new Map(datas.filter((data): data is Rate => Value.Check(rateSchema, data)).map((rate) => [rate.code, rate]));
}

/** Id of the catalogue that holds a rate. */
export function rateId(code: string): string {
  return `rates-${code.replaceAll('_', '-')}`;
}

/** Path of the first thing that is wrong with a rate; null where nothing is. */
export function findRateFault(data: unknown): string | null {
  if (!Value.Check(rateSchema, data)) return Value.Errors(rateSchema, data).First()?.path ?? '/';
  const days = data.values.map((one) => one.from);
  return new Set(days).size === days.length ? null : '/values';
}

/** What a rate is on a day; null before its first value, and for a rate that there is not. */
export function rateOn(rates: Rates, code: string, day: Day): RateValue | null {
  let found: RateValue | null = null;
  for (const { from, value, confirmed } of rates.get(code)?.values ?? []) {
    if (from <= day && (found === null || from > found.from)) found = { value, from, confirmed };
  }
  return found;
}

/** An amount as a multiple of the base amount of the day on which it was given, to two decimals; null without one. */
export function inBhm(rates: Rates, amount: number, day: Day): number | null {
  const rate = rateOn(rates, BHM, day);
  return rate && rate.value > 0 ? Math.round((amount / rate.value) * 100) / 100 : null;
}
