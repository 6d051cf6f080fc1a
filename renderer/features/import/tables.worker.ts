import { toFailure } from '#shared/kernel/result.ts';
import type { TableAnswer, TableQuestion } from './tables.ts';
import { readFile } from './read-file.ts';
import { writeTable } from './write-table.ts';

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<TableQuestion>) => void) | null;
  postMessage(message: TableAnswer): void;
};
/** Rows of one message: the page takes them in without a stop that is felt. */
const ROWS = 250;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
const say = (answer: TableAnswer) => scope.postMessage(answer);

async function answer(asked: TableQuestion): Promise<void> {
  if (asked.kind === 'write') {
    say({ id: asked.id, kind: 'written', bytes: await writeTable(asked.rows, asked.sheet) });
    return;
  }
  const { sheets, encoding, delimiter } = await readFile(asked.bytes, asked.options);
  for (const [sheet, { rows }] of sheets.entries()) {
    for (let from = 0; from < rows.length; from += ROWS) {
      say({ id: asked.id, kind: 'rows', sheet, rows: rows.slice(from, from + ROWS) });
    }
  }
  say({ id: asked.id, kind: 'read', encoding, delimiter, names: sheets.map(({ name }) => name) });
}

scope.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => say({ id: data.id, kind: 'failed', failure: toFailure(error) }));
};
