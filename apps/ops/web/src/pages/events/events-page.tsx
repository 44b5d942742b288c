import { Button, Group, NativeSelect, Paper, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { EVENT_STATES, type EventView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { MoreButton } from '../../components/more-button';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { StateBadge } from '../../components/state-badge';
import { Count, Id, When } from '../../components/values';
import { looksPersonal } from '../../format/personal-data';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';

function useEventColumns(): Column<EventView>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'type',
      header: t('filter.type'),
      main: true,
      cell: ({ eventId, type }) => (
        <Link to={`/events/${encodeURIComponent(eventId)}`} className="row-link">
          {type ?? t('groups.noType')}
        </Link>
      ),
    },
    {
      key: 'id',
      header: t('event.id'),
      cell: ({ eventId }) => <Id value={eventId} what={t('event.id')} short />,
    },
    {
      key: 'state',
      header: t('field.state'),
      cell: ({ state }) => <StateBadge area="eventState" value={state} />,
    },
    {
      key: 'received',
      header: t('event.received'),
      cell: ({ receivedAt }) => <When at={receivedAt} />,
    },
    {
      key: 'duplicates',
      header: t('event.duplicates'),
      numeric: true,
      cell: ({ duplicates }) => <Count of={duplicates} />,
    },
    {
      key: 'redeliveries',
      header: t('event.redeliveries'),
      numeric: true,
      cell: ({ redeliveries }) => <Count of={redeliveries} />,
    },
    {
      key: 'size',
      header: t('event.size'),
      numeric: true,
      cell: ({ size }) => <Count of={size} />,
    },
  ];
}

function EventFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const { read, change } = useAddress();
  const [type, setType] = useState(read('type'));
  const [dealId, setDealId] = useState(read('dealId'));
  const isRefused = looksPersonal(dealId) || looksPersonal(type);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRefused) change({ type: type.trim(), dealId: dealId.trim() });
      }}
    >
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label={t('field.state')}
          value={read('state')}
          data={[
            { value: '', label: t('filter.any') },
            ...EVENT_STATES.map((value) => ({ value, label: words('eventState', value) })),
          ]}
          onChange={(event) => {
            change({ state: event.currentTarget.value });
          }}
        />
        <TextInput
          label={t('filter.type')}
          value={type}
          onChange={(event) => {
            setType(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t('filter.dealId')}
          value={dealId}
          error={isRefused ? t('find.personal') : undefined}
          onChange={(event) => {
            setDealId(event.currentTarget.value);
          }}
        />
        <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
          {t('filter.apply')}
        </Button>
      </Group>
    </form>
  );
}

export function EventsPage() {
  const { t } = useTranslation();
  const { read } = useAddress();
  const filter = {
    state: EVENT_STATES.find((state) => state === read('state')),
    type: read('type'),
    dealId: read('dealId'),
  };
  const query = usePages(['events', filter], (after) => api.events({ ...filter, after }), 10_000);
  const columns = useEventColumns();
  return (
    <Page title={t('nav.events')} description={t('event.description')}>
      <EventFilters />
      <Paper withBorder p="md" className="section">
        <QueryView query={query} lines={10}>
          {(pages) => (
            <>
              <DataTable
                caption={t('nav.events')}
                columns={columns}
                rows={pages.flatMap(({ events }) => events)}
                rowKey={({ eventId }) => eventId}
                empty={t('event.empty')}
              />
              <MoreButton query={query} />
            </>
          )}
        </QueryView>
      </Paper>
    </Page>
  );
}
