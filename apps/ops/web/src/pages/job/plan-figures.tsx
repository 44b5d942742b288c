import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type JobView, type KeyCount, type PlanView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Figure } from '../../components/figure';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { type Tone } from '../../components/tone';
import { Age, Code, Count, Money, When } from '../../components/values';

const VERDICTS = [
  ['replay', 'busy'],
  ['alreadyDone', 'good'],
  ['outcomeUnknown', 'bad'],
  ['notOpen', 'quiet'],
  ['unreadable', 'warn'],
  ['ownerSilent', 'warn'],
  ['notReplayable', 'warn'],
] as const satisfies readonly (readonly [keyof PlanView['verdicts'], Tone])[];

function Verdicts({ plan }: { plan: PlanView }) {
  const { t } = useTranslation();
  const rows = VERDICTS.map(([verdict, tone]) => ({
    verdict,
    tone,
    count: plan.verdicts[verdict],
  }));
  const columns: Column<(typeof rows)[number]>[] = [
    {
      key: 'verdict',
      header: t('plan.verdict'),
      main: true,
      cell: ({ verdict, tone, count }) => (
        <StateBadge area="verdict" value={verdict} tone={count === 0 ? 'quiet' : tone} />
      ),
    },
    {
      key: 'meaning',
      wide: true,
      header: t('plan.meaning'),
      cell: ({ verdict }) => t(`plan.verdicts.${verdict}`),
    },
    {
      key: 'count',
      header: t('job.count'),
      numeric: true,
      cell: ({ count }) => <Count of={count} />,
    },
  ];
  return (
    <Section title={t('plan.verdictsTitle')}>
      <DataTable
        caption={t('plan.verdictsTitle')}
        columns={columns}
        rows={rows}
        rowKey={({ verdict }) => verdict}
        empty=""
      />
    </Section>
  );
}

function KeyCounts({ title, counts }: { title: string; counts: readonly KeyCount[] }) {
  const { t } = useTranslation();
  const columns: Column<KeyCount>[] = [
    { key: 'key', header: title, main: true, cell: ({ key }) => <Code>{key}</Code> },
    {
      key: 'count',
      header: t('job.count'),
      numeric: true,
      cell: ({ count }) => <Count of={count} />,
    },
  ];
  return (
    <Section title={title}>
      <DataTable
        caption={title}
        columns={columns}
        rows={counts}
        rowKey={({ key }) => key ?? ''}
        empty={t('state.empty')}
      />
    </Section>
  );
}

function Figures({ plan }: { plan: PlanView }) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Figure label={t('plan.messages')} tone="busy" hint={t('plan.frozen')}>
        <Count of={plan.count} />
      </Figure>
      <Figure label={t('plan.money')} tone="busy" hint={t('plan.moneyHint')}>
        <Money kopecks={plan.amountKopecks} short />
      </Figure>
      <Figure
        label={t('plan.bank')}
        tone={plan.wouldCallBank > 0 ? 'warn' : 'good'}
        hint={t('plan.bankHint')}
      >
        <Count of={plan.wouldCallBank} />
      </Figure>
      <Figure label={t('plan.oldest')} tone="quiet" hint={<When at={plan.oldest} />}>
        <Age since={plan.oldest} />
      </Figure>
    </SimpleGrid>
  );
}

/** What would happen, before anything does. */
export function PlanFigures({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const { plan } = job;
  if (plan === null) return null;
  return (
    <Stack gap="md">
      <Figures plan={plan} />
      {plan.verdicts.outcomeUnknown > 0 && (
        <Alert
          color="orange"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('plan.unknownTitle', { count: plan.verdicts.outcomeUnknown })}
        >
          {t('plan.unknownText')}
        </Alert>
      )}
      {job.kind === 'replay' && <Verdicts plan={plan} />}
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        <KeyCounts title={t('plan.byType')} counts={plan.byType} />
        <KeyCounts title={t('plan.byError')} counts={plan.byError} />
        <KeyCounts title={t('plan.byQueue')} counts={plan.byQueue} />
      </SimpleGrid>
    </Stack>
  );
}
