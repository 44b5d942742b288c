import {
  Button,
  Center,
  Divider,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../../api/api';
import { rememberCsrfToken } from '../../api/http';
import { ProblemAlert } from '../../components/query-view';
import { SESSION_KEY, useSessionQuery } from '../../session/session';
import { AppearanceMenus } from '../../shell/appearance-menus';
import { Brand } from '../../shell/brand';
import { safeNext } from './safe-next';

function TokenForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const signingIn = useMutation({
    meta: { signIn: true },
    mutationFn: () => api.signIn(token.trim()),
    onSuccess: (session) => {
      rememberCsrfToken(session.csrfToken);
      client.setQueryData(SESSION_KEY, session);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') signingIn.mutate();
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={t('signIn.token')}
          description={t('signIn.tokenHint')}
          autoComplete="current-password"
          autoFocus
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          value={token}
          onChange={(event) => {
            setToken(event.currentTarget.value);
          }}
        />
        {signingIn.isError && <ProblemAlert error={signingIn.error} />}
        <Button type="submit" loading={signingIn.isPending} fullWidth>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

export function SignInPage() {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const session = useSessionQuery();
  const methods = useQuery({
    queryKey: ['auth-methods'],
    queryFn: ({ signal }) => api.authMethods()(signal),
    staleTime: Infinity,
  });
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`;
  }, [t]);
  if (session.data) return <Navigate to={safeNext(parameters.get('next'))} replace />;
  const oidc = methods.data?.oidc;
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack gap="md" w="100%" maw={400}>
        <Group justify="space-between">
          <Brand />
          <Group gap={4}>
            <AppearanceMenus />
          </Group>
        </Group>
        <Paper withBorder p="lg" className="section">
          <Stack gap="md">
            <div>
              <Title order={1} size="h3">
                {t('signIn.title')}
              </Title>
              <Text size="sm" c="dimmed">
                {t('signIn.description')}
              </Text>
            </div>
            <TokenForm />
            {oidc && (
              <>
                <Divider label={t('signIn.or')} />
                <Button component="a" href={oidc.loginUrl} variant="default" fullWidth>
                  {t('signIn.oidc')}
                </Button>
              </>
            )}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
