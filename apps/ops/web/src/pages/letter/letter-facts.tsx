import { SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LetterDetails } from '../../api/types';
import { Facts } from '../../components/facts';
import { Section } from '../../components/section';
import { Code, Count, Id, Money, When } from '../../components/values';

function FailureFacts({ letter }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  return (
    <Section title={t('letter.failure')}>
      <Text className="wrap-anywhere">{letter.errorMessage}</Text>
      <Facts
        facts={[
          { name: t('filter.errorCode'), value: <Code>{letter.errorCode}</Code> },
          { name: t('filter.bankErrorCode'), value: <Code>{letter.bankErrorCode}</Code> },
          { name: t('field.attempts'), value: <Count of={letter.attempts} /> },
          { name: t('letter.occurrences'), value: <Count of={letter.occurrences} /> },
          { name: t('letter.firstFailed'), value: <When at={letter.firstFailedAt} /> },
          { name: t('field.lastFailed'), value: <When at={letter.lastFailedAt} /> },
          {
            name: t('groups.by.cause'),
            value: (
              <Id
                value={letter.fingerprint}
                what={t('groups.by.cause')}
                to={`/dead-letters/list?status=open&fingerprint=${letter.fingerprint}`}
              />
            ),
          },
        ]}
      />
    </Section>
  );
}

function MessageFacts({ letter }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  return (
    <Section title={t('letter.message')}>
      <Facts
        facts={[
          { name: t('field.queue'), value: <Code>{letter.queue}</Code> },
          { name: t('filter.type'), value: <Code>{letter.type}</Code> },
          {
            name: t('filter.messageId'),
            value: <Id value={letter.messageId} what={t('filter.messageId')} />,
          },
          {
            name: t('letter.correlationId'),
            value: <Id value={letter.correlationId} what={t('letter.correlationId')} />,
          },
          { name: t('letter.exchange'), value: <Code>{letter.exchange}</Code> },
          { name: t('letter.routingKey'), value: <Code>{letter.routingKey}</Code> },
          { name: t('letter.trace'), value: <Code>{letter.traceparent}</Code> },
          { name: t('letter.stored'), value: <When at={letter.storedAt} /> },
        ]}
      />
    </Section>
  );
}

function BusinessFacts({ letter }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  const deal = letter.dealId ?? letter.externalDealId;
  const timeline = (kind: string, id: string | null) =>
    id === null ? undefined : `/timeline/${kind}/${encodeURIComponent(id)}`;
  return (
    <Section title={t('letter.business')}>
      <Facts
        facts={[
          {
            name: t('field.deal'),
            value: <Id value={deal} what={t('field.deal')} to={timeline('deal', deal)} />,
          },
          {
            name: t('field.payout'),
            value: (
              <Id
                value={letter.payoutId}
                what={t('field.payout')}
                to={timeline('payout', letter.payoutId)}
              />
            ),
          },
          {
            name: t('field.selfEmployed'),
            value: (
              <Id
                value={letter.selfEmployedId}
                what={t('field.selfEmployed')}
                to={timeline('self-employed', letter.selfEmployedId)}
              />
            ),
          },
          {
            name: t('letter.externalPayment'),
            value: <Id value={letter.externalPaymentId} what={t('letter.externalPayment')} />,
          },
          { name: t('field.amount'), value: <Money kopecks={letter.amountKopecks} /> },
        ]}
      />
    </Section>
  );
}

export function LetterFacts({ letter }: { letter: LetterDetails }) {
  return (
    <>
      <FailureFacts letter={letter} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <MessageFacts letter={letter} />
        <BusinessFacts letter={letter} />
      </SimpleGrid>
    </>
  );
}
