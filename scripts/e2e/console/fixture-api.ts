import { randomUUID } from 'node:crypto';
import {
  type EditView,
  type Grouping,
  type JobKind,
  type LetterFilter,
  type Principal,
  type Role,
  type StartJob,
  type TimelineSubject,
} from '../../../apps/ops/web/src/api/types';
import { FixtureJob } from './fixture-jobs';
import { CAUSES, detailsOf, groupsBy, makeLetters, statsOf } from './fixture-letters';
import * as records from './fixture-records';

export interface FixtureRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly sessionId: string | null;
  readonly csrfToken: string | null;
}

export interface FixtureAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly sessionId?: string;
}

/** The tokens that the double accepts: their names are the roles. */
export const FIXTURE_TOKENS = {
  viewer: 'fixture-viewer',
  operator: 'fixture-operator',
  approver: 'fixture-approver',
} as const;

const BODY = JSON.stringify({
  id: 'evt-1',
  type: 'payment.completed',
  data: { dealId: 'd-70001', amount: 128450 },
});

const problem = (status: number, detail: string): FixtureAnswer => ({
  status,
  body: { type: 'about:blank', title: 'Refused', status, detail },
});
const ok = (body: unknown, status = 200): FixtureAnswer => ({ status, body });

type Handler = (request: FixtureRequest, id: string, verb: string) => FixtureAnswer;
interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly needs: Role;
  readonly handle: Handler;
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, approver: 2, admin: 3 };

/**
 * A double of the API of ops for the tests of the page: canned answers in the agreed shapes, sessions
 * with cookies and CSRF tokens that are really checked, roles, and a job that runs. No database, no broker.
 */
export class FixtureApi {
  private readonly sessions = new Map<string, { principal: Principal; csrfToken: string }>();
  private readonly letters = makeLetters();
  private readonly jobs = new Map<string, FixtureJob>();
  private readonly edits = new Map<string, EditView>();
  /** Every changing request that was let through, for assertions. */
  readonly changes: { method: string; path: string; body: Record<string, unknown> }[] = [];
  /** Answers the next reads of this path with 503. */
  failing: string | null = null;

  private readonly routes: readonly Route[] = [
    this.read('/api/overview', () =>
      ok(
        records.overviewOf(
          this.settled,
          this.jobViews.filter(({ state }) => state === 'running' || state === 'paused'),
        ),
      ),
    ),
    this.read('/api/bank/status', () => ok(records.bank)),
    this.read('/api/dead-letters', ({ query }) => this.list(query)),
    this.read('/api/dead-letters/stats', () => ok(statsOf(this.settled))),
    this.read('/api/dead-letters/([^/]+)', (_, id) => this.letter(id)),
    this.change('POST', '/api/dead-letters/([^/]+)/reveal', 'operator', () =>
      ok({
        body: BODY,
        encoding: 'utf8',
        headers: { 'x-attempts': 6 },
        properties: { contentType: 'application/json' },
      }),
    ),
    this.change('POST', '/api/dead-letters/([^/]+)/edits', 'operator', (request, id) =>
      this.createEdit(request, id),
    ),
    this.read('/api/dead-letter-groups', ({ query }) => {
      const by = (query.get('by') ?? 'cause') as Grouping;
      return ok({ by, groups: groupsBy(by, this.settled) });
    }),
    this.change('PUT', '/api/dead-letter-groups/([^/]+)/note', 'operator', () => ({ status: 204 })),
    this.change('POST', '/api/jobs', 'operator', ({ body }) => this.plan(body)),
    this.read('/api/jobs', () => ok({ jobs: this.jobViews, next: null })),
    this.read('/api/jobs/([^/]+)', (_, id) => this.withJob(id, (job) => ok(job.look()))),
    this.read('/api/jobs/([^/]+)/items', ({ query }, id) =>
      this.withJob(id, (job) => ok({ items: job.items(query.get('result')), next: null })),
    ),
    this.change('POST', '/api/jobs/([^/]+)/start', 'operator', ({ body }, id) =>
      this.start(id, body as unknown as StartJob),
    ),
    this.change(
      'POST',
      '/api/jobs/([^/]+)/(approve|pause|resume|cancel)',
      'operator',
      (_, id, verb) =>
        this.withJob(id, (job) => {
          job.change(verb);
          return ok(job.view);
        }),
    ),
    this.read('/api/edits', () => ok({ edits: [...this.edits.values()], next: null })),
    this.read('/api/edits/([^/]+)', (_, id) => this.edit(id)),
    this.change(
      'POST',
      '/api/edits/([^/]+)/(reveal|approve|reject|replay)',
      'operator',
      (_, id, verb) => this.changeEdit(id, verb),
    ),
    this.read('/api/timeline/(deal|payout|self-employed)/([^/]+)', (_, kind, id) =>
      ok(records.timelineOf(kind as TimelineSubject, id, this.finishedJob)),
    ),
    this.read('/api/events', () => ok({ events: records.events, next: null })),
    this.read('/api/events/([^/]+)', (_, id) => {
      const found = records.events.find(({ eventId }) => eventId === id);
      return found ? ok(found) : problem(404, 'There is no such event');
    }),
    this.change('POST', '/api/events/([^/]+)/reveal', 'operator', () =>
      ok({ body: BODY, encoding: 'utf8' }),
    ),
    this.change('POST', '/api/events/([^/]+)/redeliver', 'operator', () => ok({})),
    this.read('/api/audit', () => ok({ records: records.audit, next: null })),
    this.read('/api/audit/verify', () =>
      ok({ ok: true, checked: 214, firstBrokenSeq: null, reason: null }),
    ),
    this.read('/api/reconcile/report', () => ok(records.report)),
    this.read('/api/reconcile/drifts', () => ok({ drifts: records.drifts, next: null })),
    this.read('/api/reconcile/runs', () => ok({ runs: records.runs })),
    this.read('/api/reconcile/open-over-time', () => ok(records.openOverTime)),
    this.change('POST', '/api/reconcile/runs', 'operator', () => ok({}, 202)),
    this.change('POST', '/api/reconcile/drifts/([^/]+)/resolve', 'approver', () => ok({})),
  ];

  answer(request: FixtureRequest): FixtureAnswer {
    const { method, path } = request;
    if (path === '/api/auth/methods') return ok({ token: true, oidc: null });
    if (path === '/api/session') return this.session(request);
    const session = this.sessions.get(request.sessionId ?? '');
    if (!session) return problem(401, 'Sign in first');
    if (this.failing === path) return problem(503, 'The database does not answer');
    for (const route of this.routes) {
      const match = route.method === method ? route.path.exec(path) : null;
      if (match) return this.run(route, request, session, match);
    }
    return problem(404, `There is no ${method} ${path}`);
  }

  private run(
    { needs, handle, method }: Route,
    request: FixtureRequest,
    { principal, csrfToken }: { principal: Principal; csrfToken: string },
    [, first = '', second = '']: RegExpExecArray,
  ): FixtureAnswer {
    if (RANKS[principal.role] < RANKS[needs]) return problem(403, `This needs the role ${needs}`);
    if (method !== 'GET') {
      if (request.csrfToken !== csrfToken) return problem(403, 'The CSRF token is missing');
      this.changes.push({ method, path: request.path, body: request.body });
    }
    return handle(request, decodeURIComponent(first), decodeURIComponent(second));
  }

  private session({ method, body, sessionId }: FixtureRequest): FixtureAnswer {
    if (method === 'POST') {
      const role = (Object.keys(FIXTURE_TOKENS) as (keyof typeof FIXTURE_TOKENS)[]).find(
        (name) => FIXTURE_TOKENS[name] === body.token,
      );
      if (!role) return problem(401, 'This token is not known');
      const id = randomUUID();
      const principal: Principal = { id: `person-${role}`, name: 'olga', role, via: 'session' };
      this.sessions.set(id, { principal, csrfToken: randomUUID() });
      return { ...ok(this.viewOf(id), 201), sessionId: id };
    }
    if (!this.sessions.has(sessionId ?? '')) return problem(401, 'Sign in first');
    if (method === 'GET') return ok(this.viewOf(sessionId ?? ''));
    this.sessions.delete(sessionId ?? '');
    return { status: 204 };
  }

  private viewOf(id: string) {
    const session = this.sessions.get(id);
    return { ...session, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  }

  private read(path: string, handle: Handler): Route {
    return { method: 'GET', path: new RegExp(`^${path}$`), needs: 'viewer', handle };
  }

  private change(method: string, path: string, needs: Role, handle: Handler): Route {
    return { method, path: new RegExp(`^${path}$`), needs, handle };
  }

  private list(query: URLSearchParams): FixtureAnswer {
    const fields = [
      'fingerprint',
      'queue',
      'type',
      'errorCode',
      'dealId',
      'status',
      'messageId',
    ] as const;
    const found = this.letters.filter((letter) =>
      fields.every((field) => {
        const wanted = query.get(field);
        return wanted === null || letter[field] === wanted;
      }),
    );
    const from = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 25);
    const next = from + limit < found.length ? String(from + limit) : null;
    return ok({ deadLetters: found.slice(from, from + limit), next });
  }

  private letter(id: string): FixtureAnswer {
    const letter = this.letters.find((one) => one.id === id);
    if (!letter) return problem(404, 'There is no such dead letter');
    const edits = [...this.edits.values()]
      .filter(({ letterId }) => letterId === id)
      .map(({ id: editId, state, messageId, createdBy, createdAt }) => ({
        ...{ id: editId, state, messageId },
        ...{ by: createdBy, at: createdAt, sentAt: null },
      }));
    return ok({ ...detailsOf(letter), edits });
  }

  private plan({ kind, selection }: Record<string, unknown>): FixtureAnswer {
    const { ids, filter } = selection as { ids?: string[]; filter?: LetterFilter };
    const letters = this.letters.filter(({ id, fingerprint }) =>
      ids ? ids.includes(id) : !filter?.fingerprint || fingerprint === filter.fingerprint,
    );
    const cause = CAUSES.find(({ fingerprint }) => fingerprint === filter?.fingerprint);
    const job = FixtureJob.plan(
      randomUUID(),
      kind as JobKind,
      ids ? letters.length : (cause?.open ?? letters.length),
      letters,
    );
    this.jobs.set(job.view.id, job);
    return ok(job.view, 201);
  }

  private start(id: string, start: StartJob): FixtureAnswer {
    return this.withJob(id, (job) => {
      if (start.hash !== job.view.hash) return problem(422, 'The plan has another hash');
      job.start(start);
      return ok(job.view);
    });
  }

  private createEdit({ body }: FixtureRequest, letterId: string): FixtureAnswer {
    const edit: EditView = {
      id: randomUUID(),
      letterId,
      state: 'awaiting-approval',
      diff: [{ path: 'data.amount', money: true }],
      problems: [],
      reason: String(body.reason),
      createdBy: 'olga',
      createdAt: new Date().toISOString(),
      messageId: randomUUID(),
      decidedBy: null,
      decidedAt: null,
      sentBy: null,
      sentAt: null,
    };
    this.edits.set(edit.id, edit);
    return ok(edit, 201);
  }

  private edit(id: string): FixtureAnswer {
    const edit = this.edits.get(id);
    return edit ? ok(edit) : problem(404, 'There is no such edit');
  }

  private changeEdit(id: string, verb: string): FixtureAnswer {
    const edit = this.edits.get(id);
    if (!edit) return problem(404, 'There is no such edit');
    const changed: EditView = { ...edit, state: verb === 'approve' ? 'approved' : 'sent' };
    this.edits.set(id, changed);
    return ok(changed);
  }

  private withJob(id: string, use: (job: FixtureJob) => FixtureAnswer): FixtureAnswer {
    const job = this.jobs.get(id);
    return job ? use(job) : problem(404, 'There is no such job');
  }

  private get jobViews() {
    return [...this.jobs.values()].map(({ view }) => view).reverse();
  }

  private get settled(): number {
    return [...this.jobs.values()].reduce((sum, { settled }) => sum + settled, 0);
  }

  private get finishedJob(): string | null {
    return this.jobViews.find(({ state }) => state === 'finished')?.id ?? null;
  }
}
