import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Two ways to look at the same letters. */
export function LettersNav({ at }: { at: 'groups' | 'list' }) {
  const { t } = useTranslation();
  const current = (place: string) => (place === at ? 'page' : undefined);
  return (
    <nav className="sub-nav" aria-label={t('letters.views')}>
      <Link to="/dead-letters" aria-current={current('groups')}>
        {t('letters.groups')}
      </Link>
      <Link to="/dead-letters/list?status=open" aria-current={current('list')}>
        {t('letters.list')}
      </Link>
    </nav>
  );
}
