import { useMemo } from 'react';
import type { ImportBase, ListedProgramme } from '#shared/domain/casework/import/plan.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import { useRecords } from '../../data/react.tsx';
import type { RecordIndex } from '../../ports/data.ts';

interface ProgrammeData {
  readonly code?: unknown;
  readonly names?: unknown;
  readonly subject?: unknown;
  readonly decidedBy?: { readonly minutes?: unknown; readonly decision?: unknown };
  readonly categories?: readonly { readonly code?: unknown; readonly names?: unknown }[];
}

function titlesOf(names: unknown): readonly string[] {
  if (typeof names === 'string') return [names];
  return names !== null && typeof names === 'object'
    ? Object.values(names).filter((name): name is string => typeof name === 'string' && name !== '')
    : [];
}

/** The programmes that the ministry keeps, each in the version that is in force on a day. */
export function useListedProgrammes(today: Day): readonly ListedProgramme[] {
  const records = useRecords({ collection: 'catalogues', prefix: 'programme', limit: 500 });
  return useMemo(() => {
    const byCode = new Map<string, { readonly from: string; readonly listed: ListedProgramme }>();
    for (const { id, body } of records ?? []) {
      const data = body.data as ProgrammeData;
      const from = body.validFrom ?? '';
      if (typeof data.code !== 'string' || from > today || (body.validTo && body.validTo < today)) continue;
      const known = byCode.get(data.code);
      if (known && known.from >= from) continue;
      const titles = titlesOf(data.names);
      byCode.set(data.code, {
        from,
        listed: {
          code: data.code,
          versionId: id,
          titles: titles.length > 0 ? titles : [body.title],
          subject: data.subject === 'family' ? 'family' : 'person',
          decidedBy: {
            minutes: data.decidedBy?.minutes !== false,
            decision: data.decidedBy?.decision !== false,
          },
          categories: (data.categories ?? []).flatMap(({ code, names }) =>
            typeof code === 'string' ? [{ code, titles: titlesOf(names) }] : [],
          ),
        },
      });
    }
    return [...byCode.values()].map(({ listed }) => listed);
  }, [records, today]);
}

/** What the office knows at this moment, for a check. */
export function baseOf(index: RecordIndex, programmes: readonly ListedProgramme[]): ImportBase {
  const inProgramme = new Set<string>();
  for (const { body } of index.programmeEntries()) {
    if (body.state === 'refused' || body.state === 'exited') continue;
    for (const id of [body.personId, body.householdId]) if (id) inProgramme.add(`${body.programme}/${id}`);
  }
  const withCase = new Set<string>();
  for (const { body } of index.cases()) {
    if (body.state !== 'closed' && body.personId) withCase.add(`${body.kind}/${body.personId}`);
  }
  return {
    duplicatesOf: (person) => index.duplicatesOf(person as never),
    householdsOf: (personId) => index.householdsOf(personId),
    isInProgramme: (programme, id) => inProgramme.has(`${programme}/${id}`),
    hasCase: (kind, id) => withCase.has(`${kind}/${id}`),
    programmes,
  };
}
