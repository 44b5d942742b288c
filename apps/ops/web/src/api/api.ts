import { call, callForBlob, queryText } from './http';
import type * as T from './types';

const at = encodeURIComponent;
const get =
  <R>(path: string, query?: object) =>
  (signal?: AbortSignal) =>
    call<R>(path, { query, signal });
const post = <R>(path: string, body: unknown = {}) => call<R>(path, { method: 'POST', body });

interface Page {
  readonly after?: string;
  readonly limit?: number;
}

/**
 * Every verb of the API of ops, with the path of it here and nowhere else. A reading verb returns a
 * function of the signal that aborts it; a changing one is sent at once.
 */
export const api = {
  authMethods: () => get<T.AuthMethods>('/api/auth/methods'),
  session: () => get<T.SessionView>('/api/session'),
  signIn: (token: string) => post<T.SessionView>('/api/session', { token }),
  signOut: () => call<undefined>('/api/session', { method: 'DELETE' }),

  overview: () => get<T.OverviewView>('/api/overview'),
  bank: () => get<T.BankStatus>('/api/bank/status'),

  groups: (by: T.Grouping, all: boolean) =>
    get<T.GroupList>('/api/dead-letter-groups', { by, all: all || undefined }),
  writeNote: (fingerprint: string, text: string) =>
    call<undefined>(`/api/dead-letter-groups/${at(fingerprint)}/note`, {
      method: 'PUT',
      body: { text },
    }),
  letters: (filter: T.LetterFilter & Page) => get<T.LetterList>('/api/dead-letters', filter),
  letterStats: () => get<T.LetterStats>('/api/dead-letters/stats'),
  letter: (id: string) => get<T.LetterDetails>(`/api/dead-letters/${at(id)}`),
  revealLetter: (id: string, reason: string) =>
    post<T.RevealedBody>(`/api/dead-letters/${at(id)}/reveal`, { reason }),
  /** For a link: without payloads, the browser stores it. */
  exportPath: (filter: T.LetterFilter) => `/api/dead-letters/export${queryText(filter)}`,
  exportRevealed: (filter: T.LetterFilter, reason: string) =>
    callForBlob('/api/dead-letters/export', {
      method: 'POST',
      body: { filter, reveal: true, reason },
    }),

  jobs: (query: { state?: string; kind?: string } & Page) => get<T.JobList>('/api/jobs', query),
  job: (id: string) => get<T.JobView>(`/api/jobs/${at(id)}`),
  jobItems: (id: string, query: { result?: string } & Page) =>
    get<T.JobItemList>(`/api/jobs/${at(id)}/items`, query),
  planJob: (kind: T.JobKind, selection: T.Selection) =>
    post<T.JobView>('/api/jobs', { kind, selection }),
  startJob: (id: string, start: T.StartJob) => post<T.JobView>(`/api/jobs/${at(id)}/start`, start),
  changeJob: (
    id: string,
    verb: 'approve' | 'pause' | 'resume' | 'cancel',
    body: { reason?: string },
  ) => post<T.JobView>(`/api/jobs/${at(id)}/${verb}`, body),

  edits: (query: { state?: T.EditState } & Page) => get<T.EditList>('/api/edits', query),
  edit: (id: string) => get<T.EditView>(`/api/edits/${at(id)}`),
  createEdit: (letterId: string, body: string, reason: string) =>
    post<T.EditView>(`/api/dead-letters/${at(letterId)}/edits`, { body, reason }),
  changeEdit: (id: string, verb: 'reveal' | 'approve' | 'reject' | 'replay', reason: string) =>
    post<T.EditView>(`/api/edits/${at(id)}/${verb}`, { reason }),

  events: (query: object & Page) => get<T.EventList>('/api/events', query),
  event: (id: string) => get<T.EventView>(`/api/events/${at(id)}`),
  revealEvent: (id: string, reason: string) =>
    post<T.RevealedEvent>(`/api/events/${at(id)}/reveal`, { reason }),
  redeliver: (id: string, reason: string) =>
    post<unknown>(`/api/events/${at(id)}/redeliver`, { reason }),
  timeline: (kind: T.TimelineSubject, id: string) =>
    get<T.TimelineView>(`/api/timeline/${kind}/${at(id)}`),

  audit: (query: object & Page) => get<T.AuditList>('/api/audit', query),
  verifyAudit: () => call<T.AuditVerdict>('/api/audit/verify'),

  runReconciliation: (scope: T.Scope, dealId?: string) =>
    post<unknown>('/api/reconcile/runs', { scope, ...(dealId ? { dealId } : {}) }),
  runs: (limit: number) =>
    get<{ readonly runs: readonly T.RunView[] }>('/api/reconcile/runs', { limit }),
  report: (query: { day?: string; run?: string }) =>
    get<T.ReportView>('/api/reconcile/report', query),
  reportPath: (query: { day?: string; run?: string }, format: 'csv' | 'json') =>
    `/api/reconcile/report${queryText({ ...query, format })}`,
  drifts: (query: object & Page) => get<T.DriftList>('/api/reconcile/drifts', query),
  resolveDrift: (id: string, action: T.Resolution, reason: string) =>
    post<unknown>(`/api/reconcile/drifts/${at(id)}/resolve`, { action, reason }),
  /** Everything that the brake made of a run, with one word. */
  resolveRun: (id: string, action: T.Resolution, reason: string) =>
    post<{ readonly resolved: number }>(`/api/reconcile/runs/${at(id)}/resolve`, {
      action,
      reason,
    }),
  openOverTime: (days: number) => get<T.OpenOverTime>('/api/reconcile/open-over-time', { days }),
};
