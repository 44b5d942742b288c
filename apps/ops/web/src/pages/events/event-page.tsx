import { Alert, Paper, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconEye, IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/api';
import { type EventView, type RevealedEvent } from '../../api/types';
import { Facts } from '../../components/facts';
import { GatedButton } from '../../components/gated-button';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { ReasonDialog } from '../../components/reason-dialog';
import { StateBadge } from '../../components/state-badge';
import { Count, Id, NOTHING, When } from '../../components/values';
import { prettyBody } from '../../format/format';
import { CodeBlock } from '../letter/body-section';

function EventFacts({ event }: { event: EventView }) {
  const { t } = useTranslation();
  return (
    <Facts
      facts={[
        { name: t('filter.type'), value: event.type ?? NOTHING },
        {
          name: t('field.state'),
          value: <StateBadge area="eventState" value={event.state} />,
        },
        { name: t('event.received'), value: <When at={event.receivedAt} /> },
        { name: t('event.duplicates'), value: <Count of={event.duplicates} /> },
        { name: t('event.lastDuplicate'), value: <When at={event.lastDuplicateAt} /> },
        { name: t('event.redeliveries'), value: <Count of={event.redeliveries} /> },
        { name: t('event.lastRedelivery'), value: <When at={event.lastRedeliveredAt} /> },
        {
          name: t('event.deal'),
          value: (
            <Id
              value={event.externalDealId}
              what={t('event.deal')}
              to={`/find?id=${encodeURIComponent(event.externalDealId ?? '')}`}
            />
          ),
        },
        {
          name: t('event.payment'),
          value: <Id value={event.externalPaymentId} what={t('event.payment')} />,
        },
        { name: t('event.source'), value: event.sourceAddress },
        { name: t('event.size'), value: <Count of={event.size} /> },
      ]}
    />
  );
}

interface EventVerbsProps {
  readonly id: string;
  readonly refusal: string | null;
  readonly revealed: (body: RevealedEvent) => void;
}

function EventVerbs({ id, refusal, revealed }: EventVerbsProps) {
  const { t } = useTranslation();
  const [verb, setVerb] = useState<'reveal' | 'redeliver' | null>(null);
  const act = async (reason: string): Promise<void> => {
    if (verb === 'reveal') revealed(await api.revealEvent(id, reason));
    else {
      await api.redeliver(id, reason);
      notifications.show({ color: 'teal', message: t('event.redelivered') });
    }
  };
  const name = verb ?? 'reveal';
  return (
    <>
      <GatedButton
        needs="operator"
        size="sm"
        variant="default"
        leftSection={<IconEye size={16} aria-hidden />}
        onClick={() => {
          setVerb('reveal');
        }}
      >
        {t('event.verb.reveal')}
      </GatedButton>
      <GatedButton
        needs="operator"
        refusal={refusal}
        size="sm"
        leftSection={<IconRepeat size={16} aria-hidden />}
        onClick={() => {
          setVerb('redeliver');
        }}
      >
        {t('event.verb.redeliver')}
      </GatedButton>
      <ReasonDialog
        opened={verb !== null}
        close={() => {
          setVerb(null);
        }}
        title={t(`event.verb.${name}`)}
        confirm={t(`event.verb.${name}`)}
        act={act}
      >
        {t(`event.explain.${name}`)}
      </ReasonDialog>
    </>
  );
}

export function EventPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [body, setBody] = useState<RevealedEvent | null>(null);
  const query = useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.event(id)(signal),
  });
  const isQuarantined = typeof query.data?.quarantineReason === 'string';
  return (
    <Page
      title={query.data?.type ?? t('event.title')}
      description={<Id value={id} what={t('event.id')} />}
      actions={
        <EventVerbs
          id={id}
          refusal={isQuarantined ? t('event.quarantinedRefusal') : null}
          revealed={setBody}
        />
      }
    >
      <Paper withBorder p="md" className="section">
        <QueryView query={query}>
          {(event) => (
            <Stack gap="md">
              {event.quarantineReason !== null && (
                <Alert color="red" title={t('event.quarantined')}>
                  {event.quarantineReason}
                </Alert>
              )}
              <EventFacts event={event} />
              {body !== null && (
                <CodeBlock
                  label={t(body.encoding === 'base64' ? 'body.base64' : 'body.title')}
                  text={prettyBody(body.body)}
                />
              )}
            </Stack>
          )}
        </QueryView>
      </Paper>
    </Page>
  );
}
