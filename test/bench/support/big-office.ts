import { RELATIONS } from '#shared/domain/casework/household.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { createDice, makePerson, type ManyPerson } from '../../support/many-people.ts';

/** A record as the server stores it. */
export interface BigRecord {
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly body: JsonObject;
}

/** How big an office is. */
export interface BigOffice {
  readonly households: number;
  readonly people: number;
  readonly cases: number;
}

const KINDS = ['unemployed', 'vulnerable_family', 'disability', 'elderly_alone', 'youth', 'child_without_care'];
const SERVICES = ['counselling', 'medical', 'legal', 'employment', 'training', 'cash', 'documents'];
const WHY = 'Uy-joy sharoiti ogʻir, daromadi kam, farzandlari maktab yoshida, yordam soʻrab kelgan';
const STEPS = ['intake', 'open', 'open', 'open', 'closed'] as const;
const two = (n: number) => String(n).padStart(2, '0');

/** A day of the last three years. */
const dayOf = (n: number) => `${2024 + (n % 3)}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`;

/**
 * Families with their people, where each fact is known from, cases with plans and four events each: seeded, with names
 * and numbers of their own, about as long as real ones.
 * @param actor who has entered everything
 */
export function makeBigOffice(
  size: BigOffice,
  actor: string,
): { readonly records: readonly BigRecord[]; readonly people: readonly (ManyPerson & { readonly home: string })[] } {
  const dice = createDice(45_000);
  const records: BigRecord[] = [];
  const people: (ManyPerson & { readonly home: string })[] = [];
  const at = '2026-01-10T05:00:00.000Z';
  const share = Math.ceil(size.people / size.households);
  for (let n = 0; n < size.households; n++) {
    const members: JsonObject[] = [];
    let address = `Bogʻ koʻchasi, ${n}-uy`;
    for (let m = 0; m < share && people.length < size.people; m++) {
      const person = makePerson(dice, `bp${people.length}`);
      if (m === 0 && person.address) address = person.address;
      people.push({ ...person, home: address });
      const { id, familyName, givenName, patronymic, sex, birthDate, pinfl, phone } = person;
      const values = {
        familyName,
        givenName,
        patronymic,
        ...(birthDate ? { birthDate } : {}),
        ...(pinfl ? { pinfl } : {}),
      };
      records.push({
        collection: 'people',
        id,
        version: 2,
        body: {
          ...values,
          sex,
          address,
          ...(phone ? { phone } : {}),
          work: m % 3 === 0 ? 'employed' : 'unemployed',
          facts: Object.entries(values).map(([field, value], k) => ({
            id: `${id}.f${k}`,
            field,
            value,
            source: 'said',
            actor,
            at,
          })),
          createdBy: actor,
          createdAt: at,
        },
      });
      members.push({
        id: `${id}.m`,
        personId: id,
        relation: m === 0 ? 'head' : (RELATIONS[1 + ((n + m) % 8)] as string),
        actor,
        at,
      });
    }
    records.push({
      collection: 'households',
      id: `bh${n}`,
      version: 1,
      body: {
        address,
        phone: `+99890${String(1_000_000 + n)}`,
        members,
        housing: 'own',
        createdBy: actor,
        createdAt: at,
      },
    });
  }
  for (let n = 0; n < size.cases; n++) {
    const id = `bc${n}`;
    const person = people[(n * 5) % people.length] as ManyPerson;
    const state = STEPS[n % STEPS.length] as string;
    records.push({
      collection: 'cases',
      id,
      version: 0,
      body: {
        kind: KINDS[n % KINDS.length] as string,
        state,
        number: String(n + 1),
        personId: person.id,
        openedOn: dayOf(n),
        request: `${WHY}. ${n}-murojaat.`,
        workers: [{ id: `${id}.w`, userId: actor, role: 'worker', actor, at }],
        consents: ['services', 'referral', 'transfer'].map((purpose) => ({
          id: `${id}.${purpose}`,
          purpose,
          actor,
          at,
        })),
        plans: [
          {
            id: `${id}.p`,
            goals: [1, 2, 3].map((k) => ({
              id: `${id}.g${k}`,
              need: `Ehtiyoj ${k}`,
              goal: `Maqsad ${k}`,
              due: dayOf(n + k),
            })),
            actor,
            at,
          },
        ],
        ...(state === 'closed' ? { outcome: 'own_wish', closedOn: dayOf(n + 1) } : {}),
        createdBy: actor,
        createdAt: at,
        history: [{ id: `${id}.h`, event: 'created', actor, at }],
      },
    });
    for (let k = 0; k < 4; k++) {
      records.push({
        collection: 'caseEvents',
        id: `${id}.e${k}`,
        version: 0,
        body: {
          caseId: id,
          kind: (['assessment', 'visit', 'referral', 'note'] as const)[k] as string,
          state: (['recorded', 'planned', 'sent', 'recorded'] as const)[k] as string,
          on: dayOf(n + k),
          ...(k === 2 ? { service: SERVICES[n % SERVICES.length] as string, provider: 'Tuman poliklinikasi' } : {}),
          text: WHY,
          createdBy: actor,
          createdAt: at,
        },
      });
    }
  }
  return { records, people };
}
