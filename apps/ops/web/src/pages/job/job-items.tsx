import { NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { ITEM_RESULTS, type JobItem, type JobView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { MoreButton } from '../../components/more-button';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Code, Count, NOTHING, When } from '../../components/values';
import { shortId } from '../../format/format';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';

const POLL_MS = 2000;
const PAGE = 25;

function useItemColumns(): Column<JobItem>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    {
      key: 'position',
      header: '№',
      numeric: true,
      width: 70,
      cell: ({ position }) => <Count of={position} />,
    },
    {
      key: 'letter',
      header: t('field.letter'),
      main: true,
      cell: ({ letterId, messageId }) => (
        <Link
          to={`/dead-letters/${letterId}`}
          className="row-link id-link short"
          title={messageId ?? letterId}
        >
          {shortId(messageId ?? letterId)}
        </Link>
      ),
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
      key: 'verdict',
      header: t('plan.verdict'),
      cell: ({ verdict }) => (verdict === null ? NOTHING : words('verdict', verdict)),
    },
    {
      key: 'result',
      header: t('field.result'),
      cell: ({ result }) => <StateBadge area="itemResult" value={result} />,
    },
    {
      key: 'error',
      wide: true,
      header: t('field.error'),
      cell: ({ errorCode, errorMessage }) =>
        errorCode === null ? (
          NOTHING
        ) : (
          <Stack gap={1}>
            <Code>{errorCode}</Code>
            <Text size="sm" lineClamp={2} className="wrap-anywhere">
              {errorMessage}
            </Text>
          </Stack>
        ),
    },
    { key: 'settled', header: t('job.settled'), cell: ({ settledAt }) => <When at={settledAt} /> },
  ];
}

/** One line per message of the job. */
export function JobItems({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const words = useWords();
  const { read, change } = useAddress();
  const result = ITEM_RESULTS.find((known) => known === read('result'));
  const query = usePages(
    ['job-items', job.id, result, job.state],
    (after) => api.jobItems(job.id, { result, after, limit: PAGE }),
    job.state === 'running' ? POLL_MS : false,
  );
  const columns = useItemColumns();
  return (
    <Section
      title={t('job.items')}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('field.result')}
          value={result ?? ''}
          data={[
            { value: '', label: t('job.allResults') },
            ...ITEM_RESULTS.map((value) => ({ value, label: words('itemResult', value) })),
          ]}
          onChange={(event) => {
            change({ result: event.currentTarget.value });
          }}
        />
      }
    >
      <QueryView query={query} lines={8}>
        {(pages) => (
          <>
            <DataTable
              caption={t('job.items')}
              columns={columns}
              rows={pages.flatMap(({ items }) => items)}
              rowKey={({ letterId }) => letterId}
              empty={t('job.noItems')}
            />
            <MoreButton query={query} />
          </>
        )}
      </QueryView>
    </Section>
  );
}
