import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { DealStand, newDeal } from './deal-stand';
import { NOMINAL_ACCOUNT } from './test-bank';

describe('deal.create', () => {
  let stand: DealStand;

  beforeAll(async () => {
    stand = await DealStand.open();
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  const rows = <T extends object>(sql: string, ...parameters: unknown[]) =>
    stand.database.query<T>(sql, parameters);

  /** What the bank has made since the given moment. */
  const counting = async (kind: string) => {
    const before = await stand.bank.effects(kind);
    return async () => (await stand.bank.effects(kind)) - before;
  };

  it('creates the deal and its step at the bank, stores the shares, answers', async () => {
    const body = newDeal();
    const messageId = newId();
    const reply = await stand.outside.send('deal.create', body, messageId);
    const [made] = (await stand.bank.ledger<{ dealId: string }>('deals')).slice(-1);
    expect(made).toMatchObject({ accountNumber: NOMINAL_ACCOUNT, steps: 1, status: 'DRAFT' });
    const externalDealId = made?.dealId;
    expect(reply).toEqual({
      status: 'completed',
      result: { dealId: body.dealId, externalDealId, status: 'draft' },
    });
    expect(await stand.deal(body.dealId)).toMatchObject({
      externalDealId,
      amountKopecks: '100050',
      recipients: [
        { recipientId: 'agent', shareKopecks: '60030', payoutStatus: 'pending', paidAt: null },
        { recipientId: 'agency', shareKopecks: '40020', externalRecipientId: null },
      ],
      steps: [{ stepId: '1', description: body.description }],
      history: [{ from: null, to: 'draft', cause: { kind: 'command', id: messageId } }],
    });
    await eventually(() =>
      expect(stand.outside.heard('command.completed', { commandId: messageId })).toHaveLength(1),
    );
  });

  it('creates the steps asked for, in their order, on the account asked for', async () => {
    const steps = ['b', 'a'].map((stepId) => ({ stepId, description: `Step ${stepId}` }));
    const accountNumber = '40702810900000000077';
    const { dealId, externalDealId } = await stand.create(newDeal({ steps, accountNumber }));
    const [made] = (await stand.bank.ledger('deals')).slice(-1);
    expect(made).toMatchObject({ accountNumber, dealId: externalDealId, steps: 2 });
    const view = await stand.deal(dealId);
    expect(view.steps.map(({ stepId }) => stepId)).toEqual(['b', 'a']);
    expect(view.steps.every(({ externalStepId }) => externalStepId !== null)).toBe(true);
  });

  it('does a command once that comes a second time, and answers the same', async () => {
    const made = await counting('deal.created');
    const [body, messageId] = [newDeal(), newId()];
    const first = await stand.outside.send('deal.create', body, messageId);
    const again = await stand.outside.send('deal.create', body, messageId);
    expect(first.status).toBe('completed');
    expect(again).toEqual(first);
    expect(await made()).toBe(1);
  });

  it('does a command once that comes at the same time to two copies', async () => {
    const copy = await stand.startCopy();
    const made = await counting('deal.created');
    const stepsMade = await counting('step.created');
    const commands = Array.from({ length: 5 }, () => ({ body: newDeal(), messageId: newId() }));
    const sent = commands.map(({ body, messageId }) => [
      stand.outside.publishCommand('deal.create', body, messageId),
      stand.outside.publishCommand('deal.create', body, messageId),
    ]);
    await eventually(() => sent.flat().forEach((id) => stand.outside.repliesTo(id, 1)));
    for (const [one = '', other = ''] of sent) {
      const [reply] = stand.outside.repliesTo(one, 1);
      expect(reply?.status).toBe('completed');
      expect(stand.outside.repliesTo(other, 1)).toEqual([reply]);
    }
    expect([await made(), await stepsMade()]).toEqual([5, 5]);
    await copy.stop();
    stand.services.pop();
  });

  it('refuses another command for the same deal, also at the same time', async () => {
    const made = await counting('deal.created');
    const body = newDeal();
    const [one, other] = await Promise.all([
      stand.outside.send('deal.create', body),
      stand.outside.send('deal.create', body),
    ]);
    expect([one.status, other.status].sort()).toEqual(['completed', 'rejected']);
    const refused = one.status === 'rejected' ? one : other;
    expect(refused).toMatchObject({ error: { code: 'DEAL_EXISTS', retryable: false } });
    expect(await made()).toBe(1);
    expect((await stand.deal(body.dealId)).externalDealId).not.toBeNull();
  });

  describe('refuses by its own rules and tells the bank nothing', () => {
    const [agent, agency] = newDeal().recipients;
    const step = { stepId: '1', description: 'A step' };
    const cases: [string, string, object][] = [
      ['shares below the amount', 'SPLIT_INVALID', { recipients: [agent] }],
      [
        'shares of both kinds',
        'SPLIT_INVALID',
        { recipients: [{ ...agent, splitType: 'fixed' }, agency] },
      ],
      [
        'the same recipient twice',
        'RECIPIENTS_NOT_UNIQUE',
        { recipients: [agent, { ...agency, recipientId: 'agent' }] },
      ],
      ['the same step twice', 'STEPS_NOT_UNIQUE', { steps: [step, step] }],
      ['an amount of nothing', 'AMOUNT_INVALID', { amount: 0 }],
    ];

    it.each(cases)('%s, leaving the id free and no dead letter', async (_, code, wrong) => {
      const requests = (await stand.bank.ledger('requests')).length;
      const letters = stand.outside.deadLetters.length;
      const messageId = newId();
      const body = newDeal();
      const reply = await stand.outside.send('deal.create', { ...body, ...wrong }, messageId);
      expect(reply).toMatchObject({ status: 'rejected', error: { code, retryable: false } });
      expect(await stand.bank.ledger('requests')).toHaveLength(requests);
      await eventually(() =>
        expect(stand.outside.heard('command.rejected', { commandId: messageId })).toHaveLength(1),
      );
      expect(stand.outside.deadLetters).toHaveLength(letters);
      await stand.create(body);
    });
  });

  it('answers rejected and leaves a dead letter when the bank refuses, and the id is free', async () => {
    await stand.bank.faults({ path: '*/deals', method: 'POST', status: 422, times: 1 });
    const [body, messageId] = [newDeal(), newId()];
    const reply = await stand.outside.send('deal.create', body, messageId);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'BANK_REFUSED' } });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({
      queue: 'deal.commands',
      code: 'BANK_REFUSED',
      attempts: 1,
    });
    expect((await stand.get(`/deals/${body.dealId}`)).status).toBe(404);
    await stand.create(body);
  });

  it('keeps a deal that the bank made although it refused the step, which may be asked for again', async () => {
    await stand.bank.faults({ path: '*/steps', method: 'POST', status: 422, times: 1 });
    const body = newDeal();
    const reply = await stand.outside.send('deal.create', body);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'BANK_REFUSED' } });
    expect(await stand.deal(body.dealId)).toMatchObject({ status: 'draft', steps: [] });
    const step = { dealId: body.dealId, stepId: '1', description: 'A better text' };
    expect(await stand.outside.send('deal.step.create', step)).toMatchObject({
      status: 'completed',
    });
    expect(await stand.outside.send('deal.create', body)).toMatchObject({
      error: { code: 'DEAL_EXISTS' },
    });
  });

  it.each([
    // The bank's deals bear no mark of ours: only a repeat tells. Its steps can be seen.
    ['the answer about the deal', '*/deals', 'deal.created', '/deals', 3],
    ['the answer about the step', '*/steps', 'step.created', '/steps', 1],
  ])('makes it once when %s is lost after the effect', async (_, path, kind, ending, sent) => {
    const made = await counting(kind);
    await stand.bank.faults({ path, method: 'POST', dropAnswerAfterEffect: true, times: 2 });
    const before = (await stand.bank.requests(ending)).length;
    const reply = await stand.outside.send('deal.create', newDeal());
    expect(reply.status).toBe('completed');
    const requests = (await stand.bank.requests(ending)).slice(before);
    const keys = requests
      .filter(({ method }) => method === 'POST')
      .map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(sent);
    expect(new Set(keys).size).toBe(1);
    expect(await made()).toBe(1);
    const [call] = await rows<{ outcome: string; attempts: number }>(
      'SELECT outcome, attempts FROM tbank.bank_calls WHERE idempotency_key = $1',
      keys[0],
    );
    expect(call).toEqual({ outcome: 'done', attempts: sent });
  });

  it('keeps the deal when the bank refuses the repeat of a request whose answer was lost', async () => {
    const before = (await stand.bank.ledger('deals')).length;
    await stand.bank.faults(
      { path: '*/deals', method: 'POST', dropAnswerAfterEffect: true, times: 1 },
      { path: '*/deals', method: 'POST', status: 422, errorCode: 'IN_PROGRESS' },
    );
    const [command, messageId] = [newDeal(), newId()];
    const answer = stand.outside.send('deal.create', command, messageId);
    await eventually(async () => {
      const [call] = await rows<{ outcome: string }>(
        'SELECT outcome FROM tbank.bank_calls WHERE business_id = $1',
        command.dealId,
      );
      expect(call?.outcome).toBe('REPEAT_REFUSED');
    });
    await stand.bank.heal();
    expect((await answer).status).toBe('completed');
    expect((await stand.bank.ledger('deals')).length - before).toBe(1);
  });

  it('makes one deal when the answer comes after the time-out', async () => {
    const made = await counting('deal.created');
    await stand.bank.faults({ path: '*/deals', method: 'POST', answerDelayMs: 1500, times: 1 });
    expect((await stand.outside.send('deal.create', newDeal())).status).toBe('completed');
    expect(await made()).toBe(1);
  });

  it('does not give up on a bank that fails longer than the queue has attempts', async () => {
    const made = await counting('deal.created');
    await stand.bank.faults({ path: '*/deals', method: 'POST', status: 503 });
    const before = (await stand.bank.requests('/deals')).length;
    const answer = stand.outside.send('deal.create', newDeal());
    const attempts = 5;
    await eventually(async () =>
      expect((await stand.bank.requests('/deals')).length - before).toBeGreaterThan(3 * attempts),
    );
    await stand.bank.heal();
    expect((await answer).status).toBe('completed');
    expect(await made()).toBe(1);
  });

  it('puts poison aside and goes on with its neighbours', async () => {
    const letters = stand.outside.deadLetters.length;
    const sent = [newId(), newId()];
    stand.outside.publishCommand('deal.create', Buffer.from('{not json'), sent[0]);
    stand.outside.publishCommand('deal.create', { ...newDeal(), amount: 'much' }, sent[1]);
    stand.outside.publishCommand('deal.create', newDeal(), 'no-uuid');
    await stand.create();
    await eventually(() => expect(stand.outside.deadLetters).toHaveLength(letters + 3));
    const found = stand.outside.deadLetters.slice(letters);
    expect(found.map(({ id, code }) => [id, code]).sort()).toEqual(
      [
        [sent[0], 'BAD_JSON'],
        [sent[1], 'BAD_PAYLOAD'],
        ['no-uuid', 'MESSAGE_ID_REQUIRED'],
      ].sort(),
    );
  });

  it('refuses a message id that belongs to another command, whose answer stays', async () => {
    const [body, messageId] = [newDeal(), newId()];
    const first = await stand.outside.send('deal.create', body, messageId);
    const reused = await stand.outside.send('deal.create', newDeal(), messageId);
    expect(reused).toMatchObject({ status: 'rejected', error: { code: 'COMMAND_ID_REUSED' } });
    expect(await stand.outside.send('deal.create', body, messageId)).toEqual(first);
  });
});
