import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function PageLoader() {
  const { t } = useTranslation();
  return (
    <Center mih="60vh" role="status" aria-busy aria-label={t('state.loading')}>
      <Loader type="dots" />
    </Center>
  );
}
