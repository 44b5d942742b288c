import { Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/api';
import { type JobView } from '../../api/types';
import { Facts } from '../../components/facts';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Code, Count, Id, NOTHING, When } from '../../components/values';
import { formatPercent } from '../../format/format';
import { useWords } from '../../i18n/use-words';
import { JobItems } from './job-items';
import { JobProgressView } from './job-progress';
import { JobVerbs } from './job-verbs';
import { PlanFigures } from './plan-figures';
import { StartForm } from './start-form';

const POLL_MS = 1000;

function Record({ job }: { job: JobView }) {
  const { t, i18n } = useTranslation();
  const { options } = job;
  const rule = options?.stopRule;
  return (
    <Section title={t('job.record')}>
      <Facts
        facts={[
          { name: t('reason.label'), value: job.reason ?? NOTHING },
          { name: t('job.ticket'), value: job.ticket ?? NOTHING },
          { name: t('job.plannedBy'), value: job.plannedBy },
          { name: t('job.planned'), value: <When at={job.plannedAt} /> },
          { name: t('job.startedBy'), value: job.startedBy ?? NOTHING },
          { name: t('job.started'), value: <When at={job.startedAt} /> },
          { name: t('job.approvedBy'), value: job.approvedBy ?? NOTHING },
          { name: t('start.canary'), value: <Count of={options?.canary} /> },
          { name: t('start.rate'), value: <Count of={options?.rate} /> },
          {
            name: t('job.stopRule'),
            value: rule
              ? t('job.stopRuleText', {
                  share: formatPercent(rule.failureShare, i18n.language),
                  count: rule.minimum,
                })
              : NOTHING,
          },
          { name: t('start.hash'), value: <Code>{job.hash}</Code> },
        ]}
      />
    </Section>
  );
}

function JobBody({ job }: { job: JobView }) {
  const { t } = useTranslation();
  if (job.state === 'planning') {
    return (
      <Text role="status" c="dimmed">
        {t('plan.planning')}
      </Text>
    );
  }
  const isPlanned = job.state === 'planned';
  return (
    <Stack gap="md">
      {!isPlanned && <JobProgressView job={job} />}
      {isPlanned && <PlanFigures job={job} />}
      {isPlanned && <StartForm job={job} />}
      {!isPlanned && <Record job={job} />}
      <JobItems job={job} />
      {!isPlanned && <PlanFigures job={job} />}
    </Stack>
  );
}

const COUNTED = ['letter-stats', 'groups', 'overview', 'letters'];

/** What a job has settled is no longer open anywhere on the page. */
function useFreshCounts(job: JobView | undefined): void {
  const client = useQueryClient();
  const state = job?.state;
  useEffect(() => {
    if (state === undefined || state === 'planned' || state === 'planning') return;
    for (const key of COUNTED) void client.invalidateQueries({ queryKey: [key] });
  }, [client, state]);
}

/** A job through its whole life: plan, start, run, result. */
export function JobPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => api.job(id)(signal),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'running' || data?.state === 'planning' ? POLL_MS : POLL_MS * 5,
  });
  const job = query.data;
  useFreshCounts(job);
  const title = job
    ? t(job.state === 'planned' || job.state === 'planning' ? 'job.titlePlan' : 'job.title', {
        kind: words('jobKind', job.kind),
      })
    : t('field.job');
  return (
    <Page
      title={title}
      description={
        <Group gap="xs">
          {job && <StateBadge area="jobState" value={job.state} />}
          <Id value={id} what={t('field.job')} />
        </Group>
      }
      actions={job && <JobVerbs job={job} />}
    >
      <QueryView query={query} lines={12}>
        {(data) => <JobBody job={data} />}
      </QueryView>
    </Page>
  );
}
