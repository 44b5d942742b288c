import { Badge, Kbd, NavLink, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavLink as RouterLink, useLocation } from 'react-router';
import { api } from '../api/api';
import { Count } from '../components/values';
import { PLACES } from './navigation';

const isAt = (to: string, pathname: string): boolean =>
  to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);

function OpenCount() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['letter-stats'],
    queryFn: ({ signal }) => api.letterStats()(signal),
    refetchInterval: 15_000,
  });
  if (!data || data.open === 0) return null;
  return (
    <Badge color="red" variant="light" size="sm">
      <Count of={data.open} />
      <VisuallyHidden> {t('shell.open')}</VisuallyHidden>
    </Badge>
  );
}

export function NavigationList() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return PLACES.map(({ name, to, key, icon: Icon }) => (
    <NavLink
      key={name}
      component={RouterLink}
      to={to}
      label={t(`nav.${name}`)}
      active={isAt(to, pathname)}
      aria-current={isAt(to, pathname) ? 'page' : undefined}
      leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
      rightSection={
        name === 'letters' ? (
          <OpenCount />
        ) : (
          <Kbd size="xs" className="nav-key" aria-hidden>
            {key}
          </Kbd>
        )
      }
      className="nav-link"
    />
  ));
}
