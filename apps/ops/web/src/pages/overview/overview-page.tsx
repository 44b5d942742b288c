import { Anchor, Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { When } from '../../components/values';
import { BreakerFacts, LimitsTable } from '../bank/bank-parts';
import { JobsTable } from '../jobs/jobs-table';
import { GroupsTable } from '../letters/groups-table';
import { OverviewFigures } from './overview-figures';
import { QueuesTable, ServicesTable } from './overview-tables';
import { TroubleList } from './trouble-list';
import { troublesOf } from './troubles';

const POLL_MS = 5000;

export function OverviewPage() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.overview()(signal),
    refetchInterval: POLL_MS,
  });
  return (
    <Page
      title={t('nav.overview')}
      description={
        <>
          {t('overview.asOf')} <When at={query.data?.at} />
        </>
      }
    >
      <QueryView query={query} lines={14}>
        {(view) => (
          <Stack gap="md">
            <TroubleList troubles={troublesOf(view)} />
            <OverviewFigures view={view} />
            {view.jobs.length > 0 && (
              <Section title={t('overview.jobsNow')}>
                <JobsTable jobs={view.jobs} />
              </Section>
            )}
            <Section
              title={t('overview.topGroups')}
              aside={
                <Anchor component={Link} to="/dead-letters" size="sm">
                  {t('overview.allGroups')}
                </Anchor>
              }
            >
              <GroupsTable by="cause" groups={view.groups} />
            </Section>
            <Grid gap="md">
              <Grid.Col span={{ base: 12, xl: 7 }}>
                <QueuesTable queues={view.queues} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, xl: 5 }}>
                <ServicesTable services={view.services} />
              </Grid.Col>
            </Grid>
            <Section title={t('nav.bank')}>
              <BreakerFacts breaker={view.breaker} />
              <LimitsTable limits={view.limits ?? []} />
            </Section>
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
