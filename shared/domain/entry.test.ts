import { expect, test } from 'vitest';
import { tidyEntry } from './entry.ts';

test('apostrophes are put right on their way into a record', () => {
  expect(
    tidyEntry('documents', {
      subject: "Yo'l ta`miri",
      text: null,
      number: "K-1'/2",
      correspondent: { name: 'G‘aniyev O‘tkir', theirNumber: "o'1", kind: 'person' },
      history: [{ id: "o'" }],
    }),
  ).toEqual({
    subject: 'Yoʻl taʼmiri',
    text: null,
    number: "K-1'/2",
    correspondent: { name: 'Gʻaniyev Oʻtkir', theirNumber: "o'1", kind: 'person' },
    history: [{ id: "o'" }],
  });
  expect(tidyEntry('people', { familyName: "To'xtayev" })).toEqual({ familyName: 'Toʻxtayev' });
});

test('what nobody writes by hand is left as it is', () => {
  const patch = { data: { name: "o'" } };
  expect(tidyEntry('catalogues', patch)).toBe(patch);
  const sign = { contentHash: 'a' };
  expect(tidyEntry('documents', sign)).toBe(sign);
});
