import { Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type JobProgress } from '../../api/types';
import { TONE_COLORS } from '../../components/tone';
import { formatPercent } from '../../format/format';
import { doneShare, progressParts } from './progress-parts';

export function JobBar({ progress, size = 8 }: { progress: JobProgress; size?: number }) {
  const { t, i18n } = useTranslation();
  const share = doneShare(progress);
  const text = formatPercent(Math.floor(share * 1000) / 1000, i18n.language);
  return (
    <Group gap="xs" wrap="nowrap" miw={120}>
      <Progress.Root
        size={size}
        flex={1}
        role="progressbar"
        aria-label={t('job.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        {progressParts(progress)
          .filter(({ result, count }) => count > 0 && result !== 'pending')
          .map(({ result, count, tone }) => (
            <Progress.Section
              key={result}
              value={(count / Math.max(1, progress.total)) * 100}
              color={TONE_COLORS[tone]}
              withAria={false}
            />
          ))}
      </Progress.Root>
      <Text size="sm" className="figure" miw={44} ta="right">
        {text}
      </Text>
    </Group>
  );
}
