/*
 * What screens make of the index's lists, kept between their visits. The lists, and the bodies in them, are replaced
 * when something changes and never altered, so the same one means the same content. Whatever is kept hangs on an object
 * of the unlocked session (`keptOnce` of its index), so that it goes with it.
 */

/** Keeps the outcome for the arguments of the last call. Make it inside of what `keptOnce` keeps, never for ever. */
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
