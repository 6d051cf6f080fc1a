import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packRows, unpackRows } from './columns.ts';

const LIMITS = { rows: 2_000, size: 1_000_000 };
const roundTrip = (rows: readonly object[]) => unpackRows(JSON.parse(JSON.stringify(packRows(rows))), LIMITS);

describe('rows by columns', () => {
  it('brings back any rows of JSON', () => {
    const row = fc.dictionary(
      fc.oneof(fc.constantFrom('a', 'b', 'c', '', 'constructor', '__proto__', 'o'), fc.string({ maxLength: 4 })),
      fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom<unknown>(1, 2, 3, null, {}, [], [1], { a: 1 }, { b: [2] }),
      ),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (drawn) => {
        const rows = JSON.parse(JSON.stringify(drawn)) as object[];
        expect(roundTrip(rows)).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  it('says what all rows share once', () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({
      seq: at + 7,
      writer: 'w-constant',
      patch: { state: 'registered', ...(at % 5 === 0 ? { note: `n${at}` } : {}) },
      base: {},
      history: [{ id: `h${at}`, event: 'registered' }],
    }));
    expect(roundTrip(rows)).toEqual(rows);
    const text = JSON.stringify(packRows(rows));
    expect(text.match(/w-constant/g)).toHaveLength(1);
    expect(text.match(/registered/g)).toHaveLength(2);
    expect(text.length).toBeLessThan(JSON.stringify(rows).length / 8);
  });

  it('leaves out undefined members', () => {
    expect(roundTrip([{ a: 1, b: undefined }, { a: 2 }])).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('never sets a prototype', () => {
    const evil = JSON.parse('{"n":2,"rows":{"o":[["__proto__",{"c":{"admin":true}}]]}}') as unknown;
    expect(() => unpackRows(evil, LIMITS)).toThrow(TypeError);
  });

  it('does not unfold more than the limits allow', () => {
    const text = 'x'.repeat(10_000);
    expect(() => unpackRows({ n: 2_001, rows: { o: [] } }, LIMITS)).toThrow(RangeError);
    expect(() => unpackRows({ n: 2_000, rows: { o: [['t', { c: text }]] } }, LIMITS)).toThrow(RangeError);
    const deep = { o: [['t', { l: { c: 1_000_000 }, v: { c: 1 } }]] };
    expect(() => unpackRows({ n: 2_000, rows: deep }, LIMITS)).toThrow(RangeError);
  });

  it('throws nothing but TypeError and RangeError at nonsense', () => {
    const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>({ c: 1 }, { s: 1 }, { s: 'x' }, [1, 2]));
    const column = fc.letrec<{ column: unknown }>((tie) => ({
      column: fc.oneof(
        leaf,
        fc.record({ l: tie('column'), v: tie('column') }),
        fc.record({ o: fc.array(fc.tuple(fc.string(), tie('column'), leaf), { maxLength: 3 }) }),
        fc.record({ o: fc.array(fc.tuple(fc.string(), tie('column')), { maxLength: 3 }) }),
      ),
    })).column;
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 5 }), column, (n, rows) => {
        let thrown: unknown = null;
        try {
          unpackRows({ n, rows }, LIMITS);
        } catch (error) {
          thrown = error;
        }
        expect(thrown === null || thrown instanceof TypeError || thrown instanceof RangeError).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
