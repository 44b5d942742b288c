import { Alert, List, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EditView } from '../../api/types';
import { Facts } from '../../components/facts';
import { StateBadge } from '../../components/state-badge';
import { Id, NOTHING, When } from '../../components/values';
import { DiffTable } from './diff-table';
import { EditVerbs } from './edit-verbs';
import { withValues } from './edit-values';

interface EditSummaryProps {
  readonly edit: EditView;
  /** Both bodies, for somebody who has revealed the original and written the copy. */
  readonly bodies?: { readonly before: string; readonly after: string };
}

function EditFacts({ edit }: { edit: EditView }) {
  const { t } = useTranslation();
  const { id, letterId, state, messageId, decidedBy, sentBy } = edit;
  const letter = t('field.letter');
  return (
    <Facts
      facts={[
        { name: t('field.state'), value: <StateBadge area="editState" value={state} /> },
        {
          name: letter,
          value: <Id value={letterId} what={letter} to={`/dead-letters/${letterId}`} />,
        },
        {
          name: t('field.edit'),
          value: <Id value={id} what={t('field.edit')} to={`/edits/${id}`} />,
        },
        { name: t('edit.copyId'), value: <Id value={messageId} what={t('edit.copyId')} /> },
        { name: t('reason.label'), value: edit.reason },
        { name: t('edit.by'), value: edit.createdBy },
        { name: t('edit.at'), value: <When at={edit.createdAt} /> },
        { name: t('edit.decidedBy'), value: decidedBy ?? NOTHING },
        { name: t('edit.sentBy'), value: sentBy ?? NOTHING },
      ]}
    />
  );
}

/** A changed copy and what may be done with it now. */
export function EditSummary({ edit: given, bodies }: EditSummaryProps) {
  const { t } = useTranslation();
  const [changed, setChanged] = useState<EditView | null>(null);
  const edit = changed ?? given;
  const diff = bodies ? withValues(edit.diff, bodies) : edit.diff;
  return (
    <Stack gap="sm">
      <EditFacts edit={edit} />
      {edit.problems.length > 0 && (
        <Alert color="red" title={t('edit.problems')} role="alert">
          <List size="sm">
            {edit.problems.map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <DiffTable diff={diff} />
      <EditVerbs edit={edit} areValuesShown={diff.some(hasValue)} changed={setChanged} />
    </Stack>
  );
}

const hasValue = ({ before, after }: EditView['diff'][number]): boolean =>
  before !== undefined || after !== undefined;
