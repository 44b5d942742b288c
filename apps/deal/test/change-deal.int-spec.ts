import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { DealStand, newDeal } from './deal-stand';

describe('deal.accept, deal.step.create, deal.cancel', () => {
  let stand: DealStand;

  beforeAll(async () => {
    stand = await DealStand.open();
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  /** The bank's own status of a deal, and how many steps it has there. */
  const atBank = async (externalDealId: string) => {
    const deals = await stand.bank.ledger<{ dealId: string; status: string; steps: number }>(
      'deals',
    );
    return deals.find(({ dealId }) => dealId === externalDealId);
  };

  const accept = (dealId: string, messageId?: string) =>
    stand.outside.send('deal.accept', { dealId }, messageId);
  const cancel = (dealId: string, messageId?: string) =>
    stand.outside.send('deal.cancel', { dealId, reason: 'The buyer left' }, messageId);
  const addStep = (dealId: string, stepId: string, messageId?: string) =>
    stand.outside.send('deal.step.create', { dealId, stepId, description: 'Keys' }, messageId);

  it('accepts a deal at the bank and tells of it', async () => {
    const { dealId, externalDealId } = await stand.create();
    const messageId = newId();
    expect(await accept(dealId, messageId)).toEqual({
      status: 'completed',
      result: { dealId, externalDealId, status: 'ready_to_pay' },
    });
    expect(await atBank(externalDealId)).toMatchObject({ status: 'ACCEPTED' });
    const cause = { kind: 'command', id: messageId };
    await eventually(() => {
      const changes = stand.outside.heard('deal.status-changed', { dealId });
      expect(changes).toMatchObject([
        { externalDealId, to: 'draft', bankStatus: 'DRAFT', version: 1 },
        {
          externalDealId,
          from: 'draft',
          to: 'ready_to_pay',
          bankStatus: 'ACCEPTED',
          version: 2,
          cause,
        },
      ]);
      expect(changes[0]?.from).toBeUndefined();
    });
  });

  it('accepts once and answers the same when the command comes twice, also at once', async () => {
    const { dealId, externalDealId } = await stand.create();
    const messageId = newId();
    const replies = await Promise.all([accept(dealId, messageId), accept(dealId, messageId)]);
    expect(replies[0].status).toBe('completed');
    expect([replies[1], await accept(dealId, messageId)]).toEqual([replies[0], replies[0]]);
    expect(await stand.bank.requests(`${externalDealId}/accept`)).toHaveLength(1);
    expect((await stand.deal(dealId)).version).toBe(2);
  });

  it('does not ask the bank for what the bank has told already', async () => {
    const { dealId, externalDealId } = await stand.create();
    await stand.handle(1, () =>
      stand.outside.bankEvent('deal.accepted', { dealId: externalDealId }),
    );
    expect((await accept(dealId)).status).toBe('completed');
    expect(await stand.bank.requests(`${externalDealId}/accept`)).toEqual([]);
  });

  it.each(['deal.accept', 'deal.cancel'])(
    'sends %s with one key until the bank has answered',
    async (command) => {
      const { dealId, externalDealId } = await stand.create();
      const path = `/deals/${externalDealId}/${command.slice('deal.'.length)}`;
      await stand.bank.faults(
        { path, closeBeforeEffect: true, times: 1 },
        { path, status: 500, times: 2 },
        { path, status: 429, times: 1 },
      );
      const reply = await stand.outside.send(command, { dealId, reason: 'The buyer left' });
      expect(reply.status).toBe('completed');
      const requests = await stand.bank.requests(path);
      expect(requests).toHaveLength(5);
      expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    },
  );

  it.each(['deal.accept', 'deal.cancel'])(
    'sees at the bank that %s was done when its answer was lost',
    async (command) => {
      const { dealId, externalDealId } = await stand.create();
      const path = `/deals/${externalDealId}/${command.slice('deal.'.length)}`;
      await stand.bank.faults({ path, dropAnswerAfterEffect: true });
      const reply = await stand.outside.send(command, { dealId, reason: 'The buyer left' });
      expect(reply.status).toBe('completed');
      expect(await stand.bank.requests(path)).toHaveLength(1);
    },
  );

  it('cancels a deal before it is paid, and tells the participants once', async () => {
    const { dealId, externalDealId } = await stand.create();
    const messageId = newId();
    const [first] = await Promise.all([cancel(dealId, messageId), cancel(dealId, messageId)]);
    expect(first).toMatchObject({ result: { status: 'cancelled_before_pay' } });
    expect(await atBank(externalDealId)).toMatchObject({ status: 'CANCELLED' });
    await stand.handle(1, () =>
      stand.outside.bankEvent('deal.cancelled', { dealId: externalDealId }),
    );
    await eventually(() =>
      expect(stand.outside.heard('notification.requested', { dealId })).toMatchObject([
        { template: 'deal-cancelled', audience: 'participants' },
      ]),
    );
    expect(await stand.deal(dealId)).toMatchObject({ bankStatus: 'CANCELLED', version: 2 });
  });

  it('tells payouts of a cancellation as soon as the bank has said yes to it', async () => {
    const { dealId, externalDealId } = await stand.create();
    await accept(dealId);
    await stand.bank.control('POST', `/deals/${externalDealId}/pay`, {});
    await stand.handle(1, () =>
      stand.outside.bankEvent('payment.completed', { dealId: externalDealId }),
    );
    const dealStatus = async () => {
      const terms = await stand.get(`/deals/${dealId}/recipients/agent/payout-terms`);
      return ((await terms.json()) as { dealStatus: string }).dealStatus;
    };
    expect(await dealStatus()).toBe('paid_to_bank');
    // What follows the bank's answer waits for this row.
    await stand.database.query('BEGIN');
    await stand.database.query('SELECT FROM deal.deals WHERE deal_id = $1 FOR UPDATE', [dealId]);
    const command = cancel(dealId);
    await eventually(async () => expect(await dealStatus()).toBe('cancelled_refunded'));
    expect(await stand.deal(dealId)).toMatchObject({ status: 'paid_to_bank' });
    await stand.database.query('COMMIT');
    expect(await command).toMatchObject({ result: { status: 'cancelled_refunded' } });
    expect(await dealStatus()).toBe('cancelled_refunded');
  });

  it('rejects a cancellation that the bank refuses, and changes nothing', async () => {
    const { dealId, externalDealId } = await stand.create();
    await accept(dealId);
    await stand.bank.control('POST', `/deals/${externalDealId}/pay`, {});
    await stand.bank.control('POST', `/deals/${externalDealId}/complete`);
    const messageId = newId();
    const reply = await cancel(dealId, messageId);
    expect(reply).toMatchObject({
      status: 'rejected',
      error: { code: 'BANK_REFUSED', retryable: false },
    });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({ code: 'BANK_REFUSED' });
    expect(await stand.deal(dealId)).toMatchObject({ status: 'ready_to_pay', version: 2 });
    expect(await cancel(dealId, messageId)).toEqual(reply);
    expect(await stand.bank.requests(`${externalDealId}/cancel`)).toHaveLength(1);
  });

  it('refuses to cancel after a payout of which the bank cannot know', async () => {
    const { dealId, externalDealId } = await stand.create();
    await stand.database.query(
      `INSERT INTO tbank.bank_calls (idempotency_key, operation, business_id, request_hash, outcome, shared)
       VALUES ($1, 'payments.create', $2, 'hash', 'done', ARRAY['deal:' || $3::text])`,
      [newId(), newId(), dealId],
    );
    const reply = await cancel(dealId);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'DEAL_HAS_PAYOUTS' } });
    expect(await stand.bank.requests(`${externalDealId}/cancel`)).toEqual([]);
    expect(await stand.deal(dealId)).toMatchObject({ status: 'draft', version: 1 });
  });

  it('adds a step once, however often the command comes', async () => {
    const { dealId, externalDealId } = await stand.create();
    const messageId = newId();
    await stand.bank.faults({
      path: '*/steps',
      method: 'POST',
      dropAnswerAfterEffect: true,
      times: 1,
    });
    const [first, second] = await Promise.all([
      addStep(dealId, 'keys', messageId),
      addStep(dealId, 'keys', messageId),
    ]);
    const { steps } = await stand.deal(dealId);
    expect(steps.map(({ stepId }) => stepId)).toEqual(['1', 'keys']);
    expect(first).toEqual({
      status: 'completed',
      result: { dealId, stepId: 'keys', externalStepId: steps[1]?.externalStepId },
    });
    expect(second).toEqual(first);
    expect(await atBank(externalDealId)).toMatchObject({ steps: 2 });
  });

  it('refuses a second step with the same id', async () => {
    const { dealId, externalDealId } = await stand.create();
    expect(await addStep(dealId, '1')).toMatchObject({
      status: 'rejected',
      error: { code: 'STEP_EXISTS' },
    });
    expect(await atBank(externalDealId)).toMatchObject({ steps: 1 });
  });

  it('forgets a step that the bank refuses, so that its id is free', async () => {
    const { dealId, externalDealId } = await stand.create();
    await accept(dealId);
    const messageId = newId();
    expect(await addStep(dealId, 'late', messageId)).toMatchObject({
      status: 'rejected',
      error: { code: 'BANK_REFUSED' },
    });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({ code: 'BANK_REFUSED' });
    expect((await stand.deal(dealId)).steps).toHaveLength(1);
    expect(await addStep(dealId, 'late')).toMatchObject({ error: { code: 'BANK_REFUSED' } });
    expect(await atBank(externalDealId)).toMatchObject({ steps: 1 });
  });

  it.each(['deal.accept', 'deal.cancel', 'deal.step.create'])(
    'rejects %s for an unknown deal after its tries, without a dead letter',
    async (command) => {
      const letters = stand.outside.deadLetters.length;
      const body = { dealId: newId(), stepId: 'keys', description: 'Keys', reason: 'None' };
      const reply = await stand.outside.send(command, body);
      expect(reply).toMatchObject({ status: 'rejected', error: { code: 'DEAL_NOT_FOUND' } });
      const tries = stand.services[0]?.logs.filter(
        ({ errorCode }) => errorCode === 'DEAL_NOT_READY',
      );
      expect((tries?.length ?? 0) % 3).toBe(0);
      expect(tries).not.toEqual([]);
      expect(stand.outside.deadLetters).toHaveLength(letters);
    },
  );

  it('waits for a deal whose creation comes a moment later', async () => {
    const body = newDeal();
    const early = stand.outside.publishCommand('deal.accept', { dealId: body.dealId }, newId());
    await eventually(() =>
      expect(stand.services[0]?.logs.some(({ errorCode }) => errorCode === 'DEAL_NOT_READY')).toBe(
        true,
      ),
    );
    await stand.create(body);
    await eventually(() =>
      expect(stand.outside.repliesTo(early, 1)).toMatchObject([{ status: 'completed' }]),
    );
    expect((await stand.deal(body.dealId)).status).toBe('ready_to_pay');
  });

  it('puts a command without its fields aside', async () => {
    const messageId = newId();
    const reply = await stand.outside.send('deal.cancel', { dealId: newId() }, messageId);
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'BAD_PAYLOAD' } });
    expect(await stand.outside.deadLetter(messageId)).toMatchObject({ attempts: 1 });
  });

  describe('reading', () => {
    it('wants the token', async () => {
      const path = `/deals/${newId()}`;
      const wrong: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }];
      for (const headers of wrong) {
        const answer = await stand.get(path, { headers });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        const terms = await stand.get(`${path}/recipients/agent/payout-terms`, { headers });
        expect(terms.status).toBe(401);
      }
    });

    it('answers 404 as a problem for what is not there', async () => {
      const { dealId } = await stand.create();
      const paths = [
        `/deals/${newId()}`,
        '/deals/no-uuid',
        `/deals/${newId()}/recipients/agent/payout-terms`,
        `/deals/${dealId}/recipients/nobody/payout-terms`,
      ];
      for (const path of paths) {
        const answer = await stand.get(path);
        expect(answer.status).toBe(404);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(await answer.json()).toMatchObject({ status: 404, title: 'Not Found' });
      }
    });

    it('tells the terms of a payout', async () => {
      const { dealId, externalDealId } = await stand.create();
      const answer = await stand.get(`/deals/${dealId}/recipients/agent/payout-terms`);
      expect(await answer.json()).toEqual({
        dealStatus: 'draft',
        externalDealId,
        accountNumber: '40702810900000000001',
        shareKopecks: '60030',
        legalType: 'IP',
        inn: '770000000001',
        externalRecipientId: `agent-of-${dealId}`,
        bankDetailsId: 'details-1',
      });
    });

    it('tells no INN or account with a deal', async () => {
      const { dealId } = await stand.create();
      const text = await (await stand.get(`/deals/${dealId}`)).text();
      expect(text).not.toMatch(/770000000001|7700000001|40702810900000000001/);
    });
  });
});
