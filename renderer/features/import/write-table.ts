import writeXlsx from 'write-excel-file/universal';
import { encodeText, mended } from '../../documents/workbook.ts';

/** Writes a table of texts as a workbook; the first row is its head. */
export async function writeTable(rows: readonly (readonly string[])[], sheet: string): Promise<Uint8Array> {
  const data = rows.map((row, at) =>
    row.map((value) => ({
      // As a text, so that a number of fourteen digits stays one.
      value: value === '' ? null : encodeText(value),
      type: String,
      ...(at === 0 ? { fontWeight: 'bold' as const, wrap: true } : {}),
    })),
  );
  const columns = (rows[0] ?? []).map((head) => ({ width: Math.min(40, Math.max(12, head.length + 2)) }));
  const file = writeXlsx(
    data as never,
    { sheet, columns, stickyRowsCount: 1 } as never,
    { features: [mended] } as never,
  );
  const blob = await (file as unknown as { toBlob(): Blob | Promise<Blob> }).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}
