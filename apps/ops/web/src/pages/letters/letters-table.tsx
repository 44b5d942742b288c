import { Checkbox, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type LetterView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { StateBadge } from '../../components/state-badge';
import { Code, Count, Id, Money, When } from '../../components/values';

interface Choice {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[], chosen: boolean) => void;
}

interface LettersTableProps {
  readonly letters: readonly LetterView[];
  readonly choice?: Choice;
}

function useChoiceColumn(letters: readonly LetterView[], choice: Choice): Column<LetterView> {
  const { t } = useTranslation();
  const chosen = letters.filter(({ id }) => choice.ids.has(id)).length;
  return {
    key: 'choice',
    width: 36,
    label: t('letters.choose'),
    header: (
      <Checkbox
        size="xs"
        aria-label={t('letters.chooseAll')}
        checked={chosen > 0 && chosen === letters.length}
        indeterminate={chosen > 0 && chosen < letters.length}
        onChange={(event) => {
          choice.toggle(
            letters.map(({ id }) => id),
            event.currentTarget.checked,
          );
        }}
      />
    ),
    cell: ({ id, errorCode, messageId }) => (
      <Checkbox
        size="xs"
        aria-label={t('letters.chooseOne', { name: `${errorCode} ${messageId ?? id}` })}
        checked={choice.ids.has(id)}
        onChange={(event) => {
          choice.toggle([id], event.currentTarget.checked);
        }}
      />
    ),
  };
}

function useLetterColumns(): Column<LetterView>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'error',
      header: t('field.error'),
      main: true,
      cell: ({ id, errorCode, errorMessage }) => (
        <Stack gap={1}>
          <Link to={`/dead-letters/${id}`} className="row-link">
            {errorCode}
          </Link>
          <Text size="sm" lineClamp={2} className="wrap-anywhere">
            {errorMessage}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'status',
      header: t('field.state'),
      cell: ({ status }) => <StateBadge area="letterStatus" value={status} />,
    },
    {
      key: 'type',
      header: t('field.message'),
      cell: ({ type, queue }) => (
        <Stack gap={1}>
          <Text size="sm">{type ?? t('groups.noType')}</Text>
          <Code>{queue}</Code>
        </Stack>
      ),
    },
    {
      key: 'deal',
      header: t('field.deal'),
      cell: ({ dealId, externalDealId }) => (
        <Id
          value={dealId ?? externalDealId}
          short
          what={t('field.deal')}
          to={dealId ? `/timeline/deal/${dealId}` : undefined}
        />
      ),
    },
    {
      key: 'money',
      header: t('field.amount'),
      numeric: true,
      cell: ({ amountKopecks }) => <Money kopecks={amountKopecks} />,
    },
    {
      key: 'attempts',
      header: t('field.attempts'),
      numeric: true,
      cell: ({ attempts }) => <Count of={attempts} />,
    },
    {
      key: 'last',
      header: t('field.lastFailed'),
      cell: ({ lastFailedAt }) => <When at={lastFailedAt} />,
    },
  ];
}

export function LettersTable({ letters, choice }: LettersTableProps) {
  const { t } = useTranslation();
  const columns = useLetterColumns();
  const none: Choice = { ids: new Set(), toggle: () => undefined };
  const choosing = useChoiceColumn(letters, choice ?? none);
  return (
    <DataTable
      caption={t('letters.caption')}
      columns={choice ? [choosing, ...columns] : columns}
      rows={letters}
      rowKey={({ id }) => id}
      empty={t('letters.empty')}
    />
  );
}
