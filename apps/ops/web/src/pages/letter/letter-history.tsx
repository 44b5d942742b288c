import { useTranslation } from 'react-i18next';
import {
  type EarlierFailure,
  type LetterDetails,
  type LetterEdit,
  type LetterReplay,
} from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Code, Count, Id, When } from '../../components/values';

function Failures({ failures }: { failures: readonly EarlierFailure[] }) {
  const { t } = useTranslation();
  const columns: Column<EarlierFailure>[] = [
    { key: 'at', header: t('field.time'), width: 180, cell: ({ at }) => <When at={at} /> },
    {
      key: 'code',
      header: t('field.error'),
      main: true,
      cell: ({ errorCode }) => <Code>{errorCode}</Code>,
    },
    {
      key: 'text',
      wide: true,
      header: t('letter.errorMessage'),
      cell: ({ errorMessage }) => <span className="wrap-anywhere">{errorMessage}</span>,
    },
    {
      key: 'attempts',
      header: t('field.attempts'),
      numeric: true,
      cell: ({ attempts }) => <Count of={attempts} />,
    },
  ];
  return (
    <Section title={t('letter.earlier')}>
      <DataTable
        caption={t('letter.earlier')}
        columns={columns}
        rows={failures}
        rowKey={({ at, errorCode }) => `${at}/${errorCode}`}
        empty={t('letter.noEarlier')}
      />
    </Section>
  );
}

function Replays({ replays }: { replays: readonly LetterReplay[] }) {
  const { t } = useTranslation();
  const columns: Column<LetterReplay>[] = [
    { key: 'at', header: t('field.time'), width: 180, cell: ({ at }) => <When at={at} /> },
    {
      key: 'job',
      header: t('field.job'),
      main: true,
      cell: ({ jobId }) => <Id value={jobId} short what={t('field.job')} to={`/jobs/${jobId}`} />,
    },
    {
      key: 'result',
      header: t('field.result'),
      cell: ({ result }) => <StateBadge area="itemResult" value={result} />,
    },
    {
      key: 'code',
      header: t('field.error'),
      cell: ({ errorCode }) => <Code>{errorCode}</Code>,
    },
  ];
  return (
    <Section title={t('letter.replays')}>
      <DataTable
        caption={t('letter.replays')}
        columns={columns}
        rows={replays}
        rowKey={({ jobId }) => jobId}
        empty={t('letter.noReplays')}
      />
    </Section>
  );
}

function Edits({ edits }: { edits: readonly LetterEdit[] }) {
  const { t } = useTranslation();
  const columns: Column<LetterEdit>[] = [
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
    { key: 'by', header: t('edit.by'), cell: ({ by }) => by },
    { key: 'at', header: t('field.time'), cell: ({ at }) => <When at={at} /> },
    {
      key: 'copy',
      header: t('edit.copyId'),
      cell: ({ messageId }) => <Id value={messageId} short what={t('edit.copyId')} />,
    },
  ];
  return (
    <Section title={t('nav.edits')}>
      <DataTable
        caption={t('nav.edits')}
        columns={columns}
        rows={edits}
        rowKey={({ id }) => id}
        empty={t('letter.noEdits')}
      />
    </Section>
  );
}

export function LetterHistory({ letter }: { letter: LetterDetails }) {
  return (
    <>
      <Failures failures={letter.earlierFailures} />
      <Replays replays={letter.replays} />
      <Edits edits={letter.edits} />
    </>
  );
}
