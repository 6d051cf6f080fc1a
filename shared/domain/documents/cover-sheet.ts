import { utf8ToBytes } from '@noble/hashes/utils.js';
import { isId } from '#shared/kernel/ids.ts';
import { hashBytes, toHex } from '#shared/kernel/json.ts';

/*
 * A cover sheet lies on the glass before the pages of a paper, so that one long scan finds its way to many papers. Its
 * QR says which paper: `MHL1:<id>:<check>`. The check is bound to the office, so a sheet of another office, or a code
 * that was misread, leads nowhere instead of to the wrong paper.
 */
const MARK = 'MHL1';

function checkOf(officeId: string, documentId: string): string {
  return toHex(hashBytes(utf8ToBytes(`mahalla-cover-1|${officeId}|${documentId}`))).slice(0, 10);
}

/** The text of a paper's cover sheet. */
export function coverCode(officeId: string, documentId: string): string {
  return `${MARK}:${documentId}:${checkOf(officeId, documentId)}`;
}

/** What a QR code on a page is: a cover sheet of this office, one of another office or damaged, or something else. */
export type CoverReading =
  { readonly kind: 'cover'; readonly documentId: string } | { readonly kind: 'foreign' } | { readonly kind: 'other' };

/** Reads the text of a QR code. */
export function readCover(text: string, officeId: string): CoverReading {
  const [mark, documentId, check, ...rest] = text.trim().split(':');
  if (mark !== MARK || documentId === undefined || check === undefined || rest.length > 0) return { kind: 'other' };
  if (!isId(documentId) || check !== checkOf(officeId, documentId)) return { kind: 'foreign' };
  return { kind: 'cover', documentId };
}

/** What is on one page of a long scan. */
export type PageReading = CoverReading | { readonly kind: 'page' };

/** One paper's share of a long scan. Pages count from 0; the cover sheet itself is in no part. */
export interface ScanPart {
  /** Null where no cover sheet of ours says whose the pages are. */
  readonly documentId: string | null;
  readonly pages: readonly number[];
  /** Why nobody's: pages before the first sheet, or a sheet of another office before them. */
  readonly reason?: 'before_first' | 'foreign';
}

/**
 * Divides a long scan at its cover sheets. Two stretches under sheets of one paper become one part; a sheet without
 * pages gives none; no page is ever lost.
 */
export function splitPages(pages: readonly PageReading[]): readonly ScanPart[] {
  const parts: { documentId: string | null; pages: number[]; reason?: 'before_first' | 'foreign' }[] = [];
  const byId = new Map<string, { pages: number[] }>();
  let open: { pages: number[] } | null = null;
  pages.forEach((page, at) => {
    if (page.kind === 'cover') {
      open = byId.get(page.documentId) ?? null;
      if (!open) {
        const part = { documentId: page.documentId, pages: [] as number[] };
        parts.push(part);
        byId.set(page.documentId, part);
        open = part;
      }
      return;
    }
    if (page.kind === 'foreign') {
      const part = { documentId: null, pages: [at], reason: 'foreign' as const };
      parts.push(part);
      open = part;
      return;
    }
    if (!open) {
      const part = { documentId: null, pages: [] as number[], reason: 'before_first' as const };
      parts.push(part);
      open = part;
    }
    open.pages.push(at);
  });
  return parts.filter((part) => part.pages.length > 0);
}
