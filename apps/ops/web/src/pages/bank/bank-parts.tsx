import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type BreakerStatus, type LimitStatus } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Facts } from '../../components/facts';
import { StateBadge } from '../../components/state-badge';
import { toneOf } from '../../components/tone';
import { Code, Count, NOTHING, When } from '../../components/values';
import { formatSpan } from '../../format/format';

export function BreakerFacts({ breaker }: { breaker: BreakerStatus | null }) {
  const { t, i18n } = useTranslation();
  if (breaker === null) return <p className="quiet">{t('bank.noBreaker')}</p>;
  const probe =
    breaker.state === 'open'
      ? [{ name: t('bank.nextProbe'), value: formatSpan(breaker.openForMs / 1000, i18n.language) }]
      : [];
  return (
    <Facts
      facts={[
        {
          name: t('bank.breaker'),
          value: (
            <StateBadge
              area="breakerState"
              value={breaker.state}
              tone={breaker.state === 'open' ? 'bad' : toneOf(breaker.state)}
            />
          ),
        },
        { name: t('bank.since'), value: <When at={breaker.since} /> },
        ...probe,
        { name: t('bank.lastSuccess'), value: <When at={breaker.lastSuccessAt} /> },
        { name: t('bank.lastFailure'), value: <When at={breaker.lastFailureAt} /> },
        { name: t('bank.lastFailureCode'), value: <Code>{breaker.lastFailureCode}</Code> },
      ]}
    />
  );
}

export function LimitsTable({ limits }: { limits: readonly LimitStatus[] }) {
  const { t, i18n } = useTranslation();
  const span = (ms: number): ReactNode =>
    ms <= 0 ? NOTHING : formatSpan(Math.ceil(ms / 1000), i18n.language);
  const columns: Column<LimitStatus>[] = [
    {
      key: 'group',
      header: t('bank.methodGroup'),
      main: true,
      cell: ({ group }) => <Code>{group}</Code>,
    },
    {
      key: 'limit',
      header: t('bank.limit'),
      numeric: true,
      cell: ({ limit, windowMs }) => (
        <span className="figure">
          {limit} / {formatSpan(windowMs / 1000, i18n.language)}
        </span>
      ),
    },
    {
      key: 'free',
      header: t('bank.free'),
      numeric: true,
      cell: ({ freeLanes }) => <Count of={freeLanes} />,
    },
    {
      key: 'wait',
      header: t('bank.wait'),
      numeric: true,
      cell: ({ aheadMs, blockedForMs }) => span(Math.max(aheadMs, blockedForMs)),
    },
  ];
  return (
    <DataTable
      caption={t('bank.limits')}
      columns={columns}
      rows={limits}
      rowKey={({ group }) => group}
      empty={t('bank.noLimits')}
    />
  );
}
