import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NationalRow, readNationalCells } from '#shared/domain/documents/national-sheet.ts';
import { addDays } from '#shared/domain/language/dates.ts';
import { toSheetText, unpackedSize } from '../../documents/workbook.ts';
import { readXlsxCells, writeNationalXlsx } from './xlsx.ts';

const day = fc.integer({ min: 0, max: 36_000 }).map((n) => addDays('1990-01-01', n));
// A cell of spaces alone is empty to whoever reads it, and so is not told apart from one.
const words = (max: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: max }),
      fc.constantFrom(
        'Қишки мавсум “тайёргарлиги”',
        'oʻ gʻ ʼ',
        ' a\tb\n c ',
        '_x0041_',
        '<b>&amp;]]>',
        '=1+1',
        '00012',
        '1e5',
        '2026-11-24',
        'TRUE',
        'constructor',
        '__proto__',
      ),
    )
    .map((text) => toSheetText(text.slice(0, max)))
    .map((text) => (text.trim() === '' ? '' : text));
const needed = (max: number) => words(max).map((text) => text || 'x');
const row: fc.Arbitrary<NationalRow> = fc
  .record({
    no: fc.integer({ min: 1, max: 99_999 }),
    kind: words(40),
    dueDate: fc.option(day, { nil: null }),
    overdue: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: null }),
    number: needed(30),
    date: day,
    summary: needed(120),
    clause: words(10),
    executor: words(60),
    unit: words(40),
    others: fc.oneof(fc.constant(null), fc.nat(50), fc.constant('ҳа')),
    state: words(30),
  })
  .map((one) => ({ ...one, dueDate: one.dueDate && one.dueDate < one.date ? one.date : one.dueDate }));
const rows = fc.uniqueArray(row, { maxLength: 6, selector: (one) => JSON.stringify([one.number.trim(), one.date]) });

describe('the national sheet as a workbook', () => {
  it('is read back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const read = readNationalCells(await readXlsxCells(await writeNationalXlsx(written)));
        expect(read).toMatchObject({ ok: true, value: { issues: [], moved: false, unknown: [], absent: [] } });
        expect(read.ok && read.value.rows.map((one) => one.row)).toEqual(written);
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it('says what can’t be read, without reading it whole', async () => {
    const good = await writeNationalXlsx([]);
    for (const bytes of [
      new Uint8Array(),
      new TextEncoder().encode('№;Сана;Рақам\n1;2;3\n'.repeat(20)),
      good.slice(0, good.length - 40),
      good.map((byte, at) => (at > 40 && at < good.length / 2 ? byte ^ 0x5a : byte)),
    ]) {
      await expect(readXlsxCells(bytes)).rejects.toMatchObject({ failure: { code: 'xlsx_unreadable' } });
    }
    await expect(readXlsxCells(new Uint8Array(20 * 1_048_576 + 1))).rejects.toMatchObject({
      failure: { code: 'xlsx_too_large' },
    });
    // A directory that owns up to a gigabyte.
    const bomb = good.slice();
    const view = new DataView(bomb.buffer);
    const at = bomb.findIndex((_, n) => n + 4 <= bomb.length && view.getUint32(n, true) === 0x02014b50);
    view.setUint32(at + 24, 1 << 30, true);
    expect(unpackedSize(bomb)).toBeGreaterThan(1 << 30);
    await expect(readXlsxCells(bomb)).rejects.toMatchObject({ failure: { code: 'xlsx_too_large' } });
  });
});
