import { cleanup, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { INCIDENT_COLUMNS } from '#shared/domain/casework/incidents.ts';
import { createOfficeInMemory } from '../../documents/testing/office-in-memory.tsx';
import { ExportScreen } from './export-screen.tsx';
import { ImportScreen } from './import-screen.tsx';
import { ImportsScreen } from './imports-screen.tsx';
import { readFile } from './read-file.ts';
import type { TableAnswer, TableQuestion } from './tables.ts';
import { writeTable } from './write-table.ts';

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

// jsdom's blobs give their bytes to a reader alone.
Blob.prototype.arrayBuffer ??= function arrayBuffer(this: Blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as ArrayBuffer));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unread')));
    reader.readAsArrayBuffer(this);
  });
};

/** The worker of tables, in the page: jsdom has none. */
class PageWorker {
  onmessage: ((event: { data: TableAnswer }) => void) | null = null;
  onerror: (() => void) | null = null;
  postMessage(asked: TableQuestion) {
    const say = (data: TableAnswer) => this.onmessage?.({ data });
    void (async () => {
      if (asked.kind === 'write') {
        say({ id: 1, kind: 'written', bytes: await writeTable(asked.rows, asked.sheet) });
        return;
      }
      try {
        const { sheets, encoding, delimiter } = await readFile(asked.bytes, asked.options);
        for (const [sheet, { rows }] of sheets.entries()) say({ id: 1, kind: 'rows', sheet, rows });
        say({ id: 1, kind: 'read', encoding, delimiter, names: sheets.map(({ name }) => name) });
      } catch (error) {
        say({ id: 1, kind: 'failed', failure: (error as { failure: never }).failure });
      }
    })();
  }
  terminate() {
    this.onmessage = null;
  }
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(role: Role = 'secretary', violence = false) {
  vi.stubGlobal('Worker', PageWorker);
  const saved: { name: string; bytes: Uint8Array }[] = [];
  const file = {
    kind: 'violence',
    state: 'open',
    clientName: 'Yashirin Ism',
    incident: { violence: 'rape', place: 'Karimova koʻchasi' },
    workers: [{ id: 'w-1', userId: `u-${role}`, role: 'worker', actor: 'u-1', at: '2026-11-20T05:00:00.000Z' }],
    consents: [{ id: 'c-1', purpose: 'statistics', actor: 'u-1', at: '2026-11-20T05:00:00.000Z' }],
  };
  const office = createOfficeInMemory({
    role,
    docs: violence
      ? [
          {
            collection: 'cases',
            id: 'case-1',
            officeId: 'office-1',
            version: 0,
            body: file,
            conflicts: [],
            removed: false,
          },
        ]
      : [],
    session: {
      files: {
        saveFile: async (name: string, bytes: Uint8Array) => {
          saved.push({ name, bytes });
          return name;
        },
      } as never,
    },
  });
  const cases = violence ? [{ id: 'case-1', body: file as unknown as CaseBody, space: 'protected' as const }] : [];
  Object.assign(office.client.index, {
    cases: () => cases,
    programmeEntries: () => [],
    eventsOf: () => [],
  });
  return { ...office, saved };
}

const LIST = `Oila raqami;F.I.Sh.;Oila boshligʻiga kim;Tug'ilgan sanasi;Manzil
1;Karimov Anvar;boshliq;12.10.1963;Bogʻ 4
1;Karimova Nodira;xotini;31.02.1980;Bogʻ 4
2;Yolgʻiz;boshliq;01.01.1990;Bogʻ 5
`;

async function choose(text: string | Uint8Array<ArrayBuffer>, name = 'aholi.csv') {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no file field');
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file = new File([bytes], name);
  // Of an older jsdom's files nothing can be read otherwise.
  file.arrayBuffer = async () => bytes.buffer;
  fireEvent.change(input, { target: { files: [file] } });
}

describe('the screen of a list', () => {
  it('tells what is wrong at its column, without names, and brings in the rest', async () => {
    const { show, docs, saved } = open();
    await show(<ImportScreen />, '/import', '/import');
    await choose(LIST);
    await screen.findByText('Jami 3 qator. Kiradi: 2. Kirmaydi: 1. Qoldiriladi: 0.');
    const rows = within(screen.getAllByRole('table').at(-1) as HTMLElement);
    rows.getByText('F.I.Sh.: Familiya yoki ism yoʻq');
    rows.getByText('Tugʻilgan sanasi: Sana tushunarsiz, izohga yozib qoʻyiladi');
    expect(document.body.textContent).not.toContain('Karimov');
    expect(rows.getByText('K… A…')).toBeTruthy();

    fireEvent.click(screen.getByRole('button', { name: 'Kiritish: 2 qator' }));
    await screen.findByText('Roʻyxat kiritildi');
    const made = [...docs.values()].filter((doc) => doc.collection === 'people');
    expect(made.map(({ body }) => body.givenName)).toEqual(['Anvar', 'Nodira']);
    fireEvent.click(screen.getByRole('button', { name: 'Kirmagan qatorlarni saqlash' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    const { sheets } = await readFile(saved[0]?.bytes ?? new Uint8Array());
    expect(sheets[0]?.rows.map(({ cells }) => cells?.slice(0, 2))).toEqual([
      ['Oila raqami', 'F.I.Sh.'],
      ['2', 'Yolgʻiz'],
    ]);

    fireEvent.click(screen.getByRole('button', { name: 'Qaytarib olish' }));
    await screen.findByText('Hammasi qaytarib olindi');
    expect([...docs.values()].filter((doc) => doc.collection === 'people' && !doc.removed)).toEqual([]);
  });

  it('says what to do with a file that is no table, and to whom lists are open', async () => {
    const { show } = open();
    await show(<ImportScreen />, '/import', '/import');
    await choose(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'aholi.xls');
    expect(await screen.findByText(/eski Excel fayli/)).toBeTruthy();
    cleanup();
    const specialist = open('specialist');
    await specialist.show(<ImportScreen />, '/import', '/import');
    expect(await screen.findByText('Roʻyxatni rais yoki kotib kiritadi')).toBeTruthy();
  });

  it('asks for the columns without which nothing can come in', async () => {
    const { show } = open();
    await show(<ImportScreen />, '/import', '/import');
    await choose('a;b\n1;2\n');
    await screen.findByText('Shu ustunlarni koʻrsating: Familiya, Ism.');
    expect(screen.getByRole('button', { name: /^Kiritish/ })).toHaveProperty('disabled', true);
  });
});

describe('lists that were brought in', () => {
  it('are none at first; then each stands there with its counts and is undone by the secretary alone', async () => {
    const { show, client } = open();
    await show(<ImportsScreen />, '/imports', '/imports');
    await screen.findByText('Hali roʻyxat kiritilmagan');
    await client.commit([
      {
        collection: 'catalogues',
        docId: 'import-1',
        kind: 'create',
        patch: {
          kind: 'import',
          title: 'eski.xlsx',
          data: {
            importKind: 'people',
            state: 'done',
            fileName: 'eski.xlsx',
            startedBy: 'u-secretary',
            startedAt: '2026-11-02T05:00:00.000Z',
            rows: 12,
            good: 10,
            bad: 2,
            skipped: 0,
            units: 4,
            done: 4,
            failed: 0,
            people: 10,
            households: 4,
            entries: 0,
            cases: 0,
            filled: 1,
          },
        },
      },
    ]);
    await screen.findByText('eski.xlsx');
    screen.getByText('Odam: 10, oila: 4, dasturda: 0, ish: 0, toʻldirilgan: 1.');
    fireEvent.click(screen.getByRole('button', { name: 'Qaytarib olish' }));
    expect(await screen.findByText('Qaytarib olingan')).toBeTruthy();
  });
});

describe('taking everything out', () => {
  it('writes it down first, and leaves protected files out unless they are asked for', async () => {
    const { show, docs, saved, client } = open('secretary', true);
    await client.commit([
      { collection: 'people', docId: 'p-1', kind: 'create', patch: { familyName: 'Karimov', givenName: 'Anvar' } },
    ]);
    await show(<ExportScreen />, '/export', '/export');
    fireEvent.click(screen.getByRole('button', { name: 'Faylga saqlash' }));
    await screen.findByText(/^Saqlandi: mahalla-/);
    const files = unzipSync(saved[0]?.bytes ?? new Uint8Array());
    expect(strFromU8(files['records/people.jsonl'] as Uint8Array)).toContain('Karimov');
    expect(
      Object.values(files)
        .map((bytes) => strFromU8(bytes))
        .join(''),
    ).not.toContain('Yashirin');
    const events = [...docs.values()].filter((doc) => doc.collection === 'auditEvents');
    expect(events.map(({ body }) => body.event)).toEqual(['exported']);
  });

  it('a worker takes the table of figures of their own files, with nothing in it that tells who it is', async () => {
    const { show, saved, docs } = open('specialist', true);
    await show(<ExportScreen />, '/export', '/export');
    // Everything is not theirs to take.
    expect(screen.queryByRole('button', { name: 'Faylga saqlash' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Jadvalni saqlash' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    const text = new TextDecoder().decode(saved[0]?.bytes);
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text.split('\r\n')[0]?.split(';')).toHaveLength(INCIDENT_COLUMNS.length);
    expect(text).toContain('Zoʻrlash');
    expect(text).not.toMatch(/Yashirin|Karimova|case-1/);
    expect(saved[0]?.name).toMatch(/^jadval-/);
    // It stands in the file's own way: the office's list of what was taken out would say that there is a file.
    expect([...docs.values()].filter((doc) => doc.collection === 'auditEvents')).toEqual([]);
    expect(docs.get('cases/case-1')?.body.history).toMatchObject([{ event: 'table', actor: 'u-specialist' }]);
  });
});
