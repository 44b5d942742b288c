import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type GroupView } from '../../api/types';
import { ProblemAlert } from '../../components/query-view';

export function NoteDialog({ group, close }: { group: GroupView | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={group !== null}
      onClose={close}
      title={t('groups.noteTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      centered
    >
      {group && <NoteForm group={group} close={close} />}
    </Modal>
  );
}

function NoteForm({ group, close }: { group: GroupView; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState(group.note ?? '');
  const writing = useMutation({
    mutationFn: () => api.writeNote(group.key ?? '', text),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['groups'] });
      await client.invalidateQueries({ queryKey: ['overview'] });
      close();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        writing.mutate();
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t('groups.note')}
          description={t('groups.noteHint')}
          autosize
          minRows={3}
          maxLength={2000}
          data-autofocus
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        {writing.isError && <ProblemAlert error={writing.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('action.back')}
          </Button>
          <Button type="submit" loading={writing.isPending}>
            {t('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
