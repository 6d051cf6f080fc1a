import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaCovers, isArea } from '#shared/domain/access/area.ts';
import { isOfficeRole, ROLES } from '#shared/domain/access/roles.ts';
import { contentHash, SIGNED_FIELDS } from '#shared/domain/documents/content.ts';
import { createOfficeKey, isSignatureValid, signContent } from '#shared/domain/documents/signing.ts';
import { reverseDay } from './define-collection.ts';
import { defineWorkflow } from './define-workflow.ts';
import { fromBase64Url, toBase64Url } from './encoding.ts';
import { ERROR_CODES } from './errors.ts';
import { createId, isId } from './ids.ts';
import { canonicalJson, hashJson, jsonEqual } from './json.ts';
import { CodedError, toFailure } from './result.ts';

const bytes = (seed: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(seed) });

describe('canonical JSON', () => {
  test('key order, absent and undefined members make no difference; everything else does', () => {
    expect(canonicalJson({ b: 1, a: [{ d: null, c: undefined }] })).toBe('{"a":[{"d":null}],"b":1}');
    expect(jsonEqual({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toBe(true);
    expect(jsonEqual(undefined, null)).toBe(true);
    expect(jsonEqual([1, 2], [2, 1])).toBe(false);
    expect(jsonEqual('1', 1)).toBe(false);
    expect(jsonEqual({}, [])).toBe(false);
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  });

  test('it is JSON of the same value, and equal exactly where the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const text = canonicalJson(a);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(a) === canonicalJson(b)).toBe(jsonEqual(a, b));
        expect(hashJson(a)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});

describe('encodings and ids', () => {
  test('base64url agrees with the platform and is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        const text = toBase64Url(data);
        expect(text).toBe(Buffer.from(data).toString('base64url'));
        expect([...fromBase64Url(text)]).toEqual([...data]);
      }),
    );
    for (const text of ['A', 'AA=', 'A+/A', 'AAAAA', 'ЯЯЯЯ']) expect(() => fromBase64Url(text)).toThrow(TypeError);
  });

  test('an id is 22 characters of base64url', () => {
    expect(createId(bytes(255))).toHaveLength(22);
    expect(isId(createId(bytes(7)))).toBe(true);
    for (const text of ['', 'ab', 'a b c', 'x'.repeat(65), "a'b;c"]) expect(isId(text)).toBe(false);
  });

  test('a reversed day sorts later days first, and no day before all', () => {
    const days = ['2026-11-24', '2026-11-23', '2025-12-31', '1999-01-01'];
    const keys = [null, ...days].map((day) => reverseDay(day));
    expect([...keys].sort()).toEqual(keys);
  });
});

describe('failures', () => {
  test('codes are unique and fit to be keys', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    for (const code of ERROR_CODES) expect(code).toMatch(/^[a-z][a-z_]*$/);
  });

  test('what is thrown becomes a failure, with or without its prototype', () => {
    expect(toFailure(new CodedError('disk_full', { left: 0 }))).toEqual({ code: 'disk_full', params: { left: 0 } });
    expect(toFailure({ failure: { code: 'offline' } })).toEqual({ code: 'offline' });
    for (const odd of [new Error('x'), null, undefined, 'x', 1]) expect(toFailure(odd)).toEqual({ code: 'unexpected' });
  });

  test('a workflow that names an unknown state is refused when it is written', () => {
    const make = () =>
      defineWorkflow({
        states: ['a'],
        initial: ['a'],
        transitions: { go: { from: ['a'], to: 'b' as 'a', roles: [] } },
      });
    expect(make).toThrow('go');
  });
});

test('I6: an area covers itself and what lies below it, and no neighbour whose name begins alike', () => {
  expect(areaCovers('uz', 'uz.r3.d41')).toBe(true);
  expect(areaCovers('uz.r3', 'uz.r3')).toBe(true);
  expect(areaCovers('uz.r3', 'uz.r33')).toBe(false);
  expect(areaCovers('uz.r3.d41', 'uz.r3')).toBe(false);
  for (const area of ['uz', 'uz.r3', 'uz.r3.d41', 'uz.r3.d41.m812']) expect(isArea(area)).toBe(true);
  for (const area of ['', 'ru', 'uz.', 'uz.d1', 'uz.r3.m1', "uz.r3'", 'uz.r%']) expect(isArea(area)).toBe(false);
  expect(ROLES.filter(isOfficeRole)).toEqual(['chair', 'secretary', 'specialist']);
});

describe('office signatures', () => {
  const key = createOfficeKey(bytes(5));
  const content = {
    journal: 'outgoing',
    kind: 'answer',
    number: 'CH-1-1/1',
    regDate: '2026-11-24',
    subject: 'Suv',
    text: 'Matn',
    correspondent: { kind: 'person', name: 'K' },
    answersId: 'd-1',
    questions: [{ id: 'q-1' }],
    filled: { 'q-1': 'Ha' },
    meeting: { place: 'Idora' },
  };
  const hash = contentHash(content);

  test('I5: every signed field changes the hash; nothing else does', () => {
    for (const field of SIGNED_FIELDS) expect(contentHash({ ...content, [field]: 'boshqa' })).not.toBe(hash);
    for (const field of SIGNED_FIELDS) expect(contentHash({ ...content, [field]: null })).not.toBe(hash);
    expect(contentHash({ ...content, note: 'x', state: 'signed' } as typeof content)).toBe(hash);
    expect(contentHash({ ...content, correspondent: { name: 'K', kind: 'person' } })).toBe(hash);
  });

  test('a signature verifies for its key and hash alone; rubbish is false and never throws', () => {
    const value = signContent(key.secret, hash);
    expect(key.publicKey).toHaveLength(87);
    expect(isSignatureValid(key.publicKey, hash, value)).toBe(true);
    expect(isSignatureValid(createOfficeKey(bytes(6)).publicKey, hash, value)).toBe(false);
    expect(isSignatureValid(key.publicKey, contentHash({ ...content, text: 'Matn.' }), value)).toBe(false);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(isSignatureValid(a, hash, b)).toBe(false);
        expect(isSignatureValid(key.publicKey, hash, b)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = fromBase64Url(value);
        changed[at] = (changed[at] as number) ^ by;
        expect(isSignatureValid(key.publicKey, hash, toBase64Url(changed))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});
