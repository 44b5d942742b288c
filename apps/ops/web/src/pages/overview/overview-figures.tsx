import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type OverviewView } from '../../api/types';
import { Figure } from '../../components/figure';
import { toneOf } from '../../components/tone';
import { Age, Count, Money, NOTHING, When } from '../../components/values';
import { formatSpan } from '../../format/format';
import { useWords } from '../../i18n/use-words';

export function OverviewFigures({ view }: { view: OverviewView }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { deadLetters, breaker, certificate, jobs, reconciliation, services } = view;
  const lag = Math.max(0, ...services.map(({ outboxLagSeconds }) => outboxLagSeconds ?? 0));
  const down = services.filter(({ ready }) => !ready).length;
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm">
      <Figure
        label={t('overview.openLetters')}
        to="/dead-letters"
        tone={deadLetters === null ? 'quiet' : deadLetters.open > 0 ? 'bad' : 'good'}
        hint={<Money kopecks={deadLetters?.openKopecks} short />}
      >
        <Count of={deadLetters?.open} />
      </Figure>
      <Figure
        label={t('overview.oldest')}
        to="/dead-letters"
        tone={deadLetters?.oldestOpenSince ? 'warn' : 'good'}
        hint={<When at={deadLetters?.oldestOpenSince} />}
      >
        <Age since={deadLetters?.oldestOpenSince} />
      </Figure>
      <Figure
        label={t('overview.breaker')}
        to="/bank"
        tone={breaker ? toneOf(breaker.state === 'open' ? 'failed' : breaker.state) : 'quiet'}
        hint={
          certificate
            ? t('overview.certificate', { count: Math.floor(certificate.daysLeft) })
            : t('overview.noCertificate')
        }
      >
        {breaker ? words('breakerState', breaker.state) : NOTHING}
      </Figure>
      <Figure
        label={t('overview.services')}
        tone={down > 0 ? 'bad' : 'good'}
        hint={t('overview.lag', { span: formatSpan(lag, i18n.language) })}
      >
        <span className="figure">
          {services.length - down}/{services.length}
        </span>
      </Figure>
      <Figure label={t('overview.jobs')} to="/jobs" tone={jobs.length > 0 ? 'busy' : 'quiet'}>
        <Count of={jobs.length} />
      </Figure>
      <Figure
        label={t('overview.reconciliation')}
        to="/reconciliation"
        tone={reconciliation === null ? 'quiet' : reconciliation.green ? 'good' : 'bad'}
        hint={
          reconciliation?.lastRunAt ? <When at={reconciliation.lastRunAt} /> : t('overview.noRun')
        }
      >
        {reconciliation === null ? NOTHING : <Count of={reconciliation.driftOpen} />}
      </Figure>
    </SimpleGrid>
  );
}
