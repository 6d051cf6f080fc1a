import { useEffect, useState } from 'react';
import type { OfficeChoice } from '#shared/domain/casework/offices.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { useSession } from '../app/session-context.ts';
import { useData, useSyncStatus } from '../data/react.tsx';
import type { CaseEntry, DataClient } from '../ports/data.ts';

/** Offices that this laptop has found before: they can be chosen without a line. */
const KEPT = 'casework.offices';
const MOST_KEPT = 50;
const WAIT_MS = 300;

/** What a search for offices has come to. */
export interface OfficesState {
  readonly offices: readonly OfficeChoice[];
  /** `known`: there is no line, these are the offices that the laptop knows already. */
  readonly from: 'server' | 'known';
  readonly more: boolean;
  readonly busy: boolean;
}

/** Offices that cases name: those that something was offered to, and those that something came from. */
export function officesOfCases(cases: readonly CaseEntry[]): readonly OfficeChoice[] {
  const none = { latn: '', cyrl: '' };
  const found = new Map<string, OfficeChoice>();
  for (const { body } of cases) {
    for (const [id, name] of [
      [body.transfer?.toOfficeId, body.transfer?.toOfficeName],
      [body.arrivedFrom?.officeId, body.arrivedFrom?.officeName],
    ]) {
      if (id && name) found.set(id, { id, name: { latn: name, cyrl: name }, district: none, region: none });
    }
  }
  return [...found.values()];
}

/** Offices whose names, or whose code, have all words of what was typed, in any script. */
export function fitting(offices: readonly OfficeChoice[], text: string): readonly OfficeChoice[] {
  const words = strictKey(text).split(' ').filter(Boolean);
  return offices.filter((office) => {
    if (office.id === text.trim()) return true;
    const key = strictKey([office.name.latn, office.district.latn, office.region.latn].join(' '));
    return words.every((word) => key.includes(word));
  });
}

function asOffices(value: unknown): readonly OfficeChoice[] {
  return Array.isArray(value) ? (value as readonly OfficeChoice[]) : [];
}

/** Offices by what is typed: from the server where there is a line, else among those known here. */
export function useOffices(text: string): OfficesState {
  const { secrets, user } = useSession();
  const { drafts, index } = useData();
  const [known, setKnown] = useState<readonly OfficeChoice[]>([]);
  const [state, setState] = useState<OfficesState>({ offices: [], from: 'server', more: false, busy: true });
  useEffect(() => {
    let gone = false;
    drafts.load(KEPT).then(
      (kept) => {
        if (gone) return;
        const all = new Map(officesOfCases(index.cases()).map((one) => [one.id, one]));
        for (const one of asOffices(kept?.offices)) all.set(one.id, one);
        all.delete(user.officeId);
        setKnown([...all.values()]);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [drafts, index, user.officeId]);
  useEffect(() => {
    let gone = false;
    setState((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      secrets.offices(text).then(
        (found) => gone || setState({ ...found, from: 'server', busy: false }),
        // Without a line, or without an answer: the offices known here are there to be chosen.
        () => gone || setState({ offices: fitting(known, text), from: 'known', more: false, busy: false }),
      );
    }, WAIT_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [secrets, text, known]);
  return state;
}

async function keep(drafts: DataClient['drafts'], offices: readonly OfficeChoice[]): Promise<void> {
  const kept = asOffices((await drafts.load(KEPT).catch(() => null))?.offices);
  const fresh = new Set(offices.map((one) => one.id));
  const next = [...offices, ...kept.filter((one) => !fresh.has(one.id))].slice(0, MOST_KEPT);
  // What can't be kept is asked for again.
  await drafts.save(KEPT, { offices: JSON.parse(JSON.stringify(next)) as never }).catch(() => undefined);
}

/** Learns the offices of one's own district while there is a line: most of those who move do not move far. */
export function useNearbyOffices(): void {
  const { secrets, office } = useSession();
  const { drafts } = useData();
  const { connection } = useSyncStatus();
  const district = office.district.latn;
  useEffect(() => {
    if (connection !== 'online') return;
    secrets.offices(district).then(
      (found) => keep(drafts, found.offices),
      () => undefined,
    );
  }, [connection, secrets, drafts, district]);
}

/** Keeps an office that was chosen, to be found without a line the next time. */
export function useKeepOffice(): (office: OfficeChoice) => Promise<void> {
  const { drafts } = useData();
  return (office) => keep(drafts, [office]);
}
