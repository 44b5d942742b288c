import { finished, HASH, JOB_ID, job, LETTER_ID, SECRET } from './canned-answers';
import { OpsApiDouble, problem } from './ops-api-double';
import { type RunOptions, TbankOps, tooWide } from './run-tbank-ops';

const START = `POST /jobs/${JOB_ID}/start`;
const SHOW = `GET /jobs/${JOB_ID}`;
const DO_IT = ['--execute', '--reason', 'mended in 1.4.2'];

/** Real: the process, HTTP, signals. A double: the ops service, which answers what is canned. */
describe('tbank-ops, acting', () => {
  const api = new OpsApiDouble();
  let ops: TbankOps;

  const run = (line: string, more: readonly string[] = [], options?: RunOptions) =>
    ops.run([...line.split(' '), ...more], options);
  const selectionSent = () =>
    (api.asked('POST', '/jobs')[0]?.body as { selection: unknown }).selection;

  beforeAll(async () => {
    await api.start();
    ops = new TbankOps({ OPS_URL: api.url, OPS_TOKEN: 'ops-token-of-anna' });
  });
  beforeEach(() => {
    api.reset();
    api.when('POST /jobs', { status: 201, body: job() });
    api.when(START, { body: job({ state: 'running' }) });
  });
  afterAll(async () => {
    ops.remove();
    await api.stop();
  });

  describe('dlq replay without --execute', () => {
    it('shows the plan, waits for it to be made, and starts nothing', async () => {
      api.when('POST /jobs', {
        status: 201,
        body: job({ state: 'planning', plan: null, count: 0 }),
      });
      api.when(SHOW, { body: job() });
      const { exitCode, stdout, stderr } = await run(
        'dlq replay --group 3f9a1c --canary 20 --rate 5',
      );
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Plan of a replay: 3 dead letters');
      expect(stdout).toContain('4,501.50 RUB');
      expect(tooWide(stdout)).toEqual([]);
      expect(stderr).toContain(
        `  tbank-ops dlq replay --plan ${JOB_ID} --canary 20 --rate 5 --execute --reason "..."`,
      );
      expect(selectionSent()).toEqual({ filter: { fingerprint: '3f9a1c', status: 'open' } });
      expect(api.asked('POST', `/jobs/${JOB_ID}/start`)).toEqual([]);
    });

    it.each([
      ['dlq replay', 'Nothing is selected'],
      ['dlq replay not-an-id', 'is not the id'],
      [`dlq replay ${LETTER_ID} --queue q`, 'not both'],
      [`dlq replay --all --execute`, 'A reason is needed'],
      [
        `dlq replay --plan ${JOB_ID} --exclude ${LETTER_ID} --limit 5 --queue q --execute --reason INC-7`,
        '--plan does not go with --queue, --exclude, --limit.',
      ],
      [`dlq discard --plan ${JOB_ID} --bank-error B --all`, 'go with --bank-error, --all.'],
      [
        `dlq edit --edit ${JOB_ID} --file f.json --execute --reason INC-7`,
        '--edit does not go with --file.',
      ],
    ])('refuses %s before it asks anything', async (line, message) => {
      const { exitCode, stderr } = await run(line);
      expect({ exitCode, requests: api.requests }).toEqual({ exitCode: 2, requests: [] });
      expect(stderr).toContain(message);
    });

    it('takes all only when all is said', async () => {
      await run(`dlq replay --all --exclude ${LETTER_ID} --limit 9`);
      expect(selectionSent()).toEqual({
        ...{ all: true, limit: 9, exclude: [LETTER_ID] },
        filter: { status: 'open' },
      });
    });

    it('takes ids from stdin', async () => {
      await run('dlq replay -', [], { input: `${LETTER_ID}\n${LETTER_ID}\n` });
      expect(selectionSent()).toEqual({ ids: [LETTER_ID] });
    });
  });

  describe('dlq replay --execute', () => {
    it('starts the set that was shown and tells progress on stderr only', async () => {
      const looks = [
        job({ state: 'running', phase: 'canary', currentRate: 5 }, { done: 1, succeeded: 1 }),
        finished({ succeeded: 2, alreadyDone: 1 }),
      ];
      api.when(SHOW, () => ({ body: looks.shift() }));
      const pace = '--ticket INC-7 --rate 5 --canary 20 --ramp --stop-on-failure-share 5%'.split(
        ' ',
      );
      const { exitCode, stdout, stderr } = await run('dlq replay --group g --json', [
        ...pace,
        ...DO_IT,
      ]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: JOB_ID, state: 'finished' });
      expect(stderr).toContain('replay running');
      expect(stderr).toContain('Done: 3 dead letters.');
      expect(api.asked('POST', `/jobs/${JOB_ID}/start`)[0]?.body).toEqual({
        ...{
          reason: 'mended in 1.4.2',
          ticket: 'INC-7',
          hash: HASH,
          rate: 5,
          canary: 20,
          ramp: true,
        },
        stopRule: { failureShare: 0.05, minimum: 20 },
      });
    });

    it('starts the plan it is given, and makes none', async () => {
      api.when(SHOW, ({ method }) => ({
        body: method === 'GET' ? finishedOrPlanned() : undefined,
      }));
      const { exitCode } = await run(`dlq replay --plan ${JOB_ID}`, DO_IT);
      expect(exitCode).toBe(0);
      expect(api.asked('POST', '/jobs')).toEqual([]);
    });

    const finishedOrPlanned = () =>
      api.asked('POST', `/jobs/${JOB_ID}/start`).length === 0 ? job() : finished({ succeeded: 3 });

    it.each([
      ['all of it', 0, finished({ succeeded: 2, alreadyDone: 1 })],
      ['a part of it', 3, finished({ succeeded: 2, failedAgain: 1 })],
      ['nothing of it', 1, finished({ failedAgain: 3 })],
      ['stopped by its rule', 4, job({ state: 'stopped' }, { pending: 2, failedAgain: 1 })],
      ['cancelled in the middle', 3, job({ state: 'cancelled' }, { succeeded: 1, done: 1 })],
      ['cancelled before', 1, job({ state: 'cancelled' })],
    ])('ends, with %s done, with %i', async (_what, exitCode, last) => {
      api.when(SHOW, { body: last });
      expect(await run('dlq replay --group g', DO_IT)).toMatchObject({ exitCode });
    });

    it('says what to do about a stopped job', async () => {
      api.when(SHOW, { body: job({ state: 'stopped', stoppedReason: 'the canary failed' }) });
      const { stdout, stderr } = await run('dlq replay --group g', DO_IT);
      expect(stdout + stderr).toContain('the canary failed');
      expect(stderr).toContain(`tbank-ops jobs resume ${JOB_ID}`);
    });

    it('does not start anything when nothing is selected by that', async () => {
      api.when('POST /jobs', { status: 201, body: job({ count: 0 }) });
      const { exitCode, stderr } = await run('dlq replay --group g', DO_IT);
      expect(exitCode).toBe(0);
      expect(stderr).toContain('Nothing is selected');
      expect(api.asked('POST', `/jobs/${JOB_ID}/start`)).toEqual([]);
    });

    it('does not wait with --detach', async () => {
      const { exitCode, stderr } = await run('dlq replay --group g --detach', DO_IT);
      expect(exitCode).toBe(0);
      expect(stderr).toContain(`tbank-ops jobs watch ${JOB_ID}`);
      expect(api.asked('GET', `/jobs/${JOB_ID}`)).toEqual([]);
    });

    it('leaves the job alone at Ctrl-C and says how to go on', async () => {
      api.when(SHOW, { body: job({ state: 'running' }, { done: 1, succeeded: 1 }) });
      let told = false;
      const { exitCode, stderr } = await run('dlq replay --group g', DO_IT, {
        onStderr: (text, child) => {
          if (told || !text.includes('replay running')) return;
          told = true;
          child.kill('SIGINT');
        },
      });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`tbank-ops jobs watch ${JOB_ID}`);
      expect(stderr).toContain(`tbank-ops jobs pause ${JOB_ID}`);
      expect(api.requests.filter(({ method }) => method !== 'GET')).toHaveLength(2);
    });

    it('goes on watching through a restart of ops', async () => {
      const looks = [{ status: 503, body: {} }, { body: finished({ succeeded: 3 }) }];
      api.when(SHOW, () => looks.shift() ?? {});
      expect(await run('dlq replay --group g', DO_IT)).toMatchObject({ exitCode: 0 });
    });

    it('says who must approve when a rule refuses', async () => {
      api.when(START, problem(422, 'More than 1000 dead letters need an approval'));
      const { exitCode, stderr } = await run('dlq replay --group g', DO_IT);
      expect(exitCode).toBe(4);
      expect(stderr).toContain('More than 1000 dead letters need an approval');
      expect(stderr).toContain(`tbank-ops jobs approve ${JOB_ID}`);
    });
  });

  it.each([
    ['discard', 'open'],
    ['restore', 'discarded'],
  ])('does a %s when it is given a reason, and shows the plan without', async (kind, status) => {
    api.when('POST /jobs', { status: 201, body: job({ kind: kind as 'discard' }) });
    api.when(SHOW, { body: { ...finished({ succeeded: 3 }), kind } });
    await run(`dlq ${kind} --group g`);
    expect(selectionSent()).toEqual({ filter: { fingerprint: 'g', status } });
    expect(api.asked('POST', `/jobs/${JOB_ID}/start`)).toEqual([]);

    expect(await run(`dlq ${kind} ${LETTER_ID} --reason INC-7`)).toMatchObject({ exitCode: 0 });
    expect(api.asked('POST', `/jobs/${JOB_ID}/start`)[0]?.body).toEqual({
      ...{ reason: 'INC-7', hash: HASH },
    });
  });

  it('restores what is named at once, and discards it only for a reason', async () => {
    api.when('POST /jobs', { status: 201, body: job({ kind: 'restore' }) });
    api.when(SHOW, { body: { ...finished({ succeeded: 3 }), kind: 'restore' } });
    expect(await run(`dlq restore ${LETTER_ID}`)).toMatchObject({ exitCode: 0 });
    expect(api.asked('POST', `/jobs/${JOB_ID}/start`)[0]?.body).toMatchObject({
      reason: '(no reason given)',
    });
    const { exitCode, stderr } = await run(`dlq discard ${LETTER_ID}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('A reason is needed');
    expect(api.asked('POST', '/jobs')).toHaveLength(1);
  });

  it('takes a limit for so many of all', async () => {
    await run('dlq replay --limit 5');
    expect(api.asked('POST', '/jobs')[0]?.body).toMatchObject({
      selection: { filter: { status: 'open' }, limit: 5, all: true },
    });
  });

  it.each(['approve', 'pause', 'resume', 'cancel'])(
    'tells a job to %s, with the reason',
    async (verb) => {
      api.when(`POST /jobs/${JOB_ID}/${verb}`, { body: job({ state: 'paused' }) });
      const { exitCode } = await run(`jobs ${verb} ${JOB_ID} --reason INC-7`);
      expect(exitCode).toBe(0);
      expect(api.requests[0]?.body).toEqual({ reason: 'INC-7' });
    },
  );

  describe('dlq edit', () => {
    const edit = (state: string, diff = [{ path: 'data.type', money: false }]) => ({
      ...{ id: JOB_ID, letterId: LETTER_ID, state, diff, problems: [] },
    });
    const body = JSON.stringify({ data: { name: SECRET } });

    it('sends the corrected payload, shows the difference without values and sends no copy', async () => {
      api.when(`POST /dead-letters/${LETTER_ID}/edits`, { status: 201, body: edit('ready') });
      const line = `dlq edit ${LETTER_ID} --file - --reason INC-7`;
      const { exitCode, stdout, stderr } = await run(line, [], { input: body });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('data.type');
      expect(stderr).toContain(`tbank-ops dlq edit --edit ${JOB_ID} --execute`);
      expect(stdout + stderr).not.toContain(SECRET);
      expect(api.requests.map(({ body: sent }) => sent)).toEqual([{ body, reason: 'INC-7' }]);
    });

    it('says of a copy that may have been sent that it is sent again by itself', async () => {
      api.when(`GET /edits/${JOB_ID}`, { body: edit('sending') });
      const { stderr } = await run(`dlq edit --edit ${JOB_ID}`);
      expect(stderr).toContain('sent again by itself');
    });

    it('sends a copy only when it needs no approval or has it', async () => {
      api.when(`GET /edits/${JOB_ID}`, { body: edit('awaiting-approval') });
      api.when(`POST /edits/${JOB_ID}/replay`, { body: edit('sent') });
      const waits = await run(`dlq edit --edit ${JOB_ID} --execute --reason INC-7`);
      expect(waits.exitCode).toBe(4);
      expect(waits.stderr).toContain('--approve');
      expect(api.asked('POST', `/edits/${JOB_ID}/replay`)).toEqual([]);

      api.when(`GET /edits/${JOB_ID}`, { body: edit('approved') });
      expect(await run(`dlq edit --edit ${JOB_ID} --execute --reason INC-7`)).toMatchObject({
        exitCode: 0,
      });
      expect(api.asked('POST', `/edits/${JOB_ID}/replay`)[0]?.body).toEqual({ reason: 'INC-7' });
    });
  });

  it.each([
    ['events redeliver e-1 --reason INC-7', 'POST /events/e-1/redeliver', { reason: 'INC-7' }],
    [
      'payout decide p-1 --made b-1 --reason INC-7',
      'POST /payouts/p-1/decision',
      { made: true, paymentId: 'b-1', reason: 'INC-7' },
    ],
    [
      'payout decide p-1 --not-made --reason INC-7',
      'POST /payouts/p-1/decision',
      { made: false, reason: 'INC-7' },
    ],
    ['dlq note 3f9a1c mended', 'PUT /dead-letter-groups/3f9a1c/note', { text: 'mended' }],
    ['dlq note 3f9a1c --clear', 'PUT /dead-letter-groups/3f9a1c/note', { text: '' }],
    ['reconcile run', 'POST /reconcile/runs', { scope: 'all' }],
    ['reconcile run --deal d-1', 'POST /reconcile/runs', { scope: 'deals', dealId: 'd-1' }],
    [
      'reconcile resolve x-1 --reject --reason INC-7',
      'POST /reconcile/drifts/x-1/resolve',
      { action: 'reject', reason: 'INC-7' },
    ],
    [
      'tokens create anna --role operator --expires-in-days 30',
      'POST /tokens',
      { name: 'anna', role: 'operator', expiresInDays: 30 },
    ],
    [`tokens revoke ${JOB_ID}`, `DELETE /tokens/${JOB_ID}`, undefined],
  ])('%s', async (line, request, sent) => {
    const answer = request.startsWith('POST') ? { body: { id: JOB_ID } } : { status: 204 };
    api.when(request, answer);
    expect(await run(line)).toMatchObject({ exitCode: 0 });
    expect(api.requests[0]?.body).toEqual(sent);
  });
});
