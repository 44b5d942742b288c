import { type JobView } from '../../src/cli/api/job.views';
import { JOB_ID, job, letter, LETTER_ID, SECRET, timeline } from './canned-answers';
import { OpsApiDouble } from './ops-api-double';
import { TbankOps, tooWide } from './run-tbank-ops';

const TOKEN = 'ops-token-of-anna';

/** Real: the process, HTTP, files. A double: the ops service, which answers what is canned. */
describe('tbank-ops, reading', () => {
  const api = new OpsApiDouble();
  let ops: TbankOps;

  beforeAll(async () => {
    await api.start();
    ops = new TbankOps({ OPS_URL: api.url, OPS_TOKEN: TOKEN });
  });
  beforeEach(() => api.reset());
  afterAll(async () => {
    ops.remove();
    await api.stop();
  });

  const READS: readonly (readonly [string, string, unknown])[] = [
    ['dlq list', 'GET /dead-letters', { deadLetters: [letter()], next: null }],
    [`dlq show ${LETTER_ID}`, `GET /dead-letters/${LETTER_ID}`, letter()],
    [
      'dlq stats',
      'GET /dead-letters/stats',
      {
        ...{
          open: 10_000,
          replaying: 1,
          resolved: 2,
          discarded: 3,
          openKopecks: '150050',
          groups: 1,
        },
        oldestOpenSince: '2026-11-25T00:00:00Z',
        byQueue: [{ queue: 'deal.events', open: 10_000, oldestOpenSince: '2026-11-25T00:00:00Z' }],
      },
    ],
    [
      'dlq groups',
      'GET /dead-letter-groups',
      {
        by: 'cause',
        groups: [
          {
            ...{
              key: '3f9a1c0d9e8b7a653f9a1c0d9e8b7a65',
              open: 10_000,
              replaying: 0,
              total: 12_000,
            },
            ...{ openKopecks: '15005000000', firstFailedAt: null, lastFailedAt: null },
            openSince: '2026-11-25T00:00:00Z',
            ...{ queue: 'self-employed-risk.events', type: 'receipt.cancelled' },
            ...{ errorCode: 'BANK_OUTCOME_UNDECIDED', bankErrorCode: 'OPERATION_REJECTED' },
            ...{ sampleMessage: 'x', note: 'INC-7: mended in 1.4.2, replay after the roll-out' },
          },
        ],
      },
    ],
    ['jobs list', 'GET /jobs', { jobs: [job({ reason: 'a reason '.repeat(20) })], next: null }],
    [`jobs show ${JOB_ID}`, `GET /jobs/${JOB_ID}`, job()],
    [
      `jobs items ${JOB_ID}`,
      `GET /jobs/${JOB_ID}/items`,
      {
        items: [
          {
            ...{ letterId: LETTER_ID, position: 123_456, verdict: 'outcome-unknown' },
            ...{ result: 'failed_again', sentAt: null, settledAt: null },
            ...{ errorCode: 'BANK_OUTCOME_UNDECIDED', errorMessage: 'It failed '.repeat(20) },
            ...{ messageId: 'm', type: 'payment.completed', queue: 'deal.events' },
          },
        ],
        next: null,
      },
    ],
    ['deal show d-1', 'GET /timeline/deal/d-1', timeline],
    ['payout show p-1', 'GET /timeline/payout/p-1', timeline],
    ['self-employed show s-1', 'GET /timeline/self-employed/s-1', timeline],
    [
      'events list',
      'GET /events',
      {
        events: [
          {
            ...{ eventId: `sha256:${'ab'.repeat(32)}`, type: 'payment.completed', duplicates: 3 },
            ...{ receivedAt: '2026-11-25T00:00:00Z', lastDuplicateAt: null, size: 512 },
            quarantineReason: null,
          },
        ],
        next: null,
      },
    ],
    [
      'bank status',
      'GET /bank/status',
      {
        breaker: { state: 'open', failures: 5, openUntil: '2026-11-25T00:00:30Z' },
        limits: [{ group: 'payments', perSecond: 10, used: 4, reserved: 1, blockedUntil: null }],
        certificates: [
          {
            ...{ service: 'payout', notAfter: '2027-01-01T00:00:00Z', daysLeft: 36.4 },
            fingerprint: 'AA:BB:'.repeat(16),
          },
        ],
        ...{ lastSuccessAt: '2026-11-25T00:00:00Z', lastFailureAt: null },
        unknownOutcomes: { count: 1, oldestSince: '2026-11-25T00:00:00Z' },
        openCalls: [
          {
            ...{ operation: 'payments.create', businessId: 'payout:11111111-2222-4333-8444' },
            ...{ unknownSince: '2026-11-25T00:00:00Z', lookUps: 4 },
          },
        ],
      },
    ],
    [
      'audit list',
      'GET /audit',
      {
        records: [
          {
            ...{
              seq: 42,
              at: '2026-11-25T00:00:00Z',
              action: 'job.start',
              subject: `job:${JOB_ID}`,
            },
            actor: { id: 'token:anna', name: 'anna', role: 'operator', via: 'token' },
            ...{ reason: 'mended '.repeat(30), outcome: 'allowed', details: {}, hash: 'ab' },
          },
        ],
        next: null,
      },
    ],
    [
      'tokens list',
      'GET /tokens',
      { tokens: [{ id: JOB_ID, name: 'anna', role: 'operator', expiresAt: null, createdBy: 'x' }] },
    ],
    [
      'reconcile runs',
      'GET /reconcile/runs',
      { runs: [{ runId: JOB_ID, scope: 'all', drift: 3 }] },
    ],
    [
      'reconcile drifts',
      'GET /reconcile/drifts',
      { drifts: [{ driftId: JOB_ID, class: 'webhook-missed', status: 'open' }], next: null },
    ],
    [
      'reconcile report',
      'GET /reconcile/report',
      { day: '2026-11-25', green: false, moneyAtRiskKopecks: '100', open: { 'bank-ahead': 2 } },
    ],
  ];

  describe.each(READS)('%s', (line, request, answer) => {
    it('prints a text of at most 100 columns', async () => {
      api.when(request, { body: answer });
      const { exitCode, stdout, stderr } = await ops.run(line.split(' '));
      expect({ exitCode, stderr: tooWide(stderr) }).toEqual({ exitCode: 0, stderr: [] });
      expect(stdout.trim()).not.toBe('');
      expect(tooWide(stdout)).toEqual([]);
      // Not a terminal: nothing but text.
      expect(stdout).not.toContain('\u001b');
      expect(api.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    });

    it('prints what the API answered with --json', async () => {
      api.when(request, { body: answer });
      const { exitCode, stdout } = await ops.run([...line.split(' '), '--json']);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual(answer);
    });
  });

  it('fits a narrower terminal', async () => {
    api.when('GET /dead-letters', { body: { deadLetters: [letter()], next: null } });
    const { stdout } = await ops.run(['dlq', 'list'], { env: { COLUMNS: '60' } });
    expect(tooWide(stdout, 60)).toEqual([]);
    expect(stdout).toContain(LETTER_ID);
  });

  it("shows times in the reader's zone, and in UTC when asked", async () => {
    api.when(`GET /dead-letters/${LETTER_ID}`, { body: letter() });
    const here = await ops.run(['dlq', 'show', LETTER_ID]);
    expect(here.stdout).toContain('2026-11-25 04:00:00 (GMT+3)');
    const utc = await ops.run(['dlq', 'show', LETTER_ID, '--utc']);
    expect(utc.stdout).toContain('2026-11-25 01:00:00 (UTC)');
  });

  it('sends every filter by the name that the API has for it', async () => {
    api.when('GET /dead-letters', { body: { deadLetters: [], next: null } });
    const line =
      'dlq list --queue q --type t --error E --bank-error B --group g --deal d --payout p --message m ' +
      '--text abc --status open --since 2026-01-01T00:00:00Z --until 2026-02-01 --limit 7';
    expect(await ops.run(line.split(' '))).toMatchObject({
      exitCode: 0,
      stdout: 'No dead letters.\n',
    });
    expect(api.requests[0]?.query).toEqual({
      ...{ queue: 'q', type: 't', errorCode: 'E', bankErrorCode: 'B', fingerprint: 'g' },
      ...{ dealId: 'd', payoutId: 'p', messageId: 'm', text: 'abc', status: 'open', limit: '7' },
      ...{ since: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' },
    });
  });

  it('reads --since 2h as two hours ago', async () => {
    api.when('GET /dead-letters', { body: { deadLetters: [], next: null } });
    const before = Date.now();
    await ops.run(['dlq', 'list', '--since', '2h']);
    const since = Date.parse(api.requests[0]?.query.since ?? '') + 2 * 3_600_000;
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(Date.now());
  });

  it('reads all pages with --all', async () => {
    api.when('GET /dead-letters', ({ query }) => ({
      body: { deadLetters: [letter()], next: query.after === undefined ? 'second' : null },
    }));
    const { stdout } = await ops.run(['dlq', 'list', '--all', '--json']);
    expect((JSON.parse(stdout) as { deadLetters: unknown[] }).deadLetters).toHaveLength(2);
    expect(api.requests.map(({ query }) => query)).toEqual([
      { limit: '500' },
      { limit: '500', after: 'second' },
    ]);
  });

  it('says how to see the rest', async () => {
    const deadLetters = Array.from({ length: 2 }, () => letter());
    api.when('GET /dead-letters', { body: { deadLetters, next: 'cursor-2' } });
    const { stderr } = await ops.run(['dlq', 'list', '--limit', '2']);
    expect(stderr).toContain('--after cursor-2');
  });

  it('lets no text of a sender write to the terminal', async () => {
    const type = 'evil\u001b[2J\u009b31m\u202etype';
    api.when('GET /dead-letters', { body: { deadLetters: [letter({ type })], next: null } });
    const { stdout } = await ops.run(['dlq', 'list']);
    for (const control of ['\u001b', '\u009b', '\u202e']) expect(stdout).not.toContain(control);
  });

  describe('payloads', () => {
    const payload = {
      body: JSON.stringify({ data: { name: SECRET } }),
      encoding: 'utf8',
      headers: { 'x-attempts': 3 },
      properties: { messageId: 'm-1' },
    };

    beforeEach(() => {
      api.when(`GET /dead-letters/${LETTER_ID}`, { body: letter() });
      api.when(`POST /dead-letters/${LETTER_ID}/reveal`, { body: payload });
      api.when('GET /dead-letters/export', { text: `${JSON.stringify({ id: LETTER_ID })}\n` });
      api.when('POST /dead-letters/export', { text: `${JSON.stringify(payload)}\n` });
      api.when('GET /events/e-1', { body: { eventId: 'e-1', quarantineReason: 'NOT_JSON' } });
      api.when('POST /events/e-1/reveal', { body: payload });
    });

    it.each([`dlq show ${LETTER_ID}`, 'dlq export', 'events show e-1'])(
      'are not even asked for by %s',
      async (line) => {
        const { stdout, stderr } = await ops.run(line.split(' '));
        expect(stdout + stderr).not.toContain(SECRET);
        expect(api.requests.map(({ method }) => method)).toEqual(['GET']);
      },
    );

    it.each([`dlq show ${LETTER_ID}`, 'dlq export', 'events show e-1'])(
      'are not shown by %s --reveal for a reason that is none',
      async (line) => {
        const { exitCode, stderr } = await ops.run([
          ...line.split(' '),
          '--reveal',
          '--reason',
          'x',
        ]);
        expect({ exitCode, requests: api.requests }).toEqual({ exitCode: 2, requests: [] });
        expect(stderr).toContain('--reason');
      },
    );

    it('are shown without a reason too, and the audit log says that there was none', async () => {
      const { exitCode, stdout } = await ops.run(['events', 'show', 'e-1', '--reveal']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(SECRET);
      const [sent] = api.asked('POST', '/events/e-1/reveal');
      expect(sent?.body).toEqual({ reason: '(no reason given)' });
    });

    it.each([
      [`dlq show ${LETTER_ID}`, `/dead-letters/${LETTER_ID}/reveal`],
      ['dlq export', '/dead-letters/export'],
      ['events show e-1', '/events/e-1/reveal'],
    ])('are shown by %s --reveal with a reason, which the API gets', async (line, path) => {
      const { exitCode, stdout } = await ops.run([
        ...line.split(' '),
        ...['--reveal', '--reason', 'INC-7: which field'],
      ]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(SECRET);
      expect(api.asked('POST', path)[0]?.body).toMatchObject({ reason: 'INC-7: which field' });
    });
  });

  it('says so when an export breaks off', async () => {
    api.when('GET /dead-letters/export', { text: '{"id":"1"}\n', cut: true });
    const { exitCode, stderr } = await ops.run(['dlq', 'export']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('not all');
  });

  it('says so when the limit cuts an export off, and takes no limit that the API does not', async () => {
    const headers = { 'x-cut-at-limit': 'true' };
    api.when('GET /dead-letters/export', { text: '{"id":"1"}\n', headers });
    const cut = await ops.run(['dlq', 'export']);
    expect(cut).toMatchObject({ exitCode: 3, stdout: '{"id":"1"}\n' });
    expect(cut.stderr).toContain('the limit cut it off');
    // Whoever names the limit has got what was asked for.
    const wanted = await ops.run(['dlq', 'export', '--limit', '1']);
    expect(wanted).toMatchObject({ exitCode: 0, stdout: '{"id":"1"}\n' });
    expect(wanted.stderr).toContain('the limit cut it off');

    const whole = { text: '{"id":"1"}\n', headers: { 'x-cut-at-limit': 'false' } };
    api.when('GET /dead-letters/export', whole);
    expect(await ops.run(['dlq', 'export', '--limit', '1000000'])).toMatchObject({
      ...{ exitCode: 0, stderr: '' },
    });
    const tooMany = await ops.run(['dlq', 'export', '--limit', '1000001']);
    expect(tooMany.exitCode).toBe(2);
    expect(tooMany.stderr).toContain('a whole number from 1 to 1000000');
  });

  it('ends with 1 when the audit log was tampered with', async () => {
    const body = { ok: false, checked: 41, firstBrokenSeq: 42, reason: 'the hash differs' };
    api.when('GET /audit/verify', { body });
    const { exitCode, stdout } = await ops.run(['audit', 'verify']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('from record 42 on');
  });

  it('tells of a timeline who is silent and who has more than is shown', async () => {
    const missing = [
      { source: 'payout', reason: 'no answer in time' },
      { source: 'webhook-ingress', reason: 'only the newest 500 are shown' },
    ];
    api.when('GET /timeline/deal/d-1', { body: { ...timeline, missing } });
    const { stderr } = await ops.run(['deal', 'show', 'd-1']);
    expect(stderr).toBe(
      'Not the whole story: payout: no answer in time.\n' +
        'Not the whole story: webhook-ingress: only the newest 500 are shown.\n',
    );
  });

  it('shows the plan of a job that was not started, and how to start it', async () => {
    const planned = job();
    const verdicts = { ...planned.plan?.verdicts, ownerSilent: 4 };
    const plan = planned.plan && { ...planned.plan, verdicts };
    api.when(`GET /jobs/${JOB_ID}`, { body: { ...planned, plan } satisfies JobView });
    const { stdout, stderr } = await ops.run(['jobs', 'show', JOB_ID]);
    expect(stdout).toContain('1 already took effect');
    expect(stdout).toContain('4 owner does not answer, the job waits for it');
    expect(stderr).toContain(`tbank-ops dlq replay --plan ${JOB_ID} --execute`);
  });
});
