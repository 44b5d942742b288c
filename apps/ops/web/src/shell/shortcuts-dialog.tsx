import { Group, Kbd, Modal, Stack, Switch, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStoredFlag } from '../hooks/use-stored-flag';
import { PLACES } from './navigation';

function Keys({ of }: { of: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      {of.split(' ').map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </Group>
  );
}

/** The keys, and the way to switch them off for those whose speech or aids type letters. */
export function ShortcutsDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const [enabled, setEnabled] = useStoredFlag('shortcuts', true);
  const rows = [
    ...PLACES.map(({ key, name }) => ({ key, text: t(`nav.${name}`) })),
    { key: '/', text: t('find.title') },
    { key: '?', text: t('shortcuts.title') },
    { key: 'Esc', text: t('action.close') },
  ];
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        <Table aria-label={t('shortcuts.title')} verticalSpacing={5}>
          <Table.Tbody>
            {rows.map(({ key, text }) => (
              <Table.Tr key={key}>
                <Table.Td w={90}>
                  <Keys of={key} />
                </Table.Td>
                <Table.Td>{text}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          checked={enabled}
          onChange={(event) => {
            setEnabled(event.currentTarget.checked);
          }}
          label={t('shortcuts.enabled')}
        />
      </Stack>
    </Modal>
  );
}
