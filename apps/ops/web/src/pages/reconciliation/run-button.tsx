import { Group, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconScale } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type Scope, SCOPES } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { problemText } from '../../components/problem-text';
import { oneOf } from '../../hooks/use-address';
import { useWords } from '../../i18n/use-words';

export function RunButton() {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const [scope, setScope] = useState<Scope>('deals');
  const starting = useMutation({
    mutationFn: () => api.runReconciliation(scope),
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: t('reconcile.asked') });
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
    onError: (error) => {
      const { title, detail, whatToDo } = problemText(error, t);
      notifications.show({ color: 'red', title, message: detail ?? whatToDo });
    },
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <NativeSelect
        size="sm"
        aria-label={t('reconcile.scope')}
        value={scope}
        data={SCOPES.map((value) => ({ value, label: words('scope', value) }))}
        onChange={(event) => {
          setScope(oneOf(event.currentTarget.value, SCOPES));
        }}
      />
      <GatedButton
        needs="operator"
        size="sm"
        leftSection={<IconScale size={16} aria-hidden />}
        loading={starting.isPending}
        onClick={() => {
          starting.mutate();
        }}
      >
        {t('reconcile.runNow')}
      </GatedButton>
    </Group>
  );
}
