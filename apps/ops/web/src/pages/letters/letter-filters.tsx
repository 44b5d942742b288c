import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LETTER_STATUSES, type LetterFilter } from '../../api/types';
import { looksPersonal } from '../../format/personal-data';
import { fromLocalInput, toLocalInput } from '../../format/local-time';
import { useWords } from '../../i18n/use-words';

export const TEXT_FILTERS = [
  'queue',
  'type',
  'errorCode',
  'bankErrorCode',
  'dealId',
  'payoutId',
  'messageId',
  'fingerprint',
  'text',
] as const;

interface LetterFiltersProps {
  readonly filter: LetterFilter;
  readonly apply: (filter: Record<string, string | null>) => void;
}

type Draft = Record<string, string>;

const SHORTEST_TEXT = 3;

/** What cannot be searched for: the text becomes part of an address, which people share. */
function problemOf(text = ''): 'personal' | 'short' | null {
  if (looksPersonal(text)) return 'personal';
  return text !== '' && text.length < SHORTEST_TEXT ? 'short' : null;
}

function draftOf(filter: LetterFilter): Draft {
  return {
    ...(filter as Draft),
    since: toLocalInput(filter.since),
    until: toLocalInput(filter.until),
  };
}

export function LetterFilters({ filter, apply }: LetterFiltersProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [draft, setDraft] = useState<Draft>(() => draftOf(filter));
  const problem = problemOf(draft.text);
  const field = (name: string) => ({
    label: t(`filter.${name}` as 'filter.queue'),
    size: 'sm' as const,
    value: draft[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (): void => {
    if (problem !== null) return;
    const names = ['status', ...TEXT_FILTERS];
    apply({
      ...Object.fromEntries(names.map((name) => [name, draft[name]?.trim() ?? null])),
      since: fromLocalInput(draft.since),
      until: fromLocalInput(draft.until),
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" verticalSpacing={8}>
          <NativeSelect
            {...field('status')}
            data={[
              { value: '', label: t('filter.any') },
              ...LETTER_STATUSES.map((value) => ({ value, label: words('letterStatus', value) })),
            ]}
          />
          {TEXT_FILTERS.map((name) => (
            <TextInput
              key={name}
              {...field(name)}
              spellCheck={false}
              autoComplete="off"
              error={name === 'text' && problem !== null && t(`filter.problem.${problem}`)}
            />
          ))}
          <TextInput type="datetime-local" {...field('since')} />
          <TextInput type="datetime-local" {...field('until')} />
        </SimpleGrid>
        <Group gap="xs">
          <Button type="submit" size="sm" leftSection={<IconSearch size={16} aria-hidden />}>
            {t('filter.apply')}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconFilterOff size={16} aria-hidden />}
            onClick={() => {
              setDraft({});
              const names = ['status', 'since', 'until', ...TEXT_FILTERS];
              apply(Object.fromEntries(names.map((name) => [name, null])));
            }}
          >
            {t('filter.clear')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
