import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './style.css';
import './i18n';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/http';
import { App } from './app';
import { SESSION_KEY } from './session/session';
import { cssVariables, theme } from './theme';

const REPEATS = 2;

/** A session that ended elsewhere: the pages behind it give way to the sign-in. */
function onError(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401) client.setQueryData(SESSION_KEY, null);
}

/** Refusals stay what they are; only what may pass by itself is asked for again. */
const mayRepeat = (count: number, error: unknown): boolean =>
  count < REPEATS && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => {
      // A refused sign-in is no ended session, and says so itself.
      if (mutation.meta?.signIn !== true) onError(error);
    },
  }),
  defaultOptions: {
    queries: { retry: mayRepeat, staleTime: 1000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="top-right" />
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
