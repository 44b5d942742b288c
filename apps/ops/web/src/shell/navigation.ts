import {
  IconArrowsExchange,
  IconBuildingBank,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconMailExclamation,
  IconPencilCheck,
  IconScale,
  IconShieldCheck,
} from '@tabler/icons-react';

/** The places of the console: in the navigation, in this order, and by their keys. */
export const PLACES = [
  { name: 'overview', to: '/', key: 'g o', icon: IconLayoutDashboard },
  { name: 'letters', to: '/dead-letters', key: 'g d', icon: IconMailExclamation },
  { name: 'jobs', to: '/jobs', key: 'g j', icon: IconListCheck },
  { name: 'edits', to: '/edits', key: 'g e', icon: IconPencilCheck },
  { name: 'timeline', to: '/timeline', key: 'g t', icon: IconHistory },
  { name: 'events', to: '/events', key: 'g w', icon: IconArrowsExchange },
  { name: 'bank', to: '/bank', key: 'g b', icon: IconBuildingBank },
  { name: 'reconciliation', to: '/reconciliation', key: 'g r', icon: IconScale },
  { name: 'audit', to: '/audit', key: 'g a', icon: IconShieldCheck },
] as const;
