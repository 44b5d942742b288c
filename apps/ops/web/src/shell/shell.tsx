import { AppShell, Burger, Group, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { useKeySequences } from '../hooks/use-key-sequences';
import { useStoredFlag } from '../hooks/use-stored-flag';
import { Brand } from './brand';
import { HeaderMenus } from './header-menus';
import { NavigationList } from './navigation-list';
import { PLACES } from './navigation';
import { SEARCH_FIELD_ID, SearchField } from './search-field';
import { ShortcutsDialog } from './shortcuts-dialog';

/** On a wide screen the field of the header, on a phone the page for it. */
function focusSearch(openPage: () => void): void {
  const field = document.getElementById(SEARCH_FIELD_ID);
  if (field?.checkVisibility()) field.focus();
  else openPage();
}

export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [menu, { toggle, close }] = useDisclosure();
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure();
  const [shortcuts] = useStoredFlag('shortcuts', true);
  useEffect(close, [pathname, close]);
  const actions = useMemo(() => {
    const places = PLACES.map(({ key, to }) => [key, () => void navigate(to)] as const);
    const search = (): void => {
      focusSearch(() => void navigate('/find'));
    };
    return { ...Object.fromEntries(places), '/': search, '?': openHelp };
  }, [navigate, openHelp]);
  useKeySequences(actions, shortcuts);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      transitionDuration={0}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a href="#main" className="skip-link">
        {t('shell.skip')}
      </a>
      <AppShell.Header className="header">
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={menu}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t(menu ? 'shell.closeMenu' : 'shell.openMenu')}
              aria-expanded={menu}
            />
            <Link to="/" className="brand-link">
              <Brand />
              <VisuallyHidden>{t('nav.overview')}</VisuallyHidden>
            </Link>
          </Group>
          <SearchField />
          <HeaderMenus openHelp={openHelp} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('shell.navigation')}>
        <NavigationList />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <div className="content">
          <Outlet />
        </div>
      </AppShell.Main>
      <ShortcutsDialog opened={help} close={closeHelp} />
    </AppShell>
  );
}
