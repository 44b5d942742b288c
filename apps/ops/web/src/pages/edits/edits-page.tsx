import { NativeSelect, Paper } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/api';
import { EDIT_STATES, type EditView } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { MoreButton } from '../../components/more-button';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { StateBadge } from '../../components/state-badge';
import { Count, Id, When } from '../../components/values';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';
import { EditSummary } from './edit-summary';

function useEditColumns(): Column<EditView>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'id',
      header: t('field.edit'),
      main: true,
      cell: ({ id }) => <Id value={id} short what={t('field.edit')} to={`/edits/${id}`} />,
    },
    {
      key: 'state',
      header: t('field.state'),
      cell: ({ state }) => <StateBadge area="editState" value={state} />,
    },
    {
      key: 'letter',
      header: t('field.letter'),
      cell: ({ letterId }) => (
        <Id value={letterId} short what={t('field.letter')} to={`/dead-letters/${letterId}`} />
      ),
    },
    {
      key: 'changes',
      header: t('edit.changes'),
      numeric: true,
      cell: ({ diff }) => <Count of={diff.length} />,
    },
    { key: 'by', header: t('edit.by'), cell: ({ createdBy }) => createdBy },
    { key: 'at', header: t('field.time'), cell: ({ createdAt }) => <When at={createdAt} /> },
  ];
}

export function EditsPage() {
  const { t } = useTranslation();
  const words = useWords();
  const { read, change } = useAddress();
  const state = EDIT_STATES.find((known) => known === read('state'));
  const query = usePages(['edits', state], (after) => api.edits({ state, after }));
  const columns = useEditColumns();
  return (
    <Page title={t('nav.edits')} description={t('edit.description')}>
      <NativeSelect
        maw={260}
        label={t('field.state')}
        value={state ?? ''}
        data={[
          { value: '', label: t('filter.any') },
          ...EDIT_STATES.map((value) => ({ value, label: words('editState', value) })),
        ]}
        onChange={(event) => {
          change({ state: event.currentTarget.value });
        }}
      />
      <Paper withBorder p="md" className="section">
        <QueryView query={query}>
          {(pages) => (
            <>
              <DataTable
                caption={t('nav.edits')}
                columns={columns}
                rows={pages.flatMap(({ edits }) => edits)}
                rowKey={({ id }) => id}
                empty={t('edit.empty')}
              />
              <MoreButton query={query} />
            </>
          )}
        </QueryView>
      </Paper>
    </Page>
  );
}

export function EditPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['edits', 'one', id],
    queryFn: ({ signal }) => api.edit(id)(signal),
  });
  return (
    <Page title={t('edit.title')} description={t('edit.description')}>
      <Paper withBorder p="md" className="section">
        <QueryView query={query}>{(edit) => <EditSummary edit={edit} />}</QueryView>
      </Paper>
    </Page>
  );
}
