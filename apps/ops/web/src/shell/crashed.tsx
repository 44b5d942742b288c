import { Alert, Button, Center, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Instead of an empty page when the page itself has a fault. */
export function Crashed() {
  const { t } = useTranslation();
  return (
    <Center mih="60vh" p="md">
      <Alert color="red" title={t('problem.page.title')} role="alert">
        <Stack align="flex-start" gap="sm">
          {t('problem.page.do')}
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              window.location.reload();
            }}
          >
            {t('action.reload')}
          </Button>
        </Stack>
      </Alert>
    </Center>
  );
}
