import { diffArrays } from 'diff';

/** A piece of two texts laid over each other. */
export interface DiffPiece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

// Words of either script with their oʻ, gʻ and tutuq, runs of spaces, single marks: the library's own words know no Cyrillic.
const TOKEN = /[\p{L}\p{M}\p{N}\u02bb\u02bc'’‘`-]+|\s+|[^\p{L}\p{M}\p{N}\s]/gu;

/** Longer texts are shown whole, the earlier one and the later one: words would take seconds. */
const WORDS_LIMIT = 40_000;

function tokens(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/**
 * The difference of two texts word by word. The pieces that are not `added` give the first text, those that are not
 * `removed` the second, letter for letter.
 */
export function diffWordsOf(before: string, after: string): readonly DiffPiece[] {
  if (before.length + after.length > WORDS_LIMIT && before !== after) {
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
  }
  const pieces: DiffPiece[] = [];
  for (const part of diffArrays(tokens(before), tokens(after))) {
    const text = part.value.join('');
    pieces.push({ kind: part.added ? 'added' : part.removed ? 'removed' : 'same', text });
  }
  return pieces;
}
