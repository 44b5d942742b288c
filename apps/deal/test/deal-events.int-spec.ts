import { EXCHANGES } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import fc from 'fast-check';
import { DealStand, newDeal } from './deal-stand';
import { type DealIds, deliveries, STORIES, type Story, type ToldEvent } from './deal-stories';

const ALL = ({ length }: { length: number }) => ({ minLength: length, maxLength: length });

interface ChangeRow {
  field: string;
  from_state: string | null;
  to_state: string;
}

describe('events about a deal', () => {
  let stand: DealStand;

  beforeAll(async () => {
    stand = await DealStand.open();
  });
  afterEach(() => stand.bank.heal());
  afterAll(() => stand.close());

  const tell = ({ from, type, data }: ToldEvent, id?: string): string =>
    from === 'bank'
      ? stand.outside.bankEvent(type, data, id)
      : stand.outside.lkEvent(type, data, id);

  /** Tells events of the bank about a deal, one after another, each dealt with before the next. */
  const tellInOrder = async (externalDealId: string, ...events: [string, object?][]) => {
    for (const [type, more = {}] of events) {
      const data = { dealId: externalDealId, ...more };
      await stand.handle(1, () => stand.outside.bankEvent(type, data));
    }
  };

  /** Versions without a gap, each event from where the one before it ended, the last one as stored. */
  const expectChained = async (dealId: string) => {
    const view = await stand.deal(dealId);
    const changes = await eventually(() => {
      const heard = stand.outside.heard('deal.status-changed', { dealId });
      expect(heard).toHaveLength(view.version);
      return heard.sort((a, b) => Number(a.version) - Number(b.version));
    });
    expect(changes.map(({ version }) => version)).toEqual(changes.map((_, index) => index + 1));
    const told = changes.map(({ to }) => to);
    expect(changes.map(({ from }) => from)).toEqual([undefined, ...told].slice(0, told.length));
    expect(told.at(-1)).toBe(view.status);
    const rows = await stand.database.query<ChangeRow>(
      'SELECT field, from_state, to_state FROM deal.deal_history WHERE deal_id = $1 ORDER BY id',
      [dealId],
    );
    const last = new Map<string, string | null>();
    for (const { field, from_state: from, to_state: to } of rows) {
      if (last.has(field)) expect(from).toBe(last.get(field));
      expect(to).not.toBe(from);
      last.set(field, to);
    }
    expect(last.get('status')).toBe(view.status);
    const shown = ['draft', ...view.history.slice(1).map(({ from }) => from)];
    expect(view.history.map(({ to }) => to)).toEqual([...shown.slice(1), view.status]);
    return view;
  };

  describe('in any order, with any duplicates', () => {
    const PERMUTATIONS = 14;
    const seed = Date.now();

    const tellAll = async (story: Story): Promise<{ ids: DealIds; order: string[] }[]> => {
      const count = story.events({ dealId: '', externalDealId: '' }).length;
      const orders = fc.sample(deliveries(count), { numRuns: PERMUTATIONS, seed });
      const created = await Promise.all(orders.map(() => stand.create()));
      const total = orders.reduce((sum, order) => sum + order.length, 0);
      const told = created.map((ids, index) => ({ ids, order: orders[index] ?? [] }));
      await stand.handle(total, () => {
        for (const { ids, order } of told) {
          const events = story.events(ids).map((event) => ({ event, id: newId() }));
          for (const { event: index, sameId } of order) {
            const one = events[index];
            if (one) tell(one.event, sameId ? one.id : newId());
          }
        }
      });
      return told.map(({ ids, order }) => {
        const events = story.events(ids);
        return { ids, order: order.map(({ event }) => events[event]?.type ?? '') };
      });
    };

    it.each(STORIES.map((story) => [story.name, story] as const))(
      'a deal ends the same, with an unbroken chain of versions: %s',
      async (_name, story) => {
        for (const { ids, order } of await tellAll(story)) {
          const view = await expectChained(ids.dealId);
          expect({ seed, order, ...view }).toMatchObject({ seed, order, ...story.end });
        }
      },
    );
  });

  it('tells participants once of each status, and of each payment that failed', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tellInOrder(
      externalDealId,
      ['deal.accepted'],
      ['payment.failed', { paymentId: '1' }],
      ['payment.failed', { paymentId: '1' }],
      ['payment.pending', { paymentId: '2' }],
      ['payment.failed', { paymentId: '2' }],
      ['payment.completed', { paymentId: '3', amount: 1000.5 }],
      ['payment.completed', { paymentId: '4' }],
      ['deal.completed'],
      ['deal.completed'],
    );
    const { version } = await expectChained(dealId);
    expect(version).toBe(7);
    const requested = stand.outside.heard('notification.requested', { dealId });
    await eventually(() => expect(requested).toHaveLength(4));
    expect(requested.map(({ template }) => template)).toEqual([
      'payment-failed',
      'payment-failed',
      'payment-completed',
      'deal-paid-out',
    ]);
    expect(new Set(requested.map(({ dedupKey }) => dedupKey)).size).toBe(4);
    expect(requested[2]).toMatchObject({
      audience: 'participants',
      parameters: { dealId, amountKopecks: '100050' },
    });
  });

  it('tells every change with its cause: of the bank status too', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tellInOrder(externalDealId, ['payment.completed', { paymentId: '1' }]);
    const answer = await stand.get(`/deals/${dealId}/changes`);
    const { changes } = (await answer.json()) as { changes: { field: string; to: string }[] };
    const { history } = await stand.deal(dealId);
    expect(changes.filter(({ field }) => field === 'status')).toEqual(
      history.map((change) => ({ field: 'status', ...change })),
    );
    expect(changes.filter(({ field }) => field === 'bankStatus').at(-1)).toMatchObject({
      to: 'FUNDED',
      cause: { kind: 'event' },
    });
    expect((await stand.get('/deals/x/changes')).status).toBe(404);
  });

  it('follows a payment that came and was refunded', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tellInOrder(externalDealId, ['payment.completed'], ['deal.cancelled']);
    const view = await expectChained(dealId);
    expect(view).toMatchObject({ status: 'cancelled_refunded', contradictions: [] });
    expect(view.history.map(({ to }) => to)).toEqual([
      'draft',
      'paid_to_bank',
      'cancelled_refunded',
    ]);
  });

  it('alerts once of facts that cannot both be true', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tellInOrder(
      externalDealId,
      ['deal.cancelled'],
      ['deal.completed'],
      ['deal.cancelled'],
      ['deal.completed'],
      ['payment.completed'],
    );
    expect(await stand.deal(dealId)).toMatchObject({
      status: 'released_paid_out',
      bankStatus: 'COMPLETED',
      contradictions: ['COMPLETED_AND_CANCELLED'],
    });
    await expectChained(dealId);
    const dedupKey = `deal-facts:${dealId}:COMPLETED_AND_CANCELLED`;
    expect(stand.outside.heard('alert.raised', { dedupKey })).toMatchObject([
      { code: 'DEAL_FACTS_CONTRADICT', severity: 'critical', details: { dealId } },
    ]);
  });

  it('takes an event once that comes to two copies at the same time', async () => {
    const copy = await stand.startCopy();
    const deals = await Promise.all(Array.from({ length: 5 }, () => stand.create()));
    const id = newId();
    await stand.handle(20, () => {
      for (const { externalDealId } of deals) {
        const data = { dealId: externalDealId };
        for (let times = 0; times < 4; times += 1) {
          stand.outside.bankEvent('payment.completed', data, id + externalDealId);
        }
      }
    });
    for (const { dealId } of deals) {
      expect(await expectChained(dealId)).toMatchObject({ status: 'paid_to_bank', version: 2 });
      expect(stand.outside.heard('notification.requested', { dealId })).toHaveLength(1);
    }
    await copy.stop();
    stand.services.pop();
  });

  it('waits for the commit of a deal whose events are faster than the answer of the bank', async () => {
    const body = newDeal();
    const known = await stand.bank.ledger('deals');
    await stand.bank.faults({ path: '*/deals', method: 'POST', answerDelayMs: 150, times: 1 });
    const created = stand.outside.send('deal.create', body);
    const dealId = await eventually(
      async () => {
        const [made] = (await stand.bank.ledger<{ dealId: string }>('deals')).slice(known.length);
        if (!made) throw new Error('not made yet');
        return made.dealId;
      },
      { intervalMs: 10 },
    );
    const id = stand.outside.bankEvent('deal.accepted', { dealId });
    expect((await created).status).toBe('completed');
    await eventually(async () =>
      expect(await stand.deal(body.dealId)).toMatchObject({ status: 'ready_to_pay' }),
    );
    expect(stand.outside.deadLetters.map((letter) => letter.id)).not.toContain(id);
    await expectChained(body.dealId);
  });

  it('keeps an event about an unknown deal as a dead letter, whose replay takes effect', async () => {
    const { dealId, externalDealId } = await stand.create();
    const setId = (external: string) =>
      stand.database.query('UPDATE deal.deals SET external_deal_id = $2 WHERE deal_id = $1', [
        dealId,
        external,
      ]);
    await setId(newId());
    const id = stand.outside.bankEvent('payment.completed', { dealId: externalDealId });
    expect(await stand.outside.deadLetter(id)).toEqual({
      queue: 'deal.events',
      id,
      code: 'ENTITY_NOT_FOUND',
      attempts: 4,
    });
    await setId(externalDealId);
    await stand.handle(1, () => {
      stand.outside.bankEvent('payment.completed', { dealId: externalDealId }, id);
    });
    expect((await stand.deal(dealId)).status).toBe('paid_to_bank');
  });

  it('keeps the news of a payout of an unknown deal as a dead letter', async () => {
    const data = {
      payoutId: newId(),
      dealId: newId(),
      recipientId: 'agent',
      to: 'pending',
      amountKopecks: '1',
      version: 1,
      cause: { kind: 'event', id: 'e' },
    };
    const id = stand.outside.lkEvent('payout.status-changed', data);
    expect(await stand.outside.deadLetter(id)).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  });

  it('tells of a deal first by the event that comes before our own last commit', async () => {
    const body = newDeal();
    await stand.bank.faults({ path: '*/steps', method: 'POST', answerDelayMs: 400, times: 1 });
    const created = stand.outside.send('deal.create', body);
    const dealId = await eventually(
      async () => {
        const { externalDealId } = await stand.deal(body.dealId);
        if (externalDealId === null) throw new Error('not made yet');
        return externalDealId;
      },
      { intervalMs: 10 },
    );
    await stand.handle(1, () => stand.outside.bankEvent('payment.completed', { dealId }));
    expect(await created).toMatchObject({ result: { status: 'paid_to_bank' } });
    expect(await expectChained(body.dealId)).toMatchObject({ version: 1 });
    expect(stand.outside.heard('notification.requested', { dealId: body.dealId })).toHaveLength(1);
  });

  it('puts poison aside and goes on with its neighbours', async () => {
    const { dealId, externalDealId } = await stand.create();
    const letters = stand.outside.deadLetters.length;
    const poison: [string, Buffer | object][] = [
      ['BAD_JSON', Buffer.from('{not json')],
      ['BAD_PAYLOAD', Buffer.from('[]')],
      ['BAD_EVENT', { specversion: '1.0', type: 'deal.accepted', data: {} }],
    ];
    for (const [, body] of poison) {
      stand.broker.publish(EXCHANGES.bankEvents, 'deal.accepted', body, { messageId: newId() });
    }
    const id = stand.outside.bankEvent('payment.completed', { dealId: 7 });
    await tellInOrder(externalDealId, ['deal.accepted']);
    expect((await stand.deal(dealId)).status).toBe('ready_to_pay');
    expect(await stand.outside.deadLetter(id)).toMatchObject({ code: 'BAD_PAYLOAD', attempts: 1 });
    await eventually(() => expect(stand.outside.deadLetters).toHaveLength(letters + 4));
    const codes = stand.outside.deadLetters.slice(letters).map(({ code }) => code);
    expect(codes.sort()).toEqual([...poison.map(([code]) => code), 'BAD_PAYLOAD'].sort());
  });

  it('names reconciliation as the cause of what reconciliation found', async () => {
    const { dealId, externalDealId } = await stand.create();
    const source = 'urn:lk:reconciliation';
    const id = newId();
    await stand.handle(1, () => {
      stand.outside.bankEvent('deal.accepted', { dealId: externalDealId }, id, source);
    });
    const { history } = await stand.deal(dealId);
    expect(history.at(-1)).toMatchObject({ cause: { kind: 'reconciliation', id } });
  });

  describe('told by reconciliation and by a late webhook', () => {
    const source = 'urn:lk:reconciliation';
    /** The facts that bring a deal to each status of the bank, and how it then stands. */
    const ENDS: [bankStatus: string, facts: string[], end: object, changes: number][] = [
      ['ACCEPTED', ['deal.accepted'], { status: 'ready_to_pay' }, 1],
      ['FUNDED', ['deal.accepted', 'payment.completed'], { status: 'paid_to_bank' }, 2],
      [
        'COMPLETED',
        ['deal.accepted', 'payment.completed', 'deal.completed'],
        { status: 'released_paid_out' },
        3,
      ],
      ['CANCELLED', ['deal.cancelled'], { status: 'cancelled_before_pay' }, 1],
      ['CANCELLED', ['payment.completed', 'deal.cancelled'], { status: 'cancelled_refunded' }, 2],
    ];

    const rows = (dealId: string) =>
      stand.database.query(
        `SELECT to_state FROM deal.deal_history WHERE deal_id = $1 AND field = 'status'
         AND from_state IS NOT NULL`,
        [dealId],
      );

    it.each(ENDS)('every status of the bank is reached, each fact once: %s', async (...given) => {
      const [bankStatus, facts, end, changes] = given;
      const told = facts.flatMap((type) => [
        // The bank's list of deals shows no payment, so reconciliation cannot name one.
        { type, source, more: {} },
        { type, source: 'urn:tbank', more: type.startsWith('payment') ? { paymentId: 'p' } : {} },
      ]);
      const repairFirst = told;
      const repairLast = [...told].reverse();
      const orders = [
        repairFirst,
        repairLast,
        ...fc.sample(fc.shuffledSubarray(told, ALL(told)), 3),
      ];
      for (const order of orders) {
        const { dealId, externalDealId } = await stand.create();
        for (const { type, more, source: from } of order) {
          const data = { dealId: externalDealId, ...more };
          await stand.handle(1, () => {
            stand.outside.bankEvent(type, data, newId(), from);
          });
        }
        const view = await expectChained(dealId);
        expect(view).toMatchObject({ ...end, bankStatus, contradictions: [] });
        // A fact that overtook another one leaves fewer steps, never more.
        expect((await rows(dealId)).length).toBeLessThanOrEqual(changes);
        if (order === repairFirst) expect(await rows(dealId)).toHaveLength(changes);
      }
    });
  });

  it('releases a deal with the last recipient, and a part of a share is not a share', async () => {
    const { dealId, externalDealId } = await stand.create();
    await tellInOrder(externalDealId, ['payment.completed']);
    const paid = async (recipientId: string, amountKopecks: string, second: number) => {
      const data = { payoutId: newId(), dealId, recipientId, to: 'paid_out', amountKopecks };
      const paidAt = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
      const cause = { kind: 'event', id: 'e' };
      await stand.handle(1, () => {
        stand.outside.lkEvent('payout.status-changed', { ...data, version: 3, paidAt, cause });
      });
      return stand.deal(dealId);
    };
    const shown = ({ status, recipients }: Awaited<ReturnType<typeof paid>>) => [
      status,
      ...recipients.map(({ payoutStatus }) => payoutStatus),
    ];
    expect(shown(await paid('agent', '60000', 1))).toEqual(['paid_to_bank', 'released', 'pending']);
    expect(shown(await paid('agency', '40020', 2))).toEqual([
      'paid_to_bank',
      'released',
      'paid_out',
    ]);
    const end = await paid('agent', '30', 3);
    expect(shown(end)).toEqual(['released_paid_out', 'paid_out', 'paid_out']);
    expect(end.recipients.map(({ paidAt }) => paidAt)).toEqual([
      '2026-01-01T00:00:03.000Z',
      '2026-01-01T00:00:02.000Z',
    ]);
    expect(end.bankStatus).toBe('FUNDED');
    await expectChained(dealId);
  });
});
