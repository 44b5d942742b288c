import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LetterFilter, type Selection } from '../../api/types';
import { ExportMenu } from './export-menu';
import { PlanButton } from './plan-button';

interface LetterVerbsProps {
  readonly filter: LetterFilter;
  readonly chosen: ReadonlySet<string>;
}

/** What is chosen by hand, else all that the filter finds; never all without a filter. */
function selectionOf({ filter, chosen }: LetterVerbsProps): Selection | null {
  if (chosen.size > 0) return { ids: [...chosen] };
  return Object.keys(filter).some((name) => name !== 'status') ? { filter } : null;
}

export function LetterVerbs(props: LetterVerbsProps) {
  const { t } = useTranslation();
  const { filter, chosen } = props;
  const selection = selectionOf(props);
  const refusal = selection === null ? t('plan.chooseOrFilter') : null;
  return (
    <Group gap="xs" justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {chosen.size > 0 ? t('letters.chosen', { count: chosen.size }) : t('letters.allFound')}
      </Text>
      <Group gap="xs">
        <ExportMenu filter={filter} />
        {filter.status === 'discarded' ? (
          <PlanButton
            kind="restore"
            selection={selection}
            refusal={refusal}
            size="sm"
            variant="default"
          />
        ) : (
          <PlanButton
            kind="discard"
            selection={selection}
            refusal={refusal}
            size="sm"
            variant="light"
          />
        )}
        <PlanButton kind="replay" selection={selection} refusal={refusal} size="sm" />
      </Group>
    </Group>
  );
}
