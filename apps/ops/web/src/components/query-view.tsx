import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText } from './problem-text';

export function ProblemAlert({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { title, detail, whatToDo } = problemText(error, t);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        {detail !== null && <Text size="sm">{detail}</Text>}
        <Text size="sm">{whatToDo}</Text>
        {retry && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={retry}
          >
            {t('action.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** In place of a page that could not be read. */
export function QueryFailed({ error, retry }: { error: unknown; retry: () => void }) {
  return <ProblemAlert error={error} retry={retry} />;
}

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
  /** Lines of the skeleton, about as high as what will come, so that nothing jumps. */
  readonly lines?: number;
}

/** What every read has: a skeleton while it loads, a reason and a way out when it failed, the data. */
export function QueryView<T>({ query, children, lines = 6 }: QueryViewProps<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) {
    return <QueryFailed error={query.error} retry={() => void query.refetch()} />;
  }
  return (
    <Stack gap="xs" role="status" aria-busy="true" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={34} radius="sm" />
      ))}
    </Stack>
  );
}
