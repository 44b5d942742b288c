import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type TimelineEntry } from '../../api/types';
import { StateBadge } from '../../components/state-badge';
import { Code, Id, Money, NOTHING, When } from '../../components/values';
import { useWords } from '../../i18n/use-words';
import { pathOfCause, pathOfId } from './links';

function Detail({ name, value }: { name: string; value: string | number | null }) {
  if (value === null) return <>{NOTHING}</>;
  if (name.endsWith('Kopecks')) return <Money kopecks={String(value)} />;
  if (/(At|Since)$/.test(name) && typeof value === 'string') return <When at={value} />;
  return <Code>{String(value)}</Code>;
}

/** Ids and details of one entry, each by its name. */
function Particulars({ entry }: { entry: TimelineEntry }) {
  const words = useWords();
  const ids = Object.entries(entry.ids);
  // What has no value says nothing.
  const details = Object.entries(entry.details).filter(([, value]) => value !== null);
  if (ids.length + details.length === 0) return null;
  return (
    <dl className="particulars">
      {ids.map(([name, id]) => (
        <div key={name}>
          <dt>{words('idName', name)}</dt>
          <dd>
            <Id value={id} short what={words('idName', name)} to={pathOfId(name, id)} />
          </dd>
        </div>
      ))}
      {details.map(([name, value]) => (
        <div key={name}>
          <dt>{words('detailName', name)}</dt>
          <dd>
            <Detail name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function TimelineEntryView({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const words = useWords();
  const { cause, status, kind, title, at } = entry;
  return (
    <Stack gap={4}>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <Text fw={600} size="sm">
            {title}
          </Text>
          {status !== null && <StateBadge area="entityStatus" value={status} />}
        </Group>
        <Text size="sm" c="dimmed" component="div">
          <When at={at} />
        </Text>
      </Group>
      <Text size="sm" c="dimmed" component="div">
        {words('timelineKind', kind)}
        {cause !== null && (
          <Group gap={4} component="span" display="inline-flex" ml={6}>
            · {t('timeline.cause')} {words('causeKind', cause.kind)}
            <Id
              value={cause.id}
              short
              what={words('causeKind', cause.kind)}
              to={pathOfCause(cause.kind, cause.id)}
            />
          </Group>
        )}
      </Text>
      <Particulars entry={entry} />
    </Stack>
  );
}
