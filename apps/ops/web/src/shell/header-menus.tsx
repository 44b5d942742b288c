import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AppearanceMenus } from './appearance-menus';
import { PersonMenu } from './person-menu';

export function HeaderMenus({ openHelp }: { openHelp: () => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        component={Link}
        to="/find"
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="sm"
        aria-label={t('find.title')}
      >
        <IconSearch size={18} />
      </ActionIcon>
      <Tooltip label={t('shortcuts.title')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          visibleFrom="sm"
          onClick={openHelp}
          aria-label={t('shortcuts.title')}
        >
          <IconKeyboard size={18} />
        </ActionIcon>
      </Tooltip>
      <AppearanceMenus />
      <PersonMenu />
    </Group>
  );
}
