import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { DRIFT_CLASSES, DRIFT_STATUSES, type DriftView, type Evidence } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { MoreButton } from '../../components/more-button';
import { QueryView } from '../../components/query-view';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { toneOf } from '../../components/tone';
import { Age, Id, Money } from '../../components/values';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';
import { DriftVerbs } from './drift-verbs';

/** The class in a sentence: in the reader's language where we have it, else as the server says it. */
function DriftName({ drift }: { drift: DriftView }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const isKnown = i18n.exists(`words.driftSentence.${drift.class}`);
  return (
    <Stack gap={1}>
      <Text size="sm" fw={600}>
        {words('driftClass', drift.class)}
      </Text>
      <Text size="sm">{isKnown ? words('driftSentence', drift.class) : drift.sentence}</Text>
      <EvidenceLine side={t('reconcile.ours')} evidence={drift.ours} />
      <EvidenceLine side={t('reconcile.bank')} evidence={drift.bank} />
      {drift.note !== null && (
        <Text size="sm" className="note">
          {drift.note} <span className="quiet">— {drift.resolvedBy}</span>
        </Text>
      )}
    </Stack>
  );
}

/** What one side had when it was compared. */
function EvidenceLine({ side, evidence }: { side: string; evidence: Evidence }) {
  const facts = Object.entries(evidence).filter(([, value]) => value !== null);
  if (facts.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" className="wrap-anywhere">
      {side}: {facts.map(([name, value]) => `${name} ${String(value)}`).join(', ')}
    </Text>
  );
}

function Subject({ drift }: { drift: DriftView }) {
  const { t } = useTranslation();
  const { dealId, payoutId, selfEmployedId, subject } = drift;
  if (payoutId) {
    return (
      <Id value={payoutId} short what={t('field.payout')} to={`/timeline/payout/${payoutId}`} />
    );
  }
  if (dealId) {
    return <Id value={dealId} short what={t('field.deal')} to={`/timeline/deal/${dealId}`} />;
  }
  const to = selfEmployedId ? `/timeline/self-employed/${selfEmployedId}` : undefined;
  return <Id value={selfEmployedId ?? subject.id} short what={subject.kind} to={to} />;
}

function useDriftColumns(): Column<DriftView>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    {
      key: 'class',
      header: t('reconcile.class'),
      main: true,
      width: '34%',
      cell: (drift) => <DriftName drift={drift} />,
    },
    {
      key: 'status',
      header: t('field.state'),
      cell: ({ status }) => (
        <StateBadge
          area="driftStatus"
          value={status}
          tone={status === 'open' ? 'bad' : toneOf(status)}
        />
      ),
    },
    {
      key: 'policy',
      header: t('reconcile.policy'),
      cell: ({ action }) => words('policy', action),
    },
    { key: 'subject', header: t('reconcile.subject'), cell: (drift) => <Subject drift={drift} /> },
    {
      key: 'money',
      header: t('field.amount'),
      numeric: true,
      cell: ({ amountKopecks }) => <Money kopecks={amountKopecks} />,
    },
    {
      key: 'age',
      header: t('groups.age'),
      numeric: true,
      cell: ({ openedAt, firstSeenAt }) => <Age since={openedAt ?? firstSeenAt} />,
    },
    {
      key: 'verbs',
      wide: true,
      header: t('field.actions'),
      cell: (drift) => <DriftVerbs drift={drift} />,
    },
  ];
}

function DriftFilters() {
  const { t } = useTranslation();
  const words = useWords();
  const { read, change } = useAddress();
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label={t('field.state')}
        value={read('status')}
        data={[
          { value: '', label: t('filter.any') },
          ...DRIFT_STATUSES.map((value) => ({ value, label: words('driftStatus', value) })),
        ]}
        onChange={(event) => {
          change({ status: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('reconcile.class')}
        value={read('class')}
        data={[
          { value: '', label: t('reconcile.anyClass') },
          ...DRIFT_CLASSES.map((value) => ({ value, label: words('driftClass', value) })),
        ]}
        onChange={(event) => {
          change({ class: event.currentTarget.value });
        }}
      />
    </Group>
  );
}

export function DriftsSection() {
  const { t } = useTranslation();
  const { read } = useAddress();
  const filter = {
    status: read('status'),
    class: read('class'),
    dealId: read('dealId'),
    run: read('run'),
  };
  const query = usePages(['drifts', filter], (after) => api.drifts({ ...filter, after }), 15_000);
  const columns = useDriftColumns();
  return (
    <Section title={t('reconcile.drifts')} aside={<DriftFilters />}>
      <QueryView query={query} lines={8}>
        {(pages) => (
          <>
            <DataTable
              caption={t('reconcile.drifts')}
              columns={columns}
              rows={pages.flatMap(({ drifts }) => drifts)}
              rowKey={({ driftId }) => driftId}
              empty={t('reconcile.noDrift')}
            />
            <MoreButton query={query} />
          </>
        )}
      </QueryView>
    </Section>
  );
}
