/** The turned comma of oʻ and gʻ. */
export const TURNED_COMMA = '\u02bb';
/** The tutuq belgisi, the glottal stop mark. */
export const TUTUQ = '\u02bc';

/** What people type for either mark: ' ` ´ ‘ ’ ʻ ʼ ʿ ˈ ′ ‛ and the look-alikes of some keyboards. */
const TYPED = "'`\u00b4\u2018\u2019\u02bb\u02bc\u02bf\u02c8\u2032\u201b\u02b9\u02bd\u02be\uff07";
const MARK = new RegExp(`[${TYPED}]`, 'g');
/** Whether a character is one of the marks that people type for either. */
export function isMark(character: string): boolean {
  return character !== '' && TYPED.includes(character);
}

// The marks of Unicode's own are modifier letters: letters by their class, but not for us.
const isLetter = (character: string) => /^\p{L}$/u.test(character) && !isMark(character);

/**
 * Puts the right mark where people typed a look-alike: U+02BB after o and g, U+02BC after other letters. Marks around
 * a word are quotes and stay as they are: one before a word opens them, the next one at a word's end closes them.
 */
export function normaliseApostrophes(text: string): string {
  let quoted = '';
  let out = '';
  let done = 0;
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    const before = text.charAt(index - 1);
    const after = text.charAt(index + 1);
    const between = text.slice(done, index);
    out += between;
    done = index + 1;
    // A pair of quotes does not reach over the end of a line.
    if (between.includes('\n')) quoted = '';
    const closes = quoted !== '' && !isLetter(after);
    const opens = quoted === '' && isLetter(after) && !isLetter(before) && !isMark(before);
    // After oʻ and gʻ a second mark is a tutuq.
    const second = isLetter(after) && isMark(before) && out.endsWith(TURNED_COMMA);
    // After o and g a straight mark may be either; a curved pair says which it is.
    const curved = closes && quoted === '\u2018' && mark === '\u2019' && !isMark(after);
    if (/^[OoGg]$/.test(before) && !curved) out += TURNED_COMMA;
    else if (second || (isLetter(before) && !closes && !isMark(after))) out += TUTUQ;
    else out += mark;
    quoted = opens ? mark : closes ? '' : quoted;
  }
  return out + text.slice(done);
}

/** Removes every variant of both marks. */
export function stripApostrophes(text: string): string {
  return text.replace(MARK, '');
}
