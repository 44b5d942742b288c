import { Group } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Grouping, type GroupView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { GatedButton } from '../../components/gated-button';
import { Age, Count, Money, When } from '../../components/values';
import { filterOfGroup } from './group-filter';
import { GroupName } from './group-name';
import { NoteDialog } from './note-dialog';
import { PlanButton } from './plan-button';

interface GroupsTableProps {
  readonly by: Grouping;
  readonly groups: readonly GroupView[];
}

function useFigureColumns(): Column<GroupView>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'open',
      header: t('groups.open'),
      numeric: true,
      cell: ({ open }) => <Count of={open} />,
    },
    {
      key: 'money',
      header: t('groups.money'),
      numeric: true,
      cell: ({ openKopecks }) => <Money kopecks={openKopecks} />,
    },
    {
      key: 'age',
      header: t('groups.age'),
      numeric: true,
      cell: ({ openSince }) => <Age since={openSince} />,
    },
    {
      key: 'last',
      header: t('groups.last'),
      cell: ({ lastFailedAt }) => <When at={lastFailedAt} />,
    },
    {
      key: 'total',
      header: t('groups.total'),
      numeric: true,
      cell: ({ total }) => <Count of={total} />,
    },
  ];
}

export function GroupsTable({ by, groups }: GroupsTableProps) {
  const { t } = useTranslation();
  const figures = useFigureColumns();
  const [noted, setNoted] = useState<GroupView | null>(null);
  const columns: Column<GroupView>[] = [
    {
      key: 'name',
      header: t(`groups.by.${by}`),
      main: true,
      width: '38%',
      cell: (group) => <GroupName by={by} group={group} />,
    },
    ...figures,
    {
      key: 'verbs',
      wide: true,
      header: t('field.actions'),
      cell: (group) => (
        <GroupVerbs
          by={by}
          group={group}
          writeNote={() => {
            setNoted(group);
          }}
        />
      ),
    },
  ];
  return (
    <>
      <DataTable
        caption={t('groups.caption', { by: t(`groups.by.${by}`) })}
        columns={columns}
        rows={groups}
        rowKey={({ key }) => key ?? ''}
        empty={t('groups.empty')}
      />
      <NoteDialog
        group={noted}
        close={() => {
          setNoted(null);
        }}
      />
    </>
  );
}

interface GroupVerbsProps {
  readonly by: Grouping;
  readonly group: GroupView;
  readonly writeNote: () => void;
}

function GroupVerbs({ by, group, writeNote }: GroupVerbsProps) {
  const { t } = useTranslation();
  const filter = filterOfGroup(by, group.key);
  const selection = filter === null ? null : { filter: { ...filter, status: 'open' as const } };
  return (
    <Group gap={6}>
      <PlanButton
        kind="replay"
        selection={selection}
        refusal={group.open === 0 ? t('plan.nothingOpen') : null}
        size="xs"
        variant="light"
      />
      {by === 'cause' && (
        <GatedButton
          needs="operator"
          size="xs"
          variant="default"
          leftSection={<IconNote size={14} aria-hidden />}
          onClick={writeNote}
        >
          {t('groups.note')}
        </GatedButton>
      )}
    </Group>
  );
}
