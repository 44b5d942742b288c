import { Alert, List, Paper, Stack, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconBell,
  IconBuildingBank,
  IconMailExclamation,
  IconPencil,
  IconPlayerPlay,
  IconScale,
  IconSend,
  IconSwitchHorizontal,
  IconTool,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/api';
import { TIMELINE_SUBJECTS, type TimelineKind, type TimelineView } from '../../api/types';
import { Facts } from '../../components/facts';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { StateBadge } from '../../components/state-badge';
import { Count, Id, Money, NOTHING } from '../../components/values';
import { oneOf } from '../../hooks/use-address';
import { TimelineEntryView } from './timeline-entry';
import { TimelineSearch } from './timeline-search';

const ICONS: Readonly<Record<TimelineKind, ComponentType<{ size: number }>>> = {
  webhook: IconArrowsExchange,
  command: IconSend,
  'bank-call': IconBuildingBank,
  state: IconSwitchHorizontal,
  'dead-letter': IconMailExclamation,
  replay: IconPlayerPlay,
  edit: IconPencil,
  notification: IconBell,
  drift: IconScale,
  repair: IconTool,
};

function Subject({ subject }: { subject: TimelineView['subject'] }) {
  const { t } = useTranslation();
  const name = t(`timeline.of.${subject.kind}`);
  return (
    <Facts
      facts={[
        { name, value: <Id value={subject.id} what={name} /> },
        {
          name: t('field.state'),
          value:
            subject.status === null ? (
              NOTHING
            ) : (
              <StateBadge area="entityStatus" value={subject.status} />
            ),
        },
        ...(subject.bankStatus
          ? [{ name: t('timeline.bankStatus'), value: subject.bankStatus }]
          : []),
        ...(subject.amountKopecks
          ? [{ name: t('field.amount'), value: <Money kopecks={subject.amountKopecks} /> }]
          : []),
        ...(subject.version
          ? [{ name: t('timeline.version'), value: <Count of={subject.version} /> }]
          : []),
      ]}
    />
  );
}

function Missing({ missing }: { missing: TimelineView['missing'] }) {
  const { t } = useTranslation();
  if (missing.length === 0) return null;
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('timeline.missing')}>
      <List size="sm">
        {missing.map(({ source, reason }) => (
          <List.Item key={source}>
            {source}: {reason}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Entries({ view }: { view: TimelineView }) {
  const { t } = useTranslation();
  if (view.entries.length === 0) return <Text c="dimmed">{t('timeline.empty')}</Text>;
  return (
    <ol className="timeline" aria-label={t('timeline.entries')}>
      {view.entries.map((entry, index) => {
        const Icon = ICONS[entry.kind] ?? IconSwitchHorizontal;
        return (
          <li key={`${entry.at}/${String(index)}`} data-kind={entry.kind}>
            <span className="timeline-icon" aria-hidden>
              <Icon size={15} />
            </span>
            <TimelineEntryView entry={entry} />
          </li>
        );
      })}
    </ol>
  );
}

export function TimelinePage() {
  const { t } = useTranslation();
  const parameters = useParams();
  const kind = oneOf(parameters.kind ?? '', TIMELINE_SUBJECTS);
  const id = parameters.id ?? '';
  const query = useQuery({
    queryKey: ['timeline', kind, id],
    queryFn: ({ signal }) => api.timeline(kind, id)(signal),
    enabled: id !== '',
    refetchInterval: 10_000,
  });
  return (
    <Page
      title={
        id === '' ? t('nav.timeline') : t('timeline.title', { kind: t(`timeline.of.${kind}`) })
      }
      description={t('timeline.description')}
    >
      <TimelineSearch key={`${kind}/${id}`} kind={kind} id={id} />
      {id !== '' && (
        <Paper withBorder p="md" className="section">
          <QueryView query={query} lines={12}>
            {(view) => (
              <Stack gap="md">
                <Subject subject={view.subject} />
                <Missing missing={view.missing} />
                <Entries view={view} />
              </Stack>
            )}
          </QueryView>
        </Paper>
      )}
    </Page>
  );
}
