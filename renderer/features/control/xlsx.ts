import {
  NATIONAL_COLUMNS,
  type NationalRow,
  type SheetCell,
  toNationalCells,
} from '#shared/domain/documents/national-sheet.ts';
import { CodedError } from '#shared/kernel/result.ts';
import { checkWorkbook, encodeText, mended } from '../../documents/workbook.ts';

const SHEET_NAME = 'Назорат';

/** Writes the national register's sheet: exactly its columns, days as dates. */
export async function writeNationalXlsx(rows: readonly NationalRow[]): Promise<Uint8Array> {
  const { default: writeXlsx } = await import('write-excel-file/universal');
  const [headings = [], ...lines] = toNationalCells(rows);
  const data = [
    headings.map((value) => ({
      value: String(value),
      type: String,
      fontWeight: 'bold' as const,
      wrap: true,
      align: 'center' as const,
      alignVertical: 'center' as const,
      borderStyle: 'thin' as const,
    })),
    ...lines.map((line) =>
      line.map((value) => {
        const looks = { borderStyle: 'thin' as const, alignVertical: 'top' as const };
        if (value === null) return { ...looks, value: null };
        if (value instanceof Date) return { ...looks, value, type: Date, format: 'dd.mm.yyyy' };
        if (typeof value === 'number') return { ...looks, value, type: Number };
        return { ...looks, value: encodeText(value), type: String, wrap: true };
      }),
    ),
  ];
  const file = writeXlsx(
    data as never,
    {
      sheet: SHEET_NAME,
      columns: NATIONAL_COLUMNS.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape',
    } as never,
    { features: [mended] } as never,
  );
  const blob = await (file as unknown as { toBlob(): Blob | Promise<Blob> }).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}

/**
 * Reads the cells of the first sheet of a workbook; a day is a date at UTC midnight.
 * @throws CodedError `xlsx_too_large`, or `xlsx_unreadable` for what is no workbook, is encrypted or damaged
 */
export async function readXlsxCells(bytes: Uint8Array): Promise<readonly (readonly SheetCell[])[]> {
  checkWorkbook(bytes);
  try {
    const { default: readXlsx } = await import('read-excel-file/universal');
    const sheets = (await readXlsx(
      Uint8Array.from(bytes).buffer as never,
      { trim: false } as never,
    )) as unknown as readonly {
      readonly data: readonly (readonly SheetCell[])[];
    }[];
    const [first] = sheets;
    if (!first) throw new CodedError('xlsx_unreadable');
    return first.data;
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('xlsx_unreadable', undefined, { cause: error });
  }
}
