import { HEADERS } from '@lk/contracts';
import { newId, personRef } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { SelfEmployedStand } from './self-employed-stand';

const RECONCILIATION = 'urn:lk:reconciliation';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. */
describe('receipts and the verdict on a person', () => {
  let stand: SelfEmployedStand;
  let people = 0;

  beforeAll(async () => {
    stand = await SelfEmployedStand.start();
  });
  afterAll(() => stand.stop());

  it('flags once at the third cancelled receipt, each event delivered twice', async () => {
    const inn = '600000000001';
    const { selfEmployedId } = await stand.register(inn);
    stand.bankEvent('receipt.ready', { inn, receiptId: 'r1', amount: 1500.5 }, { times: 2 });
    for (const receiptId of ['r1', 'r2', 'r3']) {
      stand.bankEvent('receipt.cancelled', { inn, receiptId }, { times: 2 });
    }
    stand.bankEvent('receipt.ready', { inn, receiptId: 'r2', amount: 10 }, { times: 2 });

    await eventually(async () => {
      expect(await stand.person(selfEmployedId)).toMatchObject({
        flagged: true,
        cancelledReceipts: 3,
        version: 2,
        receipts: [
          { receiptId: 'r1', status: 'CANCELLED', amountKopecks: '150050' },
          { receiptId: 'r2', status: 'CANCELLED', amountKopecks: '1000' },
          { receiptId: 'r3', status: 'CANCELLED', amountKopecks: null },
        ],
        history: [{ from: null, to: 'DRAFT' }],
      });
      expect(stand.alerts('RECEIPT_CANCELLED')).toHaveLength(3);
      expect(stand.eventsOf('notification.requested', selfEmployedId)).toHaveLength(1);
    });
    const [flagged, ...more] = stand.eventsOf('self-employed.risk-flagged');
    expect(more).toEqual([]);
    expect(flagged?.data).toMatchObject({ selfEmployedId, cancelledReceipts: 3, version: 2 });
    expect(stand.alerts('SELF_EMPLOYED_FLAGGED')).toMatchObject([
      { data: { severity: 'critical' } },
    ]);
    expect((await stand.read('/self-employed/lookup', { inn })).body.flagged).toBe(true);
    expect(JSON.stringify([stand.events, stand.service.logs])).not.toContain(inn);
  });

  it('tells which events told it what, and names the person without their INN', async () => {
    const inn = '600000000009';
    const { selfEmployedId } = await stand.register(inn);
    const ready = stand.bankEvent('receipt.ready', { inn, receiptId: 'f1', amount: 1.5 });
    const read = () => stand.read(`/self-employed/${selfEmployedId}/facts`);
    await eventually(async () => expect((await read()).body.facts).toHaveLength(1));
    expect((await read()).body).toEqual({
      personRef: personRef(inn, 'sample-internal-token'),
      facts: [
        {
          eventId: ready,
          kind: 'ready',
          receiptId: 'f1',
          amountKopecks: '150',
          at: expect.stringMatching(/Z$/) as string,
        },
      ],
    });
    expect((await stand.read(`/self-employed/${newId()}/facts`)).status).toBe(404);
  });

  it('counts one receipt once when two events cancel it, and alerts both times', async () => {
    const inn = '600000000002';
    const { selfEmployedId } = await stand.register(inn);
    const before = stand.alerts('RECEIPT_CANCELLED').length;
    stand.bankEvent('receipt.cancelled', { inn, receiptId: 'r9' });
    stand.bankEvent('receipt.cancelled', { inn, receiptId: 'r9' });
    stand.bankEvent('receipt.cancelled', { inn });
    await eventually(async () => {
      expect(stand.alerts('RECEIPT_CANCELLED')).toHaveLength(before + 3);
      expect(await stand.person(selfEmployedId)).toMatchObject({
        flagged: false,
        cancelledReceipts: 2,
      });
    });
  });

  it.each([
    ['the repair first', 'names', true],
    ['the repair last', 'names', false],
    ['the repair first', 'names no receipt', true],
    ['the repair last', 'names no receipt', false],
  ])('counts one receipt once, %s, the webhook %s', async (_order, naming, repairFirst) => {
    const inn = String(600_000_000_100 + (people += 1));
    const { selfEmployedId } = await stand.register(inn);
    const receiptId = newId();
    const told = naming === 'names' ? { inn, receiptId } : { inn };
    const repair = () =>
      stand.bankEvent(
        'receipt.cancelled',
        { inn, receiptId },
        { source: RECONCILIATION, times: 2 },
      );
    const webhook = () => stand.bankEvent('receipt.cancelled', told);
    const facts = () =>
      stand.database.query(
        'SELECT event_id FROM self_employed_risk.receipt_facts WHERE self_employed_id = $1',
        [selfEmployedId],
      );
    for (const [index, tell] of (repairFirst ? [repair, webhook] : [webhook, repair]).entries()) {
      tell();
      await eventually(async () => expect(await facts()).toHaveLength(index + 1));
    }
    expect(await stand.person(selfEmployedId)).toMatchObject({
      cancelledReceipts: 1,
      flagged: false,
      receipts: [{ receiptId, status: 'CANCELLED' }],
    });
  });

  it('applies at once, and once, what comes before the registration does', async () => {
    const inn = '600000000003';
    stand.bankEvent('receipt.ready', { inn, receiptId: 'early', amount: '7.00' });
    const { selfEmployedId } = await stand.register(inn);
    await eventually(async () => {
      expect((await stand.person(selfEmployedId)).receipts).toEqual([
        { receiptId: 'early', status: 'REGISTERED', amountKopecks: '700' },
      ]);
    });
  });

  it('leaves an event about an INN that nobody has to a person on call', async () => {
    const id = stand.bankEvent('receipt.cancelled', { inn: '699999999999', receiptId: newId() });
    const dead = await eventually(async () => {
      const message = await stand.broker.take('self-employed-risk.events.dlq');
      if (!message) throw new Error('not there yet');
      return message;
    });
    expect(dead.properties.headers).toMatchObject({
      [HEADERS.errorCode]: 'ENTITY_NOT_FOUND',
      [HEADERS.eventId]: id,
    });
    expect(JSON.stringify(dead.properties.headers)).not.toContain('699999999999');
  });
});
