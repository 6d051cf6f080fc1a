import { describe, expect, test } from 'vitest';
import { readBulk } from './bulk.ts';
import { importCalendarIcs, importCalendarRows } from './calendar-import.ts';
import { findOpenBraces, findUnknownFields, suggestFields, TEMPLATE_FIELDS } from './template.ts';

const lines = (...rows: (readonly string[] | null)[]) => rows.map((cells, at) => ({ line: at + 1, cells }));

describe('people for many papers', () => {
  test('columns are known by their headings, in any script and order', () => {
    const reading = readBulk(
      lines(['Манзил', 'Ф.И.Ш', 'Izoh', 'PINFL'], ['Bogʻ koʻchasi, 4', 'Karimova Dilnoza', 'x', '40201902050010']),
    );
    expect(reading).toMatchObject({
      usable: true,
      fields: ['person.address', 'person.name', null, 'person.pinfl'],
      unknown: ['Izoh'],
      rows: [{ line: 2, faults: [], values: { 'person.name': 'Karimova Dilnoza', 'person.pinfl': '40201902050010' } }],
    });
  });

  test('each bad row says why and the good ones stay', () => {
    const { rows } = readBulk(
      lines(
        ['Familiya', 'Ism', 'Tugʻilgan sana', 'JSHSHIR'],
        ['Karimova', 'Dilnoza', '02.01.1990', '40201902050010'],
        ['', 'Anvar', '', ''],
        ['Aliyev', 'Anvar', '31.02.1990', ''],
        ['Aliyev', 'Anvar', '', '31210632040245'],
        ['Karimova', 'Dilnoza', '', '40201902050010'],
        ['Aliyev', 'Anvar', '', '', 'ortiqcha'],
        null,
        ['', '', '', ''],
        ['Saidova', 'Nodira', '1990-01-03', '40201902050010'],
      ),
    );
    expect(rows.map((row) => [row.line, row.faults])).toEqual([
      [2, []],
      [3, ['name_missing']],
      [4, ['day_wrong']],
      [5, ['pinfl_check_digit']],
      [6, ['twice']],
      [7, ['row_ragged']],
      [8, ['unreadable']],
      [10, ['pinfl_birth_mismatch', 'twice']],
    ]);
    expect(rows[0]?.values['person.birthDate']).toBe('1990-01-02');
  });

  test('a file without names is of no use, and an empty one neither', () => {
    expect(readBulk(lines(['Manzil'], ['Bogʻ'])).usable).toBe(false);
    expect(readBulk([])).toMatchObject({ usable: false, rows: [] });
  });
});

describe('holidays from a file', () => {
  test('rows of a CSV: days in either form, worked days, a heading', () => {
    expect(
      importCalendarRows([
        ['sana', 'turi', 'nomi'],
        ['20.03.2026', '', 'Ramazon hayiti'],
        ['2026-01-10', 'ish kuni', ''],
        ['иш', '', ''],
        ['31.02.2026', '', 'yoʻq kun'],
        ['08.12.2026', 'balki', ''],
        ['', '', ''],
      ]),
    ).toEqual({
      days: [
        { day: '2026-03-20', kind: 'holiday', title: 'Ramazon hayiti' },
        { day: '2026-01-10', kind: 'workday', title: '' },
      ],
      faults: [
        { line: 4, code: 'day_wrong', value: 'иш' },
        { line: 5, code: 'day_wrong', value: '31.02.2026' },
        { line: 6, code: 'kind_unknown', value: 'balki' },
      ],
    });
  });

  test('events of an iCalendar file, a folded line, several days, a bad event', () => {
    const ics = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20260527',
      'DTEND;VALUE=DATE:20260529',
      'SUMMARY:Qurbon',
      '  hayiti\\, birinchi kun',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART:20261208T000000',
      'SUMMARY:Konstitutsiya',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART:2026-99-99',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'DTSTART:20260101',
      'DTEND:20270101',
      'SUMMARY:yil',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    expect(importCalendarIcs(ics)).toEqual({
      days: [
        { day: '2026-05-27', kind: 'holiday', title: 'Qurbon hayiti, birinchi kun' },
        { day: '2026-05-28', kind: 'holiday', title: 'Qurbon hayiti, birinchi kun' },
        { day: '2026-12-08', kind: 'holiday', title: 'Konstitutsiya' },
      ],
      faults: [
        { line: 12, code: 'event_without_day', value: '2026-99-99' },
        { line: 15, code: 'event_too_long', value: 'yil' },
      ],
    });
  });
});

describe('unknown fields', () => {
  test('are all named, with the known ones that are likest', () => {
    expect(findUnknownFields('{{person.nmae}} {{office.name}}', '{{adress}} {{person.nmae}}')).toMatchObject([
      { field: 'person.nmae', suggestions: expect.arrayContaining(['person.name']) as string[] },
      { field: 'adress', suggestions: expect.arrayContaining(['person.address']) as string[] },
    ]);
    expect(suggestFields('manzil').length).toBeLessThanOrEqual(3);
    for (const field of TEMPLATE_FIELDS) expect(findUnknownFields(`{{${field}}}`)).toEqual([]);
  });

  test('braces that are left open are shown', () => {
    expect(findOpenBraces('Salom {{person.name!')).toBe('{{person.name!');
    expect(findOpenBraces('{{day}}')).toBeNull();
  });
});
