/*
 * What screens make of the index's lists, kept between their visits. The lists, and the bodies in them, are replaced
 * when something changes and never altered, so the same one means the same content.
 */

/** Keeps the outcome for the arguments of the last call: a screen that is opened again gets it at once. */
export function lastOf<Args extends readonly unknown[], Result>(
  make: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { readonly args: Args; readonly result: Result } | null = null;
  return (...args) => {
    if (last?.args.length === args.length && last.args.every((one, at) => Object.is(one, args[at]))) return last.result;
    last = { args, result: make(...args) };
    return last.result;
  };
}

/** Keeps one outcome for each object as long as that is there. */
export function keptOnce<Key extends object, Result>(make: (key: Key) => Result): (key: Key) => Result {
  const kept = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    const known = kept.get(key);
    if (known) return known.result;
    const result = make(key);
    kept.set(key, { result });
    return result;
  };
}

/**
 * Keeps one outcome for each object as long as that is there, and as long as all that it was made from besides is the
 * same: after one of ten thousand families has changed, the lines of the others stand.
 */
export function keptFor<Key extends object, Source, Result>(
  /** What an outcome is made from besides the object itself. */
  partsOf: (key: Key, source: Source) => readonly unknown[],
  make: (key: Key, source: Source) => Result,
): (key: Key, source: Source) => Result {
  const kept = new WeakMap<Key, { readonly parts: readonly unknown[]; readonly result: Result }>();
  return (key, source) => {
    const parts = partsOf(key, source);
    const known = kept.get(key);
    if (known && known.parts.length === parts.length && known.parts.every((one, at) => one === parts[at])) {
      return known.result;
    }
    const result = make(key, source);
    kept.set(key, { parts, result });
    return result;
  };
}
