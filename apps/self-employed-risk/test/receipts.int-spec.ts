import { HEADERS } from '@lk/contracts';
import { newId } from '@lk/kernel';
import { eventually } from '@lk/testing';
import { SelfEmployedStand } from './self-employed-stand';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. */
describe('receipts and the verdict on a person', () => {
  let stand: SelfEmployedStand;

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
