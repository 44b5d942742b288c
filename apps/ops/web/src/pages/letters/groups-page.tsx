import { Group, NativeSelect, Paper, SegmentedControl, Switch } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type Grouping, GROUPINGS } from '../../api/types';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { oneOf, useAddress } from '../../hooks/use-address';
import { GroupsTable } from './groups-table';
import { LettersNav } from './letters-nav';

const POLL_MS = 10_000;

interface GroupingChoiceProps {
  readonly by: Grouping;
  readonly choose: (by: string) => void;
}

function GroupingChoice({ by, choose }: GroupingChoiceProps) {
  const { t } = useTranslation();
  const data = GROUPINGS.map((value) => ({ value, label: t(`groups.by.${value}`) }));
  return (
    <>
      <SegmentedControl
        visibleFrom="md"
        size="sm"
        data={data}
        value={by}
        onChange={choose}
        aria-label={t('groups.groupBy')}
      />
      <NativeSelect
        hiddenFrom="md"
        data={data}
        value={by}
        aria-label={t('groups.groupBy')}
        onChange={(event) => {
          choose(event.currentTarget.value);
        }}
      />
    </>
  );
}

export function GroupsPage() {
  const { t } = useTranslation();
  const { read, change } = useAddress();
  const by = oneOf(read('by'), GROUPINGS);
  const all = read('all') === 'true';
  const query = useQuery({
    queryKey: ['groups', by, all],
    queryFn: ({ signal }) => api.groups(by, all)(signal),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
  return (
    <Page title={t('nav.letters')} description={t('groups.description')}>
      <LettersNav at="groups" />
      <Group gap="md">
        <GroupingChoice
          by={by}
          choose={(value) => {
            change({ by: value === 'cause' ? null : value });
          }}
        />
        <Switch
          checked={all}
          label={t('groups.all')}
          onChange={(event) => {
            change({ all: event.currentTarget.checked ? 'true' : null });
          }}
        />
      </Group>
      <Paper withBorder p="md" className="section">
        <QueryView query={query} lines={8}>
          {(list) => <GroupsTable by={list.by} groups={list.groups} />}
        </QueryView>
      </Paper>
    </Page>
  );
}
