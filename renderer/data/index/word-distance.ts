/** Longest word that is compared whole; more of it is left out. */
const LONGEST = 31;
const TABLE = 128;

/**
 * Compares one word with many: the bit-parallel way of Hyyrö (2003) to the optimal string alignment distance, a few
 * operations a letter. Letters are those of a key, ASCII; others count as unlike all.
 */
export class WordDistance {
  readonly #places = new Int32Array(TABLE);
  #word = '';
  #length = 0;
  /** The nearest beginning at the last {@link WordDistance.to}. */
  beginning = 0;

  /** Sets the word that others are compared with. */
  ask(word: string) {
    for (let at = 0; at < this.#length; at++) this.#places[this.#word.charCodeAt(at) & (TABLE - 1)] = 0;
    this.#word = word;
    this.#length = Math.min(word.length, LONGEST);
    for (let at = 0; at < this.#length; at++) {
      const code = word.charCodeAt(at);
      if (code < TABLE) this.#places[code] = (this.#places[code] as number) | (1 << at);
    }
  }

  /** Distance from the word that was asked for to this one. */
  to(other: string): number {
    const m = this.#length;
    const n = Math.min(other.length, LONGEST);
    this.beginning = m;
    if (m === 0) return n;
    const places = this.#places;
    const last = 1 << (m - 1);
    let plus = -1;
    let minus = 0;
    let diagonal = 0;
    let before = 0;
    let distance = m;
    let nearest = m;
    for (let at = 0; at < n; at++) {
      const code = other.charCodeAt(at);
      const here = code < TABLE ? (places[code] as number) : 0;
      const swapped = ((~diagonal & here) << 1) & before;
      diagonal = ((((here & plus) + plus) | 0) ^ plus) | here | minus | swapped;
      let up = minus | ~(diagonal | plus);
      let down = diagonal & plus;
      if (up & last) distance += 1;
      if (down & last) distance -= 1;
      if (distance < nearest) nearest = distance;
      up = (up << 1) | 1;
      down <<= 1;
      plus = down | ~(diagonal | up);
      minus = up & diagonal;
      before = here;
    }
    this.beginning = nearest;
    return distance;
  }
}
