import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '../../api/api';
import { type LetterDetails } from '../../api/types';
import { Page } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { StateBadge } from '../../components/state-badge';
import { Id } from '../../components/values';
import { PlanButton } from '../letters/plan-button';
import { BodySection } from './body-section';
import { LetterFacts } from './letter-facts';
import { LetterHistory } from './letter-history';

function LetterVerbs({ letter }: { letter: LetterDetails }) {
  const { t } = useTranslation();
  const selection = { ids: [letter.id] };
  const refusal = letter.status === 'open' ? null : t('plan.notOpen');
  if (letter.status === 'discarded') {
    return <PlanButton kind="restore" selection={selection} size="sm" />;
  }
  return (
    <>
      <PlanButton
        kind="discard"
        selection={selection}
        refusal={refusal}
        size="sm"
        variant="light"
      />
      <PlanButton kind="replay" selection={selection} refusal={refusal} size="sm" />
    </>
  );
}

export function LetterPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['letter', id],
    queryFn: ({ signal }) => api.letter(id)(signal),
    refetchInterval: (state) => (state.state.data?.status === 'replaying' ? 2000 : false),
  });
  const letter = query.data;
  return (
    <Page
      title={letter ? `${letter.errorCode} · ${letter.type ?? letter.queue}` : t('letter.title')}
      description={
        <Group gap="xs">
          {letter && <StateBadge area="letterStatus" value={letter.status} />}
          <Id value={id} what={t('field.letter')} />
        </Group>
      }
      actions={letter && <LetterVerbs letter={letter} />}
    >
      <QueryView query={query} lines={14}>
        {(data) => (
          <Stack gap="md">
            <LetterFacts letter={data} />
            <BodySection letter={data} />
            <LetterHistory letter={data} />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
