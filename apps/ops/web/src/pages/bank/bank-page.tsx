import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type BankStatus } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Age, Code, Count, Id, When } from '../../components/values';
import { BreakerFacts, LimitsTable } from './bank-parts';

const POLL_MS = 5000;
const WARN_DAYS = 14;

type Certificate = BankStatus['certificates'][number];
type OpenCall = BankStatus['openCalls'][number];

function Certificates({ certificates }: { certificates: readonly Certificate[] }) {
  const { t } = useTranslation();
  const columns: Column<Certificate>[] = [
    { key: 'service', header: t('overview.service'), main: true, cell: ({ service }) => service },
    {
      key: 'days',
      header: t('bank.daysLeft'),
      numeric: true,
      cell: ({ daysLeft }) =>
        daysLeft !== null && daysLeft < WARN_DAYS ? (
          <StateBadge area="runState" value={String(Math.floor(daysLeft))} tone="bad" />
        ) : (
          <Count of={daysLeft === null ? null : Math.floor(daysLeft)} />
        ),
    },
    { key: 'until', header: t('bank.notAfter'), cell: ({ notAfter }) => <When at={notAfter} /> },
    {
      key: 'fingerprint',
      header: t('bank.fingerprint'),
      cell: ({ fingerprint }) => <Id value={fingerprint} what={t('bank.fingerprint')} short />,
    },
  ];
  return (
    <DataTable
      caption={t('bank.certificates')}
      columns={columns}
      rows={certificates}
      rowKey={({ service, fingerprint }) => `${service}/${fingerprint ?? ''}`}
      empty={t('bank.noCertificates')}
    />
  );
}

function OpenCalls({ calls }: { calls: readonly OpenCall[] }) {
  const { t } = useTranslation();
  const columns: Column<OpenCall>[] = [
    {
      key: 'operation',
      header: t('bank.operation'),
      main: true,
      cell: ({ operation }) => <Code>{operation}</Code>,
    },
    {
      key: 'id',
      header: t('bank.businessId'),
      cell: ({ businessId }) => (
        <Id
          value={businessId}
          short
          what={t('bank.businessId')}
          to={`/find?id=${encodeURIComponent(businessId)}`}
        />
      ),
    },
    {
      key: 'since',
      header: t('bank.unknownFor'),
      cell: ({ unknownSince }) => <Age since={unknownSince} />,
    },
    {
      key: 'lookUps',
      header: t('bank.lookUps'),
      numeric: true,
      cell: ({ lookUps }) => <Count of={lookUps} />,
    },
  ];
  return (
    <DataTable
      caption={t('bank.openCalls')}
      columns={columns}
      rows={calls}
      rowKey={({ operation, businessId }) => `${operation}/${businessId}`}
      empty={t('bank.noOpenCalls')}
    />
  );
}

export function BankPage() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['bank'],
    queryFn: ({ signal }) => api.bank()(signal),
    refetchInterval: POLL_MS,
  });
  return (
    <Page title={t('nav.bank')} description={t('bank.description')}>
      <QueryView query={query}>
        {({ breaker, limits, certificates, openCalls, unknownOutcomes }) => (
          <Stack gap="md">
            <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="md">
              <Section title={t('bank.breaker')}>
                <BreakerFacts breaker={breaker} />
              </Section>
              <Section title={t('bank.limits')}>
                <LimitsTable limits={limits} />
              </Section>
            </SimpleGrid>
            <Section title={t('bank.unknown', { count: unknownOutcomes.count })}>
              <OpenCalls calls={openCalls} />
            </Section>
            <Section title={t('bank.certificates')}>
              <Certificates certificates={certificates} />
            </Section>
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
