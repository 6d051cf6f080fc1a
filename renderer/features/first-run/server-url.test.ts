import { expect, test } from 'vitest';
import { toServerUrl } from './server-url.ts';

test.each([
  ['mahalla.uz', 'https://mahalla.uz'],
  [' https://mahalla.uz/client/ ', 'https://mahalla.uz'],
  ['127.0.0.1:4100', 'http://127.0.0.1:4100'],
  ['http://10.0.0.5:4100', 'http://10.0.0.5:4100'],
])('%s is the address %s', (typed, url) => expect(toServerUrl(typed)).toBe(url));

test.each(['', 'ikki soʻz', 'ftp://mahalla.uz', 'javascript:alert(1)', 'https://user:pass@mahalla.uz', 'http://'])(
  '%j is no address',
  (typed) => expect(toServerUrl(typed)).toBeNull(),
);
