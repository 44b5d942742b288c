import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type ClassCount, type ReportView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Figure } from '../../components/figure';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { Age, Count, Money, NOTHING, When } from '../../components/values';
import { formatPercent, utcDay } from '../../format/format';
import { useAddress } from '../../hooks/use-address';
import { useNow } from '../../hooks/use-now';
import { useWords } from '../../i18n/use-words';

function ReportFigures({ report }: { report: ReportView }) {
  const { t, i18n } = useTranslation();
  const { share } = report.coverage;
  return (
    <SimpleGrid cols={{ base: 2, md: 5 }} spacing="sm">
      <Figure
        label={t('reconcile.verdict')}
        tone={report.green ? 'good' : 'bad'}
        hint={report.reasons.join('; ')}
      >
        {t(report.green ? 'reconcile.green' : 'reconcile.notGreen')}
      </Figure>
      <Figure
        label={t('reconcile.atRisk')}
        tone={/[1-9]/.test(report.moneyAtRiskKopecks) ? 'bad' : 'good'}
      >
        <Money kopecks={report.moneyAtRiskKopecks} short />
      </Figure>
      <Figure label={t('reconcile.open')} tone={report.open > 0 ? 'warn' : 'good'}>
        <Count of={report.open} />
      </Figure>
      <Figure label={t('reconcile.oldest')} hint={<When at={report.oldestOpenSince} />}>
        <Age since={report.oldestOpenSince} />
      </Figure>
      <Figure label={t('reconcile.coverage')} hint={t('reconcile.coverageHint')}>
        {share === null ? NOTHING : formatPercent(share, i18n.language)}
      </Figure>
    </SimpleGrid>
  );
}

function ClassCounts({ classes }: { classes: readonly ClassCount[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const figure = (key: 'found' | 'repaired' | 'proposed' | 'open'): Column<ClassCount> => ({
    key,
    header: t(`reconcile.${key}`),
    numeric: true,
    cell: (row) => <Count of={row[key]} />,
  });
  const columns: Column<ClassCount>[] = [
    {
      key: 'class',
      header: t('reconcile.class'),
      main: true,
      cell: (row) => words('driftClass', row.class),
    },
    figure('found'),
    figure('repaired'),
    figure('proposed'),
    figure('open'),
    {
      key: 'money',
      header: t('reconcile.atRisk'),
      numeric: true,
      cell: ({ amountKopecks }) => <Money kopecks={amountKopecks} />,
    },
  ];
  return (
    <DataTable
      caption={t('reconcile.byClass')}
      columns={columns}
      rows={classes}
      rowKey={(row) => row.class}
      empty={t('reconcile.noDrift')}
    />
  );
}

/** Is the day green? Of one day in UTC, or of one run. */
export function ReportSection() {
  const { t } = useTranslation();
  const now = useNow();
  const { read, change } = useAddress();
  const run = read('run');
  const day = read('day') || utcDay(now);
  const of = run === '' ? { day } : { run };
  const query = useQuery({
    queryKey: ['report', of],
    queryFn: ({ signal }) => api.report(of)(signal),
    refetchInterval: 15_000,
  });
  return (
    <Section
      title={run === '' ? t('reconcile.reportOfDay', { day }) : t('reconcile.reportOfRun')}
      aside={
        <Group gap="xs">
          {run === '' ? (
            <TextInput
              type="date"
              size="xs"
              aria-label={t('reconcile.day')}
              value={day}
              onChange={(event) => {
                change({ day: event.currentTarget.value });
              }}
            />
          ) : (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                change({ run: null });
              }}
            >
              {t('reconcile.backToDay')}
            </Button>
          )}
          {(['csv', 'json'] as const).map((format) => (
            <Button
              key={format}
              component="a"
              href={api.reportPath(of, format)}
              download={`reconciliation-${run || day}.${format}`}
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              aria-label={t('reconcile.exportAs', { format: format.toUpperCase() })}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </Group>
      }
    >
      <QueryView query={query}>
        {(report) => (
          <Stack gap="sm">
            <ReportFigures report={report} />
            <ClassCounts classes={report.byClass} />
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
