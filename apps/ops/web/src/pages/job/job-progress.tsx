import { Alert, Stack, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type JobView } from '../../api/types';
import { Facts } from '../../components/facts';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Count, NOTHING, When } from '../../components/values';
import { useWords } from '../../i18n/use-words';
import { JobBar } from './job-bar';
import { progressParts, spokenPercent } from './progress-parts';

function Ending({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const { state, stoppedReason, progress } = job;
  if (state === 'finished') {
    const isClean = progress.failedAgain + progress.refused + progress.undecided === 0;
    return (
      <Alert
        color={isClean ? 'teal' : 'orange'}
        icon={isClean ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={t(isClean ? 'job.finishedClean' : 'job.finishedMixed')}
      />
    );
  }
  if (stoppedReason === null || state === 'running') return null;
  return (
    <Alert
      color={state === 'stopped' ? 'red' : 'orange'}
      icon={<IconAlertTriangle aria-hidden />}
      title={t(state === 'stopped' ? 'job.stoppedByRule' : 'job.stoppedReason')}
    >
      {stoppedReason}
    </Alert>
  );
}

/** Says the state and every tenth of the way to those who listen. */
function Announcement({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {t('job.spoken', {
        state: words('jobState', job.state),
        percent: spokenPercent(job.progress),
      })}
    </VisuallyHidden>
  );
}

export function JobProgressView({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const words = useWords();
  const { progress, phase, currentRate } = job;
  return (
    <Section title={t('job.progress')}>
      <Stack gap="md">
        <Announcement job={job} />
        <Ending job={job} />
        {job.waitingFor !== null && (
          <Alert color="orange" title={t('job.waitingFor')} role="status">
            {job.waitingFor}
          </Alert>
        )}
        <JobBar progress={progress} size={16} />
        <ul className="results">
          {progressParts(progress).map(({ result, count, tone }) => (
            <li key={result} data-empty={count === 0 || undefined}>
              <StateBadge area="itemResult" value={result} tone={count === 0 ? 'quiet' : tone} />
              <strong>
                <Count of={count} />
              </strong>
            </li>
          ))}
        </ul>
        <Facts
          facts={[
            {
              name: t('job.decided'),
              value: (
                <>
                  <Count of={progress.done} /> / <Count of={progress.total} />
                </>
              ),
            },
            { name: t('job.phase'), value: phase === null ? NOTHING : words('phase', phase) },
            {
              name: t('job.rateNow'),
              value:
                currentRate === null
                  ? NOTHING
                  : `${Math.round(currentRate)}${t('start.perSecond')}`,
            },
            { name: t('job.finished'), value: <When at={job.finishedAt} /> },
          ]}
        />
      </Stack>
    </Section>
  );
}
