import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { isAboveDistrict } from '#shared/domain/access/fields.ts';
import { type Cell, sumCells, toCell } from '#shared/domain/casework/small-cells.ts';
import type { AppDeps } from '../../app.ts';
import { type CaseloadCount, countCaseload } from '../../storage/casework-lists.ts';
import { listUsers } from '../../storage/people.ts';
import { reading } from '../console/duty.ts';
import { areaOf, createReading, hiddenFrom } from './reading.ts';

const Query = Type.Object({ area: Type.Optional(Type.String({ maxLength: 64 })) }, { additionalProperties: false });

interface Line {
  readonly place: string;
  readonly worker: string | null;
  readonly counts: readonly CaseloadCount[];
}

function toLines(counts: readonly CaseloadCount[]): readonly Line[] {
  const lines = new Map<string, CaseloadCount[]>();
  for (const one of counts) {
    const key = `${one.place} ${one.worker ?? ''}`;
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  return [...lines.values()].map((of) => ({ place: of[0]?.place ?? '', worker: of[0]?.worker ?? null, counts: of }));
}

/** Who carries how much, and what is late: by office and worker in a district, by area above it. */
export function registerCaseload(app: FastifyInstance, deps: AppDeps): void {
  const { read, note, basis } = createReading(deps);

  app.get<{ Querystring: { area?: string } }>('/api/v1/console/caseload', reading({ querystring: Query }), (request) =>
    read(request, async (tx, reader) => {
      const area = await areaOf(tx, reader.principal, request.query);
      const above = isAboveDistrict(reader.level);
      const depth = area.split('.').length;
      // The republic by regions, a region by districts, a district by offices; workers are a district's own matter.
      const by = !above ? 'worker' : depth === 1 ? 2 : depth === 2 ? 3 : 'office';
      const counts = await countCaseload(tx, { area, by, today: reader.today });
      const cells = (of: readonly CaseloadCount[], what: CaseloadCount['of']) =>
        Object.fromEntries(of.flatMap((one) => (one.of === what ? [[one.what, toCell(one.n, above)]] : [])));
      const lines = toLines(counts).map(({ place, worker, counts: of }) => {
        const [open, overdue] = [cells(of, 'open'), cells(of, 'overdue')];
        return {
          place,
          worker,
          open,
          overdue,
          openSum: sumCells(Object.values(open)),
          overdueSum: sumCells(Object.values(overdue)),
        };
      });
      const sumOf = (pick: (line: (typeof lines)[number]) => Readonly<Record<string, Cell>>) => {
        const keys = [...new Set(lines.flatMap((line) => Object.keys(pick(line))))].toSorted();
        return Object.fromEntries(
          keys.map((key) => [
            key,
            sumCells(lines.flatMap((line) => (key in pick(line) ? [pick(line)[key] ?? null] : []))),
          ]),
        );
      };
      const workers = new Set(lines.flatMap((line) => line.worker ?? []));
      const staff = workers.size > 0 ? await listUsers(tx) : [];
      const answer = {
        ...(await basis(
          tx,
          reader,
          { area },
          by === 'worker' || by === 'office' ? lines.map((line) => line.place) : [],
        )),
        area,
        by: typeof by === 'number' ? 'area' : by,
        suppressed: above,
        lines,
        // Of each kind, of each reason. A case of two workers stands with both, so a district adds up its workers' load.
        open: sumOf((line) => line.open),
        overdue: sumOf((line) => line.overdue),
        names: Object.fromEntries(staff.filter((user) => workers.has(user.id)).map((user) => [user.id, user.name])),
        hidden: hiddenFrom(reader, ['case_person', 'case_contents']),
      };
      await note(tx, reader, 'caseload_read', null, { area, lines: lines.length });
      return answer;
    }),
  );
}
