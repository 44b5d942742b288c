import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type OverviewView, type QueueState, type ServiceState } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Code, Count, NOTHING } from '../../components/values';
import { formatSpan } from '../../format/format';

export function ServicesTable({ services }: { services: OverviewView['services'] }) {
  const { t, i18n } = useTranslation();
  const columns: Column<ServiceState>[] = [
    { key: 'name', header: t('overview.service'), main: true, cell: ({ name }) => name },
    {
      key: 'state',
      header: t('field.state'),
      cell: ({ ready, problems }) => (
        <>
          <StateBadge
            area="runState"
            value={ready ? 'service-ready' : 'service-down'}
            tone={ready ? 'good' : 'bad'}
          />
          {problems.length > 0 && (
            <Text size="sm" c="dimmed">
              {problems.join('; ')}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'lag',
      header: t('overview.outboxLag'),
      numeric: true,
      cell: ({ outboxLagSeconds: lag }) =>
        lag === null ? NOTHING : formatSpan(lag, i18n.language),
    },
  ];
  return (
    <Section title={t('overview.services')}>
      <DataTable
        caption={t('overview.services')}
        columns={columns}
        rows={services}
        rowKey={({ name }) => name}
        empty={t('state.empty')}
      />
    </Section>
  );
}

export function QueuesTable({ queues }: { queues: OverviewView['queues'] }) {
  const { t } = useTranslation();
  const columns: Column<QueueState>[] = [
    {
      key: 'queue',
      header: t('field.queue'),
      main: true,
      cell: ({ queue }) => <Code>{queue}</Code>,
    },
    {
      key: 'ready',
      header: t('overview.ready'),
      numeric: true,
      cell: ({ ready }) => <Count of={ready} />,
    },
    {
      key: 'consumers',
      header: t('overview.consumers'),
      numeric: true,
      cell: ({ consumers }) => (
        <Text
          span
          inherit
          c={consumers === 0 ? 'red' : undefined}
          fw={consumers === 0 ? 600 : undefined}
        >
          <Count of={consumers} />
        </Text>
      ),
    },
    {
      key: 'letters',
      header: t('overview.lettersOpen'),
      numeric: true,
      cell: ({ queue, deadLettersOpen: open }) =>
        open === 0 ? (
          <Count of={0} />
        ) : (
          <Link to={`/dead-letters/list?status=open&queue=${encodeURIComponent(queue)}`}>
            <Count of={open} />
          </Link>
        ),
    },
    {
      key: 'broker',
      header: t('overview.atBroker'),
      numeric: true,
      cell: ({ deadLettersAtBroker }) => <Count of={deadLettersAtBroker} />,
    },
  ];
  return (
    <Section title={t('overview.queues')}>
      <DataTable
        caption={t('overview.queues')}
        columns={columns}
        rows={queues}
        rowKey={({ queue }) => queue}
        empty={t('state.empty')}
      />
    </Section>
  );
}
