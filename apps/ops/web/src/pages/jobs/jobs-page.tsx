import { Group, NativeSelect, Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { JOB_KINDS, JOB_STATES } from '../../api/types';
import { MoreButton } from '../../components/more-button';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';
import { JobsTable } from './jobs-table';

const POLL_MS = 5000;

export function JobsPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { read, change } = useAddress();
  const state = JOB_STATES.find((known) => known === read('state'));
  const kind = JOB_KINDS.find((known) => known === read('kind'));
  const query = usePages(
    ['jobs', state, kind],
    (after) => api.jobs({ state, kind, after }),
    POLL_MS,
  );
  return (
    <Page title={t('nav.jobs')} description={t('job.description')}>
      <Group gap="sm">
        <NativeSelect
          label={t('field.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...JOB_STATES.map((value) => ({ value, label: words('jobState', value) })),
          ]}
          onChange={(event) => {
            change({ state: event.currentTarget.value });
          }}
        />
        <NativeSelect
          label={t('field.kind')}
          value={kind ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...JOB_KINDS.map((value) => ({ value, label: words('jobKind', value) })),
          ]}
          onChange={(event) => {
            change({ kind: event.currentTarget.value });
          }}
        />
      </Group>
      <Paper withBorder p="md" className="section">
        <QueryView query={query}>
          {(pages) => (
            <>
              <JobsTable jobs={pages.flatMap(({ jobs }) => jobs)} />
              <MoreButton query={query} />
            </>
          )}
        </QueryView>
      </Paper>
    </Page>
  );
}
