import { DOCUMENT_KINDS, type DocumentKind } from '#shared/domain/documents/collections/documents/index.ts';
import { kindsOf } from '#shared/domain/documents/journals.ts';
import {
  isOverInRegister,
  type NationalRow,
  type ReadRow,
  type RowIssue,
} from '#shared/domain/documents/national-sheet.ts';
import { nameKey, strictKey } from '#shared/domain/language/keys.ts';
import type { Clause } from '../../documents/control-acts.ts';
import type { DocumentSummary } from '../../ports/data.ts';

/** What will become of a paper of the sheet. */
export type PlannedFate =
  /** It is registered, and resolved where all its executors are known. */
  | 'new'
  /** The office has a paper of this number and day already. */
  | 'known'
  /** Its work is over in the register: nothing is left to do. */
  | 'over';

/** A paper of the sheet with all its clauses. */
export interface PlannedPaper {
  /** Number and day as the register has them. */
  readonly number: string;
  readonly date: string;
  readonly kind: DocumentKind;
  readonly subject: string;
  /** The latest deadline of its clauses. */
  readonly dueDate: string | null;
  readonly fate: PlannedFate;
  /** The paper that the office has already. */
  readonly knownId: string | null;
  readonly rows: readonly ReadRow[];
  /** One for each row whose executor and deadline are known; fewer where one is not. */
  readonly clauses: readonly Clause[];
  /** What the sheet says and the paper has no field for. */
  readonly note: string;
}

/** What an import will do. */
export interface ImportPlan {
  readonly papers: readonly PlannedPaper[];
  /** How lines were understood where they could not be taken as they are. */
  readonly warnings: readonly RowIssue[];
}

/** Kinds by their names in every language and script. */
export function kindNames(nameOf: (kind: DocumentKind) => readonly string[]): ReadonlyMap<string, DocumentKind> {
  const names = new Map<string, DocumentKind>();
  for (const kind of DOCUMENT_KINDS) for (const name of nameOf(kind)) names.set(strictKey(name), kind);
  return names;
}

const keyOf = (number: string, date: string | null | undefined) => `${strictKey(number)}|${date ?? ''}`;

function noteOf(rows: readonly NationalRow[], unclear: ReadonlySet<NationalRow>): string {
  return rows
    .filter((row) => unclear.has(row))
    .map((row) => [row.kind, row.clause, row.executor, row.unit, row.state].filter(Boolean).join(' · '))
    .join('\n')
    .slice(0, 4000);
}

/**
 * Works out what the lines of a sheet come to: lines of one number and day are one paper with clauses, papers that the
 * office has are left alone, executors are found among the staff by name in any script.
 */
export function planImport(input: {
  readonly rows: readonly ReadRow[];
  readonly papers: readonly DocumentSummary[];
  readonly staff: readonly { readonly id: string; readonly name: string }[];
  readonly kinds: ReadonlyMap<string, DocumentKind>;
  readonly today: string;
}): ImportPlan {
  const known = new Map<string, string>();
  for (const paper of input.papers) {
    if (paper.number) known.set(keyOf(paper.number, paper.regDate), paper.id);
    if (paper.theirNumber) known.set(keyOf(paper.theirNumber, paper.theirDate), paper.id);
  }
  const people = new Map<string, string | null>();
  for (const { id, name } of input.staff) {
    const key = nameKey(name);
    // Two people of one name: neither can be told from a sheet.
    people.set(key, people.has(key) ? null : id);
  }
  const incoming = new Set(kindsOf('incoming'));
  const groups = new Map<string, ReadRow[]>();
  for (const read of input.rows) {
    const key = keyOf(read.row.number, read.row.date);
    const group = groups.get(key);
    if (group) group.push(read);
    else groups.set(key, [read]);
  }

  const warnings: RowIssue[] = [];
  const papers = [...groups].map(([key, rows]): PlannedPaper => {
    const [{ row: first }] = rows as [ReadRow, ...ReadRow[]];
    const knownId = known.get(key) ?? null;
    const running = rows.filter(({ row }) => !isOverInRegister(row.state));
    const fate: PlannedFate = knownId ? 'known' : running.length === 0 ? 'over' : 'new';
    const unclear = new Set<NationalRow>();
    const clauses: Clause[] = [];
    const found = input.kinds.get(strictKey(first.kind));
    const kind = found && incoming.has(found) ? found : 'letter';
    if (fate === 'new' && kind !== found && first.kind.trim() !== '') {
      unclear.add(first);
      warnings.push({ row: (rows[0] as ReadRow).at, level: 'warning', code: 'row_kind_unknown', column: null });
    }
    for (const { at, row } of fate === 'new' ? running : []) {
      const executorId = people.get(nameKey(row.executor)) ?? null;
      if (!executorId && row.executor.trim() !== '') {
        warnings.push({ row: at, level: 'warning', code: 'row_executor_unknown', column: null });
      }
      if (!executorId || !row.dueDate) {
        unclear.add(row);
        continue;
      }
      const clause = row.clause.trim() || (running.length > 1 ? String(clauses.length + 1) : '');
      clauses.push({ clause, executorId, coExecutorIds: [], dueDate: row.dueDate, text: row.summary.slice(0, 4000) });
    }
    const due = running.map(({ row }) => row.dueDate).filter((day): day is string => day !== null);
    return {
      number: first.number.trim(),
      date: first.date ?? input.today,
      kind,
      subject: first.summary.trim().slice(0, 500),
      dueDate: due.length > 0 ? due.reduce((a, b) => (a > b ? a : b)) : null,
      fate,
      knownId,
      rows,
      clauses: clauses.length === running.length ? clauses : [],
      note: noteOf(
        rows.map(({ row }) => row),
        unclear,
      ),
    };
  });
  return { papers, warnings };
}
