import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { DriftsSection } from './drifts-section';
import { ReportSection } from './report-section';
import { RunButton } from './run-button';
import { RunsSection } from './runs-section';

const DriftChart = lazy(() => import('./drift-chart'));
const DAYS = 14;
const CHART_LINES = 6;

function OverTime() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['open-over-time', DAYS],
    queryFn: ({ signal }) => api.openOverTime(DAYS)(signal),
    refetchInterval: 60_000,
  });
  return (
    <Section title={t('reconcile.overTime', { count: DAYS })}>
      <QueryView query={query} lines={CHART_LINES}>
        {({ points }) =>
          points.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('overview.noRun')}
            </Text>
          ) : (
            <Suspense fallback={<Skeleton height={220} aria-busy />}>
              <DriftChart points={points} />
            </Suspense>
          )
        }
      </QueryView>
    </Section>
  );
}

export function ReconciliationPage() {
  const { t } = useTranslation();
  return (
    <Page
      title={t('nav.reconciliation')}
      description={t('reconcile.description')}
      actions={<RunButton />}
    >
      <Stack gap="md">
        <ReportSection />
        <DriftsSection />
        <OverTime />
        <RunsSection />
      </Stack>
    </Page>
  );
}
