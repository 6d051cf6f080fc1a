import type { Doc, Operation } from '#shared/sync/operation.ts';
import { CaseTransfers, concernsCase, type Gated, type Transfer } from '#shared/sync/transfer.ts';
import type { Transaction } from '../../storage/database.ts';
import type { OfficeRef } from '../../storage/records.ts';
import {
  casesOfEvents,
  findMahallas,
  lockTransfers,
  queueLateEdits,
  saveTransfers,
  type StoredTransfer,
} from '../../storage/transfers.ts';

/** Stands before the documents of a push, where cases may be on their way to or from the office. */
export interface TransferGate {
  /** What is to be done with an operation; null: apply it. What is carried on is put in line. */
  before(op: Operation): Gated;
  /** Notes what an applied operation means. */
  after(op: Operation, doc: Doc): void;
  /** Writes down what came of the push. True where documents have to follow it. */
  close(at: Date): Promise<boolean>;
}

/** Where nothing is on its way. */
export const OPEN_GATE: TransferGate = { before: () => null, after: () => undefined, close: async () => false };

/** Opens the gate for the operations of one push. Takes the transfers' locks: call it before documents are locked. */
export async function openGate(
  tx: Transaction,
  office: OfficeRef,
  operations: readonly Operation[],
): Promise<TransferGate> {
  const casework = operations.filter(concernsCase);
  if (casework.length === 0) return OPEN_GATE;
  const events = new Map<string, string>();
  for (const op of casework) {
    if (op.collection === 'caseEvents' && typeof op.patch.caseId === 'string' && !events.has(op.docId)) {
      events.set(op.docId, op.patch.caseId);
    }
  }
  // An event belongs to one case for ever: what is stored wins over what an operation says.
  const ids = [...new Set(casework.filter((op) => op.collection === 'caseEvents').map((op) => op.docId))];
  for (const [id, caseId] of await casesOfEvents(tx, office.officeId, ids)) events.set(id, caseId);
  const caseOf = (op: Operation) => (op.collection === 'cases' ? op.docId : events.get(op.docId));

  const wanted = [...new Set(casework.map(caseOf).filter((id) => id !== undefined))].toSorted();
  const rows = await lockTransfers(tx, office.officeId, wanted);
  const areas = new Map<string, string>([[office.officeId, office.area]]);
  const offered = casework.flatMap((op) => {
    const to = op.transition === 'offer' && (op.patch.transfer as { toOfficeId?: unknown } | null)?.toOfficeId;
    return typeof to === 'string' ? [to] : [];
  });
  for (const found of await findMahallas(tx, offered)) areas.set(found.officeId, found.area);
  const isOffice = (id: string) => areas.has(id);
  const byCase = new Map<string, CaseTransfers>(
    wanted.map((id) => [
      id,
      new CaseTransfers(
        office.officeId,
        rows.filter((row) => row.caseId === id),
      ),
    ]),
  );
  const late: { operationId: string; transfer: Transfer }[] = [];
  return {
    before(op) {
      const caseId = concernsCase(op) ? caseOf(op) : undefined;
      const gated = (caseId === undefined ? undefined : byCase.get(caseId))?.before(op, isOffice) ?? null;
      if (gated?.kind === 'carried') late.push({ operationId: op.id, transfer: gated.transfer });
      return gated;
    },
    after(op, doc) {
      const caseId = concernsCase(op) ? caseOf(op) : undefined;
      if (caseId !== undefined) byCase.get(caseId)?.after(op, doc);
    },
    async close(at) {
      const stored = new Map(rows.map((row) => [row.id, row]));
      const areaOf = (row: Transfer, side: 'from' | 'to') => {
        const known: StoredTransfer | undefined = stored.get(row.id);
        if (known) return side === 'from' ? known.fromArea : known.toArea;
        return areas.get(side === 'from' ? row.fromOffice : row.toOffice) ?? '';
      };
      const changed = [...byCase.values()]
        .flatMap((transfers) => transfers.changed())
        .map((row) => ({ ...row, fromArea: areaOf(row, 'from'), toArea: areaOf(row, 'to') }));
      await saveTransfers(tx, changed, at);
      await queueLateEdits(tx, office.officeId, late);
      return changed.length > 0 || late.length > 0;
    },
  };
}
