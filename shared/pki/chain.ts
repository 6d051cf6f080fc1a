import type { ErrorCode } from '#shared/kernel/errors.ts';
import { isIssuedBy, isListOf, type Certificate, type RevocationList, type RevocationReason } from './certificate.ts';
import { sameBytes } from './der.ts';

/** What certificates are checked against. */
export interface Trust {
  /** Roots that are trusted as they are. */
  readonly roots: readonly Certificate[];
  /** Certificates between, beside those that a signature brings. */
  readonly intermediates: readonly Certificate[];
  readonly lists: readonly RevocationList[];
}

/** A certificate's way to a root. */
export interface Chain {
  /** From the certificate itself to the root. */
  readonly path: readonly Certificate[];
}

/** Most certificates between a signer and the root. */
const MAX_DEPTH = 6;

/** Looks for a way to a trusted root; null where there is none. */
export function findChain(certificate: Certificate, trust: Pick<Trust, 'roots' | 'intermediates'>): Chain | null {
  const search = (path: readonly Certificate[]): Chain | null => {
    const last = path.at(-1) as Certificate;
    if (trust.roots.some((root) => sameBytes(root.der, last.der))) return { path };
    if (path.length > MAX_DEPTH) return null;
    for (const candidate of [...trust.roots, ...trust.intermediates]) {
      if (path.some((seen) => sameBytes(seen.der, candidate.der)) || !isIssuedBy(last, candidate)) continue;
      const found = search([...path, candidate]);
      if (found) return found;
    }
    return null;
  };
  return search([certificate]);
}

/** How a certificate stands with the lists. */
export type Revocation =
  | { readonly kind: 'good'; readonly listed: number }
  | { readonly kind: 'revoked'; readonly at: number; readonly reason: RevocationReason }
  /** No list by the issuer, or only one that should long have been followed by another. */
  | { readonly kind: 'unknown' };

/** Looks a certificate up in the newest list of its issuer. */
export function revocationOf(
  certificate: Certificate,
  issuer: Certificate,
  lists: readonly RevocationList[],
  now: number,
): Revocation {
  const own = lists.filter((list) => isListOf(list, issuer)).sort((a, b) => b.thisUpdate - a.thisUpdate);
  const entry = own.map((list) => list.revoked.get(certificate.serial)).find((found) => found !== undefined);
  if (entry) return { kind: 'revoked', ...entry };
  const newest = own[0];
  if (!newest || (newest.nextUpdate !== null && newest.nextUpdate < now)) return { kind: 'unknown' };
  return { kind: 'good', listed: newest.thisUpdate };
}

/** Why a certificate was not valid at a moment; null where it was. */
export function faultAt(certificate: Certificate, moment: number): ErrorCode | null {
  if (moment < certificate.notBefore) return 'signer_not_yet_valid';
  if (moment > certificate.notAfter) return 'signer_expired';
  return null;
}
