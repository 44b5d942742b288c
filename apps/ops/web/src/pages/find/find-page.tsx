import { Button, Group, List, Paper, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { ApiProblem } from '../../api/http';
import { Page } from '../../components/page';
import { ProblemAlert } from '../../components/query-view';
import { looksPersonal } from '../../format/personal-data';
import { useAddress } from '../../hooks/use-address';

type Read = (signal?: AbortSignal) => Promise<unknown>;

interface Place {
  readonly name:
    | 'letter'
    | 'messages'
    | 'deal'
    | 'payout'
    | 'selfEmployed'
    | 'job'
    | 'event'
    | 'ofDeal'
    | 'ofPayout';
  readonly to: string;
  readonly read: Read;
}

const nonEmpty =
  (read: Read): Read =>
  async (signal) => {
    const { deadLetters } = (await read(signal)) as { deadLetters: unknown[] };
    return deadLetters.length > 0 ? deadLetters : null;
  };

/** Everything an id may be; each place is asked, and those that know it are shown. */
function placesOf(id: string): Place[] {
  const at = encodeURIComponent(id);
  const list = (name: string) => `/dead-letters/list?${name}=${at}`;
  return [
    { name: 'letter', to: `/dead-letters/${at}`, read: api.letter(id) },
    {
      name: 'messages',
      to: list('messageId'),
      read: nonEmpty(api.letters({ messageId: id, limit: 1 })),
    },
    { name: 'ofDeal', to: list('dealId'), read: nonEmpty(api.letters({ dealId: id, limit: 1 })) },
    {
      name: 'ofPayout',
      to: list('payoutId'),
      read: nonEmpty(api.letters({ payoutId: id, limit: 1 })),
    },
    { name: 'deal', to: `/timeline/deal/${at}`, read: api.timeline('deal', id) },
    { name: 'payout', to: `/timeline/payout/${at}`, read: api.timeline('payout', id) },
    {
      name: 'selfEmployed',
      to: `/timeline/self-employed/${at}`,
      read: api.timeline('self-employed', id),
    },
    { name: 'job', to: `/jobs/${at}`, read: api.job(id) },
    { name: 'event', to: `/events/${at}`, read: api.event(id) },
  ];
}

const isUnknown = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 404 || error.status === 400);

function useFound(id: string) {
  const places = id === '' ? [] : placesOf(id);
  const queries = useQueries({
    queries: places.map(({ name, read }) => ({
      queryKey: ['find', id, name],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        try {
          return (await read(signal)) ?? null;
        } catch (error) {
          if (isUnknown(error)) return null;
          throw error;
        }
      },
      retry: false,
    })),
  });
  return {
    found: places.filter((_, index) => queries[index]?.data),
    isSearching: queries.some(({ isPending }) => isPending),
    problem: queries.find(({ isError }) => isError)?.error ?? null,
  };
}

function Found({ id }: { id: string }) {
  const { t } = useTranslation();
  const { found, isSearching, problem } = useFound(id);
  return (
    <Paper withBorder p="md" className="section">
      <Text size="sm" c="dimmed" role="status">
        {isSearching ? t('find.searching') : t('find.found', { count: found.length })}
      </Text>
      {problem !== null && <ProblemAlert error={problem} />}
      <List mt="xs" spacing={6}>
        {found.map(({ name, to }) => (
          <List.Item key={name}>
            <Link to={to}>{t(`find.place.${name}`)}</Link>
          </List.Item>
        ))}
      </List>
      {!isSearching && found.length === 0 && <Text size="sm">{t('find.nothing')}</Text>}
    </Paper>
  );
}

export function FindPage() {
  const { t } = useTranslation();
  const { read, change } = useAddress();
  const id = read('id');
  const [text, setText] = useState(id);
  const isRefused = looksPersonal(text) || looksPersonal(id);
  return (
    <Page title={t('find.title')} description={t('find.description')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRefused) change({ id: text.trim() });
        }}
      >
        <Group gap="sm" align="flex-start">
          <TextInput
            flex="1 1 280px"
            maw={520}
            aria-label={t('find.label')}
            placeholder={t('find.placeholder')}
            spellCheck={false}
            autoComplete="off"
            error={isRefused ? t('find.personal') : undefined}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            {t('find.title')}
          </Button>
        </Group>
      </form>
      {id !== '' && !isRefused && <Found key={id} id={id} />}
    </Page>
  );
}
