import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type EditChange } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Code } from '../../components/values';

const valueText = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

/** Both sides of every changed field; values only where the server gives them. */
export function DiffTable({ diff }: { diff: readonly EditChange[] }) {
  const { t } = useTranslation();
  const isHidden =
    diff.length > 0 &&
    diff.every(({ before, after }) => before === undefined && after === undefined);
  const columns: Column<EditChange>[] = [
    {
      key: 'path',
      header: t('edit.field'),
      main: true,
      cell: ({ path, money }) => (
        <Group gap={6}>
          <Code>{path}</Code>
          {money && (
            <Badge size="sm" color="orange" variant="light">
              {t('edit.money')}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: 'before',
      header: t('edit.before'),
      cell: ({ before }) => <del className="diff-before">{valueText(before)}</del>,
    },
    {
      key: 'after',
      header: t('edit.after'),
      cell: ({ after }) => <ins className="diff-after">{valueText(after)}</ins>,
    },
  ];
  return (
    <>
      <DataTable
        caption={t('edit.changes')}
        columns={columns}
        rows={diff}
        rowKey={({ path }) => path}
        empty={t('edit.noChanges')}
      />
      {isHidden && (
        <Text size="sm" c="dimmed">
          {t('edit.valuesHidden')}
        </Text>
      )}
    </>
  );
}
