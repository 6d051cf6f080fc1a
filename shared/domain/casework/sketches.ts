import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { loosen, nameKey, strictKey } from '#shared/domain/language/keys.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { type PersonFacts, sortedDate, stem } from './duplicates.ts';
import { checkPinfl } from './pinfl.ts';

/** How much a key that two people share says: 3 they are one, 2 likely, 1 perhaps. */
export type SketchStrength = 1 | 2 | 3;

/** One thing that two records of one person have in common; the server keeps it only as a keyed hash. */
export interface SketchKey {
  readonly key: string;
  readonly strength: SketchStrength;
}

/**
 * The keys by which offices find out that they have the same person, without seeing each other's records. Every one has
 * a number, or a day of birth beside the name: a name alone would let anybody ask where somebody lives. A key bears a
 * missing or misspelt part of the name, another script, a new surname, or day and month swapped.
 */
export function sketchKeys(person: PersonFacts): readonly SketchKey[] {
  const keys: SketchKey[] = [];
  const checked = person.pinfl ? checkPinfl(person.pinfl) : null;
  const inNumber = checked?.ok ? checked.value : null;
  if (inNumber && person.pinfl) keys.push({ key: `p ${person.pinfl}`, strength: 3 });
  const document = person.document ? strictKey(person.document).replaceAll(' ', '') : '';
  if (document) keys.push({ key: `i ${document}`, strength: 3 });

  const birth = (person.birthDate ?? inNumber?.birthDate ?? '').replaceAll('-', '');
  const family = loosen(stem(nameKey(person.familyName ?? '')));
  const given = loosen(nameKey(person.givenName ?? ''));
  const father = loosen(nameKey(person.patronymic ?? ''));
  if (birth.length !== 8 || !given) return keys;
  const day = sortedDate(birth);
  if (family) {
    // Family and given name are often entered in each other's place.
    const name = [family, given].toSorted().join(' ');
    if (father) keys.push({ key: `f ${name} ${father} ${day}`, strength: 3 });
    keys.push({ key: `n ${name} ${day}`, strength: 2 });
    keys.push({ key: `t ${family.slice(0, 4)} ${given.slice(0, 3)} ${day}`, strength: 1 });
  }
  if (father) keys.push({ key: `g ${given} ${father} ${day}`, strength: 2 });
  return keys;
}

/** Until when a person may be in the sketches: null for without an end. */
export interface Sketchable {
  readonly until: Day | null;
}

/**
 * Whether other offices may learn that an office knows somebody like this person: not after the consent to be in the
 * base was withdrawn and no other one holds.
 * @returns null where not; else the last day on which the consent holds
 */
export function sketchable(body: Pick<PersonBody, 'consents' | 'withdrawals'>): Sketchable | null {
  const given = (body.consents ?? []).filter((one) => one.purpose === 'base');
  if (given.length === 0) return { until: null };
  const withdrawn = new Set((body.withdrawals ?? []).map((one) => one.consentId));
  const held = given.filter((one) => !withdrawn.has(one.id));
  if (held.length === 0) return null;
  if (held.some((one) => one.until === undefined)) return { until: null };
  return {
    until:
      held
        .map((one) => one.until as Day)
        .toSorted()
        .at(-1) ?? null,
  };
}
