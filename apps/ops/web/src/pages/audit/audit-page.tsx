import { Alert, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { type AuditRecord } from '../../api/types';
import { type Column, DataTable } from '../../components/data-table';
import { MoreButton } from '../../components/more-button';
import { Page } from '../../components/page';
import { ProblemAlert, QueryView } from '../../components/query-view';
import { StateBadge } from '../../components/state-badge';
import { Code, Id, NOTHING, When } from '../../components/values';
import { shortId } from '../../format/format';
import { looksPersonal } from '../../format/personal-data';
import { useAddress } from '../../hooks/use-address';
import { usePages } from '../../hooks/use-pages';
import { useWords } from '../../i18n/use-words';

const SUBJECTS: Readonly<Record<string, string>> = {
  job: '/jobs/',
  letter: '/dead-letters/',
  'dead-letter': '/dead-letters/',
  edit: '/edits/',
  event: '/events/',
};

/** `job:<id>` leads to the job. */
function Subject({ of }: { of: string | null }) {
  if (of === null) return <>{NOTHING}</>;
  const [kind = '', ...rest] = of.split(':');
  const path = SUBJECTS[kind];
  if (path === undefined || rest.length === 0) return <Code>{of}</Code>;
  return (
    <Link to={`${path}${encodeURIComponent(rest.join(':'))}`} className="id-link short" title={of}>
      {kind}:{shortId(rest.join(':'))}
    </Link>
  );
}

function useAuditColumns(): Column<AuditRecord>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    { key: 'seq', header: '№', numeric: true, width: 70, cell: ({ seq }) => String(seq) },
    { key: 'at', header: t('field.time'), cell: ({ at }) => <When at={at} /> },
    {
      key: 'actor',
      header: t('audit.actor'),
      cell: ({ actor }) => (
        <Stack gap={0}>
          <Text size="sm">{actor.name}</Text>
          <Text size="sm" c="dimmed">
            {words('role', actor.role)} · {actor.via}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'action',
      header: t('audit.action'),
      main: true,
      cell: ({ action }) => <Code>{action}</Code>,
    },
    { key: 'subject', header: t('audit.subject'), cell: ({ subject }) => <Subject of={subject} /> },
    {
      key: 'reason',
      wide: true,
      header: t('reason.label'),
      cell: ({ reason }) =>
        reason === null ? NOTHING : <span className="wrap-anywhere">{reason}</span>,
    },
    {
      key: 'outcome',
      header: t('audit.outcome'),
      cell: ({ outcome }) => <StateBadge area="auditAction" value={outcome} />,
    },
    {
      key: 'hash',
      header: t('start.hash'),
      cell: ({ hash }) => <Id value={hash} what={t('start.hash')} short />,
    },
  ];
}

/** Reads the whole chain at the server; says where it is broken. */
function Verification() {
  const { t } = useTranslation();
  const verifying = useMutation({ mutationFn: () => api.verifyAudit() });
  const verdict = verifying.data;
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={16} aria-hidden />}
          loading={verifying.isPending}
          onClick={() => {
            verifying.mutate();
          }}
        >
          {t('audit.verify')}
        </Button>
      </Group>
      {verifying.isError && <ProblemAlert error={verifying.error} />}
      {verdict && (
        <Alert
          role="status"
          color={verdict.ok ? 'teal' : 'red'}
          icon={verdict.ok ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />}
          title={t(verdict.ok ? 'audit.whole' : 'audit.broken', {
            count: verdict.checked,
            seq: verdict.firstBrokenSeq ?? '?',
          })}
        >
          {verdict.reason}
        </Alert>
      )}
    </Stack>
  );
}

function AuditFilters() {
  const { t } = useTranslation();
  const { read, change } = useAddress();
  const [actor, setActor] = useState(read('actor'));
  const [action, setAction] = useState(read('action'));
  const isRefused = looksPersonal(actor);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRefused) change({ actor: actor.trim(), action: action.trim() });
      }}
    >
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t('audit.actorId')}
          value={actor}
          error={isRefused ? t('find.personal') : undefined}
          onChange={(event) => {
            setActor(event.currentTarget.value);
          }}
        />
        <TextInput
          label={t('audit.action')}
          placeholder="job.start"
          value={action}
          onChange={(event) => {
            setAction(event.currentTarget.value);
          }}
        />
        <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
          {t('filter.apply')}
        </Button>
      </Group>
    </form>
  );
}

export function AuditPage() {
  const { t } = useTranslation();
  const { read } = useAddress();
  const filter = { actor: read('actor'), action: read('action') };
  const query = usePages(['audit', filter], (after) => api.audit({ ...filter, after }));
  const columns = useAuditColumns();
  return (
    <Page title={t('nav.audit')} description={t('audit.description')}>
      <Verification />
      <AuditFilters />
      <Paper withBorder p="md" className="section">
        <QueryView query={query} lines={10}>
          {(pages) => (
            <>
              <DataTable
                caption={t('nav.audit')}
                columns={columns}
                rows={pages.flatMap(({ records }) => records)}
                rowKey={({ seq }) => String(seq)}
                empty={t('audit.empty')}
              />
              <MoreButton query={query} />
            </>
          )}
        </QueryView>
      </Paper>
    </Page>
  );
}
