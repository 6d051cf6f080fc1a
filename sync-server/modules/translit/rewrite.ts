import { Transform } from 'node:stream';
import type { Exceptions } from '#shared/domain/language/exceptions.ts';
import { toCyrillic, toLatin, toNewLatin } from '#shared/domain/language/transliterate.ts';

/** Scripts that a text can be turned into: Latin of 1995, Cyrillic, the Latin of 2026. */
export const SCRIPTS = ['latn', 'cyrl', 'latn2026'] as const;
/** A script to turn into. */
export type Script = (typeof SCRIPTS)[number];

const RENDER = { latn: toLatin, cyrl: toCyrillic, latn2026: toNewLatin } as const;

/** One text in another script; see `transliterate.ts`. */
export function rewrite(text: string, to: Script, exceptions?: Exceptions): string {
  return RENDER[to](text, exceptions);
}

/**
 * Turns UTF-8 lines into as many lines in another script, as they come. Ends of lines stay as they are, also where the
 * last line has none.
 */
export function createLineRewriter(to: Script, exceptions?: Exceptions): Transform {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string, last: boolean): string => {
    const lines = (rest + text).split('\n');
    rest = last ? '' : (lines.pop() ?? '');
    return lines.map((line) => rewrite(line, to, exceptions) + (last ? '' : '\n')).join(last ? '\n' : '');
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, take(decoder.decode(chunk, { stream: true }), false));
    },
    flush(done) {
      done(null, take(decoder.decode(), true));
    },
  });
}
