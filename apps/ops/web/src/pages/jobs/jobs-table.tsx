import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type JobView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { StateBadge } from '../../components/state-badge';
import { Count, NOTHING, When } from '../../components/values';
import { shortId } from '../../format/format';
import { useWords } from '../../i18n/use-words';
import { JobBar } from '../job/job-bar';

export function JobsTable({ jobs }: { jobs: readonly JobView[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const columns: Column<JobView>[] = [
    {
      key: 'job',
      header: t('field.job'),
      main: true,
      cell: ({ id, kind, reason }) => (
        <Stack gap={1}>
          <Link to={`/jobs/${id}`} className="row-link">
            {words('jobKind', kind)} · {shortId(id)}
          </Link>
          <Text size="sm" c="dimmed" lineClamp={2} className="wrap-anywhere">
            {reason ?? t('job.notStarted')}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'state',
      header: t('field.state'),
      cell: ({ state }) => <StateBadge area="jobState" value={state} />,
    },
    {
      key: 'progress',
      wide: true,
      header: t('job.progress'),
      width: '26%',
      cell: (job) => <JobBar progress={job.progress} />,
    },
    {
      key: 'count',
      header: t('job.count'),
      numeric: true,
      cell: ({ count }) => <Count of={count} />,
    },
    { key: 'by', header: t('job.by'), cell: (job) => job.startedBy ?? job.plannedBy },
    {
      key: 'at',
      header: t('job.started'),
      cell: ({ startedAt, plannedAt }) => <When at={startedAt ?? plannedAt} />,
    },
    {
      key: 'ticket',
      header: t('job.ticket'),
      cell: ({ ticket }) => ticket ?? NOTHING,
    },
  ];
  return (
    <DataTable
      caption={t('nav.jobs')}
      columns={columns}
      rows={jobs}
      rowKey={({ id }) => id}
      empty={t('job.empty')}
    />
  );
}
