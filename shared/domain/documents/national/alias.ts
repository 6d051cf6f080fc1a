import { isDay } from '#shared/domain/language/dates.ts';
import { NATIONAL_OIDS } from './pkcs7.ts';

/** What E-IMZO's list says of a certificate. The PINFL is left out: nothing shows it. */
export interface CertificateLine {
  readonly name: string;
  readonly position?: string;
  readonly stir?: string;
  /** Days, `YYYY-MM-DD`. */
  readonly validFrom?: string;
  readonly validTo?: string;
}

function capital(text: string): string {
  return text.replace(/(^|[\s-])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());
}

function dayOf(text: string | undefined): string | undefined {
  const day = text?.slice(0, 10).replaceAll('.', '-');
  return isDay(day) ? day : undefined;
}

/** Reads an alias: comma-separated pairs in lower case, such as `cn=...,1.2.860.3.16.1.2=...,validto=2027.01.01 00:00:00`. */
export function readAlias(alias: string): CertificateLine {
  const pairs = new Map<string, string>();
  for (const part of alias.split(',')) {
    const at = part.indexOf('=');
    if (at > 0) pairs.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  const position = pairs.get('t');
  const stir = pairs.get(NATIONAL_OIDS.stir);
  const validFrom = dayOf(pairs.get('validfrom'));
  const validTo = dayOf(pairs.get('validto'));
  return {
    name: capital(pairs.get('cn') ?? ''),
    ...(position ? { position: capital(position) } : {}),
    ...(stir ? { stir } : {}),
    ...(validFrom ? { validFrom } : {}),
    ...(validTo ? { validTo } : {}),
  };
}
