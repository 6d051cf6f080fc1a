import type { Consenting } from './consent.ts';

/**
 * Whether somebody has taken back that they are in the base. Whoever has is found by no duty any more, only counted; the
 * office itself keeps what the law makes it keep.
 */
export function isBaseWithdrawn(body: Consenting): boolean {
  const ended = new Set((body.withdrawals ?? []).map((one) => one.consentId));
  const given = (body.consents ?? []).filter((one) => one.purpose === 'base');
  return given.length > 0 && given.every((one) => ended.has(one.id));
}
