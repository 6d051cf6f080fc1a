import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { type Column, DataTable } from './data-table.tsx';
import { clearKept } from './keep.ts';
import { renderUi } from './testing.tsx';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly due: string;
}

const rows: readonly Row[] = Array.from({ length: 50_000 }, (_, index) => ({
  id: `r${index}`,
  title: `Paper ${index}`,
  due: String((index * 7919) % 50_000).padStart(5, '0'),
}));
const columns: readonly Column<Row>[] = [
  { id: 'title', header: 'Title', cell: (row) => row.title },
  { id: 'due', header: 'Due', cell: (row) => row.due, sortBy: (row) => row.due },
];

function show(onOpen: (row: Row) => void = () => undefined, count = 300) {
  clearKept();
  return renderUi(
    <div style={{ height: 600 }}>
      <DataTable
        keepAs="test"
        label="Papers"
        rows={rows.slice(0, count)}
        columns={columns}
        rowId={(row) => row.id}
        onOpen={onOpen}
        empty="none"
      />
    </div>,
  );
}

test('50,000 rows are counted, and few of them are in the page', async () => {
  await show(undefined, 50_000);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('50001');
  expect(screen.getAllByRole('row').length).toBeLessThan(100);
  expect(screen.getByRole('status').textContent).toBe('50000 records');
});

test('arrows move the selection and Enter opens it', async () => {
  const onOpen = vi.fn<(row: Row) => void>();
  await show(onOpen);
  const user = userEvent.setup();
  await user.click(document.body);
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{ArrowDown}{Enter}');
  expect(onOpen).toHaveBeenCalledExactlyOnceWith(rows[1]);
  expect(screen.getByRole('row', { selected: true }).textContent).toContain('Paper 1');
});

test('a column that sorts says its order', async () => {
  await show();
  await userEvent.click(screen.getByRole('button', { name: 'Due' }));
  const header = screen.getByRole('columnheader', { name: 'Due' });
  expect(['ascending', 'descending']).toContain(header.getAttribute('aria-sort'));
  await userEvent.click(screen.getByRole('button', { name: 'Due' }));
  const first = screen.getAllByRole('row')[1];
  expect(first?.textContent).toMatch(/00000|49\d\d\d/);
});

function Place() {
  const [late, setLate] = useState(false);
  return (
    <>
      <output onClick={() => setLate(true)}>Come</output>
      <a href="#place">Rail</a>
      <main id="main" tabIndex={-1}>
        <input aria-label="Find" />
        {late ? (
          <DataTable
            keepAs="test"
            label="Papers"
            rows={rows.slice(0, 3)}
            columns={columns}
            rowId={(row) => row.id}
            onOpen={() => undefined}
            empty="none"
            autoFocus
          />
        ) : null}
      </main>
    </>
  );
}

test.each([
  ['Find', false],
  ['Rail', true],
])('rows that come late: whoever is at %s is taken to them: %s', async (name, taken) => {
  clearKept();
  await renderUi(<Place />);
  const at = name === 'Find' ? screen.getByLabelText(name) : screen.getByText(name);
  at.focus();
  // A click that moves no focus, as rows come by themselves.
  fireEvent.click(screen.getByText('Come'));
  expect(document.activeElement).toBe(taken ? screen.getByRole('grid') : at);
});
