import { type ActContext, type GivenNumber, registerPaper } from '../../documents/acts.ts';
import { resolvePaper } from '../../documents/control-acts.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { Change } from '../../ports/data.ts';
import type { PlannedPaper } from './plan.ts';

/**
 * A paper of the national register becomes an incoming paper under the office's next number, its own number and day
 * kept as the sender's. The chair resolves it in the same act, where every clause has its executor and deadline; from
 * the secretary it goes to the chair for a resolution, the sheet's executors in its note.
 */
export function importActs(
  paper: PlannedPaper,
  paperId: string,
  given: GivenNumber,
  context: ActContext,
): readonly Change[] {
  const [first, ...others] = paper.clauses;
  const named = paper.rows.map(({ row }) => [row.clause, row.executor, row.unit].filter(Boolean).join(' · '));
  const resolved = context.actor.role === 'chair' && first !== undefined;
  const note = [paper.note, resolved ? '' : named.filter(Boolean).join('\n')].filter(Boolean).join('\n').slice(0, 4000);
  const text =
    paper.rows.length > 1 ? paper.rows.map(({ row }) => `${row.clause} ${row.summary}`.trim()).join('\n') : '';
  // A paper that was written after today came today at the latest.
  const receivedDate = paper.date < context.today ? paper.date : context.today;
  return [
    ...registerPaper(
      {
        paperId,
        journal: 'incoming',
        kind: paper.kind,
        subject: paper.subject,
        text,
        receivedDate,
        ...(paper.dueDate ? { dueDate: paper.dueDate, dueRule: 'manual' } : {}),
        correspondent: { kind: 'organisation', theirNumber: paper.number, theirDate: paper.date },
        note,
      },
      given,
      context,
    ),
    ...(resolved
      ? resolvePaper(
          { id: paperId, body: {} as DocumentBody },
          [],
          { clauses: [first, ...others], control: 'on', dueRule: 'resolution' },
          context,
        )
      : []),
  ];
}
