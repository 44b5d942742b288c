import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { api } from '../api/api';
import { ApiProblem, rememberCsrfToken } from '../api/http';
import { type Role, ROLES, type SessionView } from '../api/types';
import { QueryFailed } from '../components/query-view';
import { PageLoader } from '../components/page-loader';

const SessionContext = createContext<SessionView | null>(null);

export const SESSION_KEY = ['session'] as const;

/** Null: nobody is signed in. */
async function readSession(signal: AbortSignal): Promise<SessionView | null> {
  try {
    const session = await api.session()(signal);
    rememberCsrfToken(session.csrfToken);
    return session;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

export const useSessionQuery = () =>
  useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => readSession(signal),
    staleTime: 60_000,
  });

/** The pages behind it are for those who signed in; others come back here afterwards. */
export function RequireSession() {
  const query = useSessionQuery();
  const { pathname, search } = useLocation();
  if (query.isPending) return <PageLoader />;
  if (query.isError) return <QueryFailed error={query.error} retry={() => void query.refetch()} />;
  if (query.data === null) {
    const next = `${pathname}${search}`;
    const to = next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
    return <Navigate to={to} replace />;
  }
  return (
    <SessionProvider session={query.data}>
      <Outlet />
    </SessionProvider>
  );
}

function SessionProvider({ session, children }: { session: SessionView; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function usePrincipal() {
  const session = use(SessionContext);
  if (!session) throw new Error('A page that needs a session stands outside of RequireSession');
  return session.principal;
}

/** Whether the person who signed in may do what needs this role. The server decides; this explains. */
export function useMay(needed: Role): boolean {
  return ROLES.indexOf(usePrincipal().role) >= ROLES.indexOf(needed);
}

export function useSignOut() {
  const client = useQueryClient();
  return async (): Promise<void> => {
    await api.signOut().catch(() => undefined);
    rememberCsrfToken(null);
    // Nothing that was read stays in memory for whoever signs in next.
    client.setQueryData(SESSION_KEY, null);
    client.removeQueries({ predicate: ({ queryKey: [name] }) => name !== SESSION_KEY[0] });
  };
}
