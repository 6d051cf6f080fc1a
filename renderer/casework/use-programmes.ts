import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { ProgrammeEntryBody } from '#shared/domain/casework/collections/programme-entries/index.ts';
import { headOf, membersOf } from '#shared/domain/casework/household.ts';
import { entryDue, type EntryDue, findDoubles } from '#shared/domain/casework/programmes/due.ts';
import { createFactsBase, type FactsBase, membersOn } from '#shared/domain/casework/programmes/facts.ts';
import {
  codesOf,
  type Programme,
  type ProgrammeVersion,
  readProgrammes,
  versionOn,
} from '#shared/domain/casework/programmes/programme.ts';
import { type Rates, readRates } from '#shared/domain/casework/programmes/rates.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { useData, useRecords } from '../data/react.tsx';
import { useToday } from '../documents/office.ts';
import { closedAmong, type Named } from './closed-for-use.tsx';

/** A record in memory. */
export interface Entry<Body> {
  readonly id: string;
  readonly body: Body;
}

/** Whom an entry or a proposal is about. */
export interface Subject {
  readonly kind: 'person' | 'family';
  readonly id: string;
}

/** Programmes, the office's people and entries, and what criteria are evaluated on. */
export interface Programmes {
  /** Whether the catalogues have been read. */
  readonly ready: boolean;
  readonly today: Day;
  readonly versions: readonly ProgrammeVersion[];
  readonly rates: Rates;
  /** Versions that are in force today, by their names' order in the catalogue. */
  readonly inForce: readonly ProgrammeVersion[];
  readonly base: FactsBase;
  readonly people: readonly Entry<PersonBody>[];
  readonly households: readonly Entry<HouseholdBody>[];
  readonly entries: readonly Entry<ProgrammeEntryBody>[];
  /** Entries that stand beside another of the same person or family in the same programme. */
  readonly doubles: ReadonlyMap<string, readonly string[]>;
  version(id: string): ProgrammeVersion | undefined;
  /** The programme by which an entry was proposed, else the one in force. */
  programmeOf(body: Pick<ProgrammeEntryBody, 'versionId' | 'programme'>): Programme | undefined;
  due(body: ProgrammeEntryBody): readonly EntryDue[];
  /** Name of a person, or of a family's head; empty where nobody is known. */
  nameOf(subject: Subject): string;
  addressOf(subject: Subject): string;
}

/** A person's name as it is written. */
export function personName(body: PersonBody | undefined): string {
  return body ? [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ') : '';
}

/** Whom an entry is about. */
export function subjectOf(body: Pick<ProgrammeEntryBody, 'personId' | 'householdId'>): Subject {
  return body.personId === undefined
    ? { kind: 'family', id: body.householdId ?? '' }
    : { kind: 'person', id: body.personId };
}

/** Address of the page of a person or a family. */
export function subjectPath(subject: Subject): string {
  return subject.kind === 'person' ? `/person/${subject.id}` : `/families/${subject.id}`;
}

/**
 * Whose record is closed for new uses: of those whom a proposal is about themselves, a family's head among them, and of
 * those who live with them.
 */
export function closedOf(
  { base, today }: Programmes,
  subject: Subject,
): { readonly own: readonly Named[]; readonly beside: readonly Named[] } {
  const named = (id: string): Named => ({ id, body: base.person(id) });
  if (subject.kind === 'person') return { own: closedAmong([named(subject.id)], today), beside: [] };
  const family = base.family(subject.id);
  if (!family) return { own: [], beside: [] };
  const head = headOf(family)?.personId;
  const closed = closedAmong(
    membersOf(family).map((one) => named(one.personId)),
    today,
  );
  return { own: closed.filter(({ id }) => id === head), beside: closed.filter(({ id }) => id !== head) };
}

/** Everything of programmes that this laptop knows. Follows every change. */
export function useProgrammes(): Programmes {
  const { index } = useData();
  const today = useToday();
  const subscribe = useCallback((listener: () => void) => index.subscribe(listener), [index]);
  const people = useSyncExternalStore(subscribe, () => index.people());
  const households = useSyncExternalStore(subscribe, () => index.households());
  const entries = useSyncExternalStore(subscribe, () => index.programmeEntries());
  const programmeDocs = useRecords({ collection: 'catalogues', prefix: 'programme', limit: 500 });
  const rateDocs = useRecords({ collection: 'catalogues', prefix: 'rates', limit: 200 });
  const versions = useMemo(() => readProgrammes(programmeDocs ?? []), [programmeDocs]);
  const rates = useMemo(() => readRates((rateDocs ?? []).map((record) => record.body.data)), [rateDocs]);
  const base = useMemo(
    (): FactsBase => ({
      ...createFactsBase({ people, households, entries, rates, programmes: codesOf(versions) }),
      // The index knows both already: making them anew after each save takes as long as the save.
      person: (id) => index.person(id),
      familiesOf: (id) => index.householdsOf(id),
    }),
    [index, people, households, entries, rates, versions],
  );
  const doubles = useMemo(() => findDoubles(entries), [entries]);
  return useMemo(() => {
    const byId = new Map(versions.map((one) => [one.id, one]));
    const programmeOf: Programmes['programmeOf'] = (body) =>
      (byId.get(body.versionId) ?? versionOn(versions, body.programme, today))?.programme;
    const nameOf = ({ kind, id }: Subject) => {
      if (kind === 'person') return personName(base.person(id));
      const family = base.family(id);
      const head = family && (headOf(family) ?? membersOf(family)[0]);
      return head ? personName(base.person(head.personId)) : '';
    };
    return {
      ready: programmeDocs !== undefined && rateDocs !== undefined,
      today,
      versions,
      rates,
      inForce: codesOf(versions).flatMap((code) => versionOn(versions, code, today) ?? []),
      base,
      people,
      households,
      entries,
      doubles,
      version: (id) => byId.get(id),
      programmeOf,
      due: (body) => {
        const { kind, id } = subjectOf(body);
        const family = kind === 'family' ? base.family(id) : undefined;
        const ids = family ? membersOn(family, today, (one) => base.person(one)).map((one) => one.personId) : [id];
        const births = ids.flatMap((one) => base.person(one)?.birthDate ?? []);
        return entryDue(body, programmeOf(body), births, today);
      },
      nameOf,
      addressOf: ({ kind, id }) =>
        (kind === 'family'
          ? base.family(id)?.address
          : (base.familiesOf(id)[0]?.body.address ?? base.person(id)?.address)) ?? '',
    };
  }, [programmeDocs, rateDocs, today, versions, rates, base, people, households, entries, doubles]);
}
