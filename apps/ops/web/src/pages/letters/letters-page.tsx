import { Accordion, Badge, Group, Paper, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api } from '../../api/api';
import { LETTER_STATUSES, type LetterFilter } from '../../api/types';
import { MoreButton } from '../../components/more-button';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { LetterFilters, TEXT_FILTERS } from './letter-filters';
import { LetterVerbs } from './letter-verbs';
import { LettersNav } from './letters-nav';
import { LettersTable } from './letters-table';

const NAMES = ['status', 'since', 'until', ...TEXT_FILTERS] as const;

/** The filter as the address has it; a status that does not exist is none. */
function useFilter(): LetterFilter {
  const [parameters] = useSearchParams();
  return useMemo(() => {
    const entries = NAMES.map((name) => [name, parameters.get(name)] as const).filter(
      ([name, value]) =>
        value && (name !== 'status' || LETTER_STATUSES.some((status) => status === value)),
    );
    return Object.fromEntries(entries);
  }, [parameters]);
}

function useChoice() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = (changed: readonly string[], chosen: boolean): void => {
    setIds((before) => {
      const after = new Set(before);
      for (const id of changed) {
        if (chosen) after.add(id);
        else after.delete(id);
      }
      return after;
    });
  };
  return { ids, toggle };
}

export function LettersPage() {
  const { t } = useTranslation();
  const filter = useFilter();
  const { change } = useAddress();
  const choice = useChoice();
  const query = usePages(['letters', filter], (after) => api.letters({ ...filter, after }));
  const filters = Object.keys(filter).length;
  const address = JSON.stringify(filter);
  return (
    <Page title={t('nav.letters')} description={t('letters.description')}>
      <LettersNav at="list" />
      <Accordion variant="contained" defaultValue={null}>
        <Accordion.Item value="filters">
          <Accordion.Control>
            <Group gap="xs">
              {t('filter.title')}
              {filters > 0 && (
                <Badge variant="light" size="sm">
                  {filters}
                </Badge>
              )}
              <Text size="sm" c="dimmed" className="wrap-anywhere">
                {Object.entries(filter)
                  .map(([name, value]) => `${t(`filter.${name}` as 'filter.queue')}: ${value}`)
                  .join(' · ')}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <LetterFilters key={address} filter={filter} apply={change} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      <Paper withBorder p="md" className="section">
        <Stack gap="sm">
          <LetterVerbs filter={filter} chosen={choice.ids} />
          <QueryView query={query} lines={10}>
            {(pages) => (
              <>
                <LettersTable
                  letters={pages.flatMap(({ deadLetters }) => deadLetters)}
                  choice={choice}
                />
                <MoreButton query={query} />
              </>
            )}
          </QueryView>
        </Stack>
      </Paper>
    </Page>
  );
}
