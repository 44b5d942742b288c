import { Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { type RunView, type ScopeStats } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { GatedButton } from '../../components/gated-button';
import { QueryView } from '../../components/query-view';
import { ReasonDialog } from '../../components/reason-dialog';
import { Section } from '../../components/section';
import { StateBadge } from '../../components/state-badge';
import { Count, When } from '../../components/values';
import { shortId } from '../../format/format';
import { useWords } from '../../i18n/use-words';

const SHOWN = 20;

/** Over all scopes of the run. */
function counted(run: RunView, key: keyof ScopeStats): number {
  return Object.values(run.stats).reduce((sum, stats) => sum + stats[key], 0);
}

function RunName({ run }: { run: RunView }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Stack gap={1}>
      <Link to={`/reconciliation?run=${encodeURIComponent(run.runId)}`} className="row-link">
        {words('scope', run.scope)} · {shortId(run.runId)}
      </Link>
      {run.suspect.map(({ scope, reason }) => (
        <Text key={scope} size="sm" c="var(--mantine-color-error)">
          {t('reconcile.suspect', { scope: words('scope', scope), reason })}
        </Text>
      ))}
      {run.braked && <Braked run={run} />}
    </Stack>
  );
}

/** The brake made proposals of everything: a person decides about all of them with one word. */
function Braked({ run }: { run: RunView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'approve' | 'reject' | null>(null);
  const verb = asked ?? 'reject';
  return (
    <>
      <Text size="sm" c="var(--mantine-color-error)">
        {t('reconcile.braked')}
      </Text>
      <Group gap={6}>
        {(['approve', 'reject'] as const).map((name) => (
          <GatedButton
            key={name}
            needs="approver"
            size="xs"
            variant="default"
            onClick={() => {
              setAsked(name);
            }}
          >
            {t(`reconcile.all.${name}`)}
          </GatedButton>
        ))}
      </Group>
      <ReasonDialog
        opened={asked !== null}
        close={() => {
          setAsked(null);
        }}
        title={t(`reconcile.all.${verb}`)}
        confirm={t(`reconcile.all.${verb}`)}
        danger
        act={async (reason) => {
          await api.resolveRun(run.runId, verb, reason);
          for (const key of ['drifts', 'report', 'runs']) {
            await client.invalidateQueries({ queryKey: [key] });
          }
        }}
      >
        {t('reconcile.allExplained', { count: counted(run, 'proposed') })}
      </ReasonDialog>
    </>
  );
}

function useRunColumns(): Column<RunView>[] {
  const { t } = useTranslation();
  const figure = (key: keyof ScopeStats): Column<RunView> => ({
    key,
    header: t(`reconcile.${key}`),
    numeric: true,
    cell: (run) => <Count of={counted(run, key)} />,
  });
  return [
    { key: 'run', header: t('reconcile.run'), main: true, cell: (run) => <RunName run={run} /> },
    {
      key: 'state',
      header: t('field.state'),
      cell: ({ state }) => <StateBadge area="runState" value={state} />,
    },
    {
      key: 'started',
      header: t('job.started'),
      cell: ({ startedAt, requestedAt }) => <When at={startedAt ?? requestedAt} />,
    },
    {
      key: 'finished',
      header: t('job.finished'),
      cell: ({ finishedAt }) => <When at={finishedAt} />,
    },
    figure('compared'),
    figure('found'),
    figure('repaired'),
    figure('proposed'),
  ];
}

export function RunsSection() {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => api.runs(SHOWN)(signal),
    refetchInterval: 5000,
  });
  const columns = useRunColumns();
  return (
    <Section title={t('reconcile.runs')}>
      <QueryView query={query}>
        {({ runs }) => (
          <DataTable
            caption={t('reconcile.runs')}
            columns={columns}
            rows={runs}
            rowKey={({ runId }) => runId}
            empty={t('overview.noRun')}
          />
        )}
      </QueryView>
    </Section>
  );
}
