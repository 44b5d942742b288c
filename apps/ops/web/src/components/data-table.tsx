import { Table, Text } from '@mantine/core';
import { type ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  /** For the phone, where the header row is hidden; needed when the header is no text. */
  readonly label?: string;
  readonly cell: (row: Row) => ReactNode;
  readonly numeric?: boolean;
  readonly width?: string | number;
  /** The cell that names the row; it has no label on the phone. */
  readonly main?: boolean;
  /** Takes the whole width of a card on the phone. */
  readonly wide?: boolean;
}

interface DataTableProps<Row> {
  /** What the table holds, for readers of the screen. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly empty: ReactNode;
  readonly rowProps?: (row: Row) => { readonly 'data-tone'?: string };
}

const labelOf = <Row,>({ label, header }: Column<Row>): string =>
  label ?? (typeof header === 'string' ? header : '');

/**
 * A table that becomes a list of cards on a phone. The roles are spelled out because a browser drops
 * those of a table whose parts are not displayed as such.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, rowProps } = props;
  if (rows.length === 0) {
    return (
      <Text c="dimmed" size="sm" py="md" component="div">
        {empty}
      </Text>
    );
  }
  return (
    <div className="table-box">
      <Table role="table" className="data-table" aria-label={caption} verticalSpacing={7} fz="sm">
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map((column) => (
              <Table.Th
                key={column.key}
                role="columnheader"
                scope="col"
                w={column.width}
                ta={column.numeric ? 'right' : undefined}
              >
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)} role="row" {...rowProps?.(row)}>
              {columns.map((column) => (
                <Table.Td
                  key={column.key}
                  role="cell"
                  data-label={column.main ? undefined : labelOf(column)}
                  data-main={column.main}
                  data-wide={column.wide}
                  data-numeric={column.numeric}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
