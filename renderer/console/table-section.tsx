import { Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadingState } from '../ui/index.ts';
import classes from './console.module.css';
import { isKeeper, useConsole } from './context.ts';
import { AskFailed } from './frame.tsx';

/** One column of a table in the console. */
interface ConsoleColumn<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures that are compared letter by letter. */
  readonly mono?: boolean;
}

/** A section of an office's page: what was asked of the server as a table, with what a keeper may do in each row. */
export function TableSection<Row>(props: {
  readonly title: string;
  /** Undefined while they are being asked for. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  /** Instead of a table without rows. */
  readonly none: string;
  readonly error: Parameters<typeof AskFailed>[0]['error'] | null;
  readonly onRetry: () => void;
  readonly columns: readonly ConsoleColumn<Row>[];
  /** Drawn for those who keep the offices alone. */
  readonly actions: (row: Row) => ReactNode;
  /** Questions that the actions ask. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation('console');
  const { user } = useConsole();
  const { rows, columns } = props;
  const keeps = isKeeper(user);
  return (
    <section>
      <Title order={2} mb="xs">
        {props.title}
      </Title>
      {props.error ? <AskFailed error={props.error} onRetry={props.onRetry} /> : null}
      {!rows && !props.error ? <LoadingState /> : null}
      {rows?.length === 0 ? <Text>{props.none}</Text> : null}
      {rows && rows.length > 0 ? (
        <Table.ScrollContainer minWidth={600}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {columns.map(({ header }) => (
                  <Table.Th key={header}>{header}</Table.Th>
                ))}
                {keeps ? (
                  <Table.Th>
                    <span className={classes.hidden}>{t('device.actions')}</span>
                  </Table.Th>
                ) : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={props.rowId(row)}>
                  {columns.map(({ header, cell, mono }) => (
                    <Table.Td
                      key={header}
                      {...(mono ? { style: { fontFamily: 'var(--mantine-font-family-monospace)' } } : {})}
                    >
                      {cell(row)}
                    </Table.Td>
                  ))}
                  {keeps ? <Table.Td>{props.actions(row)}</Table.Td> : null}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {props.children}
    </section>
  );
}
