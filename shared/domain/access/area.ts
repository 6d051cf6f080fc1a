/**
 * An area is a path from the republic downwards: `uz`, `uz.r3`, `uz.r3.d41`, `uz.r3.d41.m812`. A duty over an area
 * covers everything below it.
 */
export type Area = string;

/** The whole republic. */
export const REPUBLIC: Area = 'uz';

/** Whether `outer` is `inner` or lies above it. */
export function areaCovers(outer: Area, inner: Area): boolean {
  return inner === outer || inner.startsWith(`${outer}.`);
}

/** Whether a text has the form of an area path. */
export function isArea(text: string): boolean {
  return /^uz(\.r[a-z0-9]+(\.d[a-z0-9]+(\.m[a-z0-9]+)?)?)?$/.test(text);
}
