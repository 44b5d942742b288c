import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { queryText } from '../../api/http';
import { type Grouping, type GroupView } from '../../api/types';
import { Code, When } from '../../components/values';
import { filterOfGroup } from './group-filter';

/** What a group has in common, leading to its letters. */
export function GroupName({ by, group }: { by: Grouping; group: GroupView }) {
  const { t } = useTranslation();
  const filter = filterOfGroup(by, group.key);
  const name = by === 'cause' ? (group.errorCode ?? group.key) : group.key;
  const title =
    by === 'hour' && group.key !== null ? <When at={group.key} /> : (name ?? t('groups.noValue'));
  return (
    <Stack gap={1}>
      {filter === null ? (
        <Text span size="sm" fw={600}>
          {title}
        </Text>
      ) : (
        <Link
          to={`/dead-letters/list${queryText({ status: group.open > 0 ? 'open' : null, ...filter })}`}
          className="row-link"
        >
          {title}
        </Link>
      )}
      {group.sampleMessage !== undefined && (
        <Text size="sm" lineClamp={3} className="wrap-anywhere">
          {group.sampleMessage}
        </Text>
      )}
      {group.queue !== undefined && (
        <Text size="sm" c="dimmed" component="div">
          <Code>{group.queue}</Code> · {group.type ?? t('groups.noType')}
          {group.bankErrorCode ? ` · ${group.bankErrorCode}` : ''}
        </Text>
      )}
      {group.note && (
        <Text size="sm" className="note">
          {group.note} <span className="quiet">— {group.noteBy}</span>
        </Text>
      )}
    </Stack>
  );
}
