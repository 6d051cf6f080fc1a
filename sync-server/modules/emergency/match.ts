import { looseKey, nameWords, strictKey } from '#shared/domain/language/keys.ts';
import type { JsonObject } from '#shared/kernel/json.ts';

/** What a file goes by. */
export interface FileNames {
  readonly number: string | undefined;
  /** Names of whom it is about, as the file or the office's list of people has them. */
  readonly names: readonly string[];
}

/** Names of a file out of its body and of the person whom it names. */
export function namesOf(body: JsonObject, person: JsonObject | undefined): FileNames {
  const { number, clientName } = body as { readonly number?: string; readonly clientName?: string };
  const { familyName, givenName, patronymic } = (person ?? {}) as Readonly<Record<string, string | undefined>>;
  const full = [familyName, givenName, patronymic].filter(Boolean).join(' ');
  return { number, names: [clientName ?? '', full].filter((name) => name !== '') };
}

/**
 * Whether somebody's words mean a file: its number, or the name of whom it is about in any script and spelling, at least two words of
 * it in any order. One word alone would open the files of everyone who is called so.
 */
export function meansFile(wanted: string, { number, names }: FileNames): boolean {
  const key = strictKey(wanted).replaceAll(' ', '');
  if (number !== undefined && key !== '' && strictKey(number).replaceAll(' ', '') === key) return true;
  const words = nameWords(wanted).map(looseKey);
  if (words.length < 2) return false;
  return names.some((name) => {
    const known = new Set(nameWords(name).map(looseKey));
    return words.every((word) => known.has(word));
  });
}
