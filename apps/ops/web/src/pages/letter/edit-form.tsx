import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type LetterView } from '../../api/types';
import { isReason } from '../../components/reason';
import { ProblemAlert } from '../../components/query-view';
import { EditSummary } from '../edits/edit-summary';

interface EditFormProps {
  readonly letter: LetterView;
  readonly body: string;
  readonly close: () => void;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A changed copy: the server checks it against the message's schema and says what differs. */
export function EditForm({ letter, body, close }: EditFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState(body);
  const [reason, setReason] = useState('');
  const saving = useMutation({
    mutationFn: () => api.createEdit(letter.id, text, reason.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: ['letter', letter.id] }),
  });
  if (saving.data) return <EditSummary edit={saving.data} bodies={{ before: body, after: text }} />;
  const problem = isJson(text) ? null : t('edit.notJson');
  const isComplete = problem === null && text !== body && isReason(reason);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) saving.mutate();
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t('edit.body')}
          description={t('edit.hint')}
          error={problem}
          autosize
          minRows={8}
          maxRows={28}
          spellCheck={false}
          classNames={{ input: 'code-input' }}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Textarea
          label={t('reason.label')}
          description={t('reason.hint')}
          required
          autosize
          minRows={1}
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {saving.isError && <ProblemAlert error={saving.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('action.back')}
          </Button>
          <Button type="submit" disabled={!isComplete} loading={saving.isPending}>
            {t('edit.check')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
