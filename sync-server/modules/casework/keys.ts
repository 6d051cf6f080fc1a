import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import { workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import type { CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { isBaseWithdrawn } from '#shared/domain/casework/base-consent.ts';
import { type DueCase, type DueEvent, dueOfCase } from '#shared/domain/casework/due.ts';
import { type HouseholdPeople, membersOf } from '#shared/domain/casework/household.ts';
import { addDays, type Day } from '#shared/domain/language/dates.ts';
import { loosen, strictKey } from '#shared/domain/language/keys.ts';
import type { CaseKeys, CaseworkKeys, HouseholdKeys, PersonKeys } from '../../storage/casework.ts';
import type { SearchWord } from '../../storage/casework-lists.ts';

const digits = (text: string | undefined) => (text ?? '').replaceAll(/\D/g, '');

function nameOf(body: Pick<PersonBody, 'familyName' | 'givenName' | 'patronymic'>): string {
  return [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ');
}

function nameKeys(name: string) {
  const nameKey = strictKey(name);
  return { nameKey, looseKey: loosen(nameKey) };
}

function personKeys(body: PersonBody): PersonKeys {
  const ended = new Set((body.unmerges ?? []).map((one) => one.mergeId));
  const merges = (body.merges ?? []).filter((one) => !ended.has(one.id)).map((one) => one.otherId);
  // Of whoever took back their consent nothing is kept but that there is somebody.
  if (isBaseWithdrawn(body)) {
    return {
      name: '',
      nameKey: '',
      looseKey: '',
      privateKey: '',
      birthDate: null,
      sex: null,
      died: false,
      withdrawn: true,
      merges,
    };
  }
  const name = nameOf(body);
  return {
    name,
    ...nameKeys(name),
    privateKey: [strictKey(`${body.address ?? ''} ${body.document ?? ''}`), digits(body.phone), digits(body.pinfl)]
      .filter(Boolean)
      .join(' '),
    birthDate: body.birthDate ?? null,
    sex: body.sex ?? null,
    died: body.diedOn !== undefined,
    withdrawn: false,
    merges,
  };
}

function householdKeys(body: HouseholdBody): HouseholdKeys {
  return {
    address: body.address,
    privateKey: [strictKey(body.address), digits(body.phone)].filter(Boolean).join(' '),
    members: membersOf(body as HouseholdPeople).map(({ personId, relation }) => ({ personId, relation })),
  };
}

type Event = { readonly id: string; readonly body: CaseEventBody };

/** The next day on which what a case asks for may change with nothing written: a consent ends, a planned day is over. */
function recheckDay(body: CaseBody, events: readonly Event[], today: Day): Day | null {
  const days = [
    ...(body.consents ?? []).flatMap((one) => [one.on, one.until && addDays(one.until, 1)]),
    ...events.flatMap(({ body: event }) => (event.state === 'planned' && event.on ? [addDays(event.on, 1)] : [])),
  ].filter((day): day is Day => day !== undefined && day > today);
  return days.toSorted()[0] ?? null;
}

function caseKeys(body: CaseBody, events: readonly Event[], today: Day): CaseKeys | null {
  if (body.kind === 'violence') return null;
  return {
    kind: body.kind,
    state: body.state,
    number: body.number ?? null,
    numberKey: strictKey(body.number ?? ''),
    urgency: body.urgency ?? null,
    openedOn: body.openedOn ?? null,
    closedOn: body.closedOn ?? null,
    personId: body.personId ?? null,
    householdId: body.householdId ?? null,
    clientName: body.clientName ?? null,
    workers: [...new Set(workersOf(body).flatMap((one) => (one.role === 'worker' ? [one.userId] : [])))],
    due: dueOfCase(body as DueCase, events as readonly DueEvent[], today).map((one) => ({
      reason: one.code,
      on: one.day,
      itemId: one.of ?? null,
    })),
    recheckOn: recheckDay(body, events, today),
  };
}

/** How the central base is derived from records on a day. */
export function caseworkKeys(today: Day): CaseworkKeys {
  return {
    person: (body) => personKeys(body as unknown as PersonBody),
    household: (body) => householdKeys(body as unknown as HouseholdBody),
    case: (body, events) => caseKeys(body as unknown as CaseBody, events as unknown as readonly Event[], today),
    name: nameKeys,
  };
}

/** What is looked for, as words; a number of a phone or a PINFL in groups is one word, the short number of a case is not. */
export function searchWords(text: string): readonly SearchWord[] {
  const key = strictKey(text);
  const grouped = /^(\d ?){7,}$/.test(key) ? key.replaceAll(' ', '') : key;
  return grouped
    .split(' ')
    .filter(Boolean)
    .map((strict) => ({ strict, loose: loosen(strict) }));
}
