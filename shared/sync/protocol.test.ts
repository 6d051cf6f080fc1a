import { expect, test } from 'vitest';
import { hashJson } from '#shared/kernel/json.ts';
import { OperationSchema } from './operation.ts';
import { OLDEST_PROTOCOL, PROTOCOL_VERSION, WIRE_SCHEMAS } from './protocol.ts';

/**
 * The wire as it is at each protocol version. A hash that changed says: laptops in the field speak the old form.
 * Where they would misread the new one, raise PROTOCOL_VERSION and add a line; where they would not (a longer text, a
 * looser bound, one more optional field that an old server never gets), replace the hash of the present version.
 */
const PINNED: Readonly<Record<number, string>> = {
  1: '8800d543b388ff6e6635a9d93fb33e0bd896bedc6a450795462dc13ec3375c68',
};

test('S1: PROTOCOL_VERSION is pinned by the hash of the wire schemas', () => {
  expect(hashJson(JSON.parse(JSON.stringify({ ...WIRE_SCHEMAS, operation: OperationSchema })))).toBe(
    PINNED[PROTOCOL_VERSION],
  );
});

test('S1: every version up to the present one is known', () => {
  expect(Object.keys(PINNED).map(Number)).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, n) => n + 1));
  expect(OLDEST_PROTOCOL).toBeLessThanOrEqual(PROTOCOL_VERSION);
});
