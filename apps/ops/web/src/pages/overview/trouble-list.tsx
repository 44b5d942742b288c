import { Alert, List } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatSpan } from '../../format/format';
import { useWords } from '../../i18n/use-words';
import { type Trouble } from './troubles';

const PLACES: Readonly<Record<Trouble['kind'], string | null>> = {
  serviceDown: null,
  outboxLag: null,
  noConsumer: null,
  breaker: '/bank',
  certificate: '/bank',
  letters: '/dead-letters',
  drift: '/reconciliation',
};

function useTroubleText() {
  const { t, i18n } = useTranslation();
  const words = useWords();
  return (trouble: Trouble): string => {
    switch (trouble.kind) {
      case 'serviceDown':
        return t('overview.trouble.serviceDown', { name: trouble.name, text: trouble.text });
      case 'outboxLag':
        return t('overview.trouble.outboxLag', {
          name: trouble.name,
          span: formatSpan(trouble.seconds, i18n.language),
        });
      case 'noConsumer':
        return t('overview.trouble.noConsumer', { name: trouble.name, count: trouble.ready });
      case 'breaker':
        return t('overview.trouble.breaker', { state: words('breakerState', trouble.state) });
      case 'certificate':
        return t('overview.trouble.certificate', { count: trouble.days });
      case 'letters':
        return t('overview.trouble.letters', {
          count: trouble.count,
          groups: t('overview.groupCount', { count: trouble.groups }),
        });
      case 'drift':
        return t('overview.trouble.drift', { count: trouble.count });
    }
  };
}

/** The first thing to read at three in the morning. */
export function TroubleList({ troubles }: { troubles: readonly Trouble[] }) {
  const { t } = useTranslation();
  const text = useTroubleText();
  if (troubles.length === 0) {
    return (
      <Alert
        color="teal"
        icon={<IconCircleCheck aria-hidden />}
        title={t('overview.allWell')}
        role="status"
      />
    );
  }
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('overview.attention', { count: troubles.length })}
      role="status"
    >
      <List size="sm" spacing={4}>
        {troubles.map((trouble) => {
          const to = PLACES[trouble.kind];
          const line = text(trouble);
          return (
            <List.Item key={line}>{to === null ? line : <Link to={to}>{line}</Link>}</List.Item>
          );
        })}
      </List>
    </Alert>
  );
}
