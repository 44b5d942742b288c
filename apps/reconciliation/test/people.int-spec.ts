import { eventually } from '@lk/testing';
import { ReconciliationStand } from './reconciliation-stand';

const INN = '770000000001';

/** Real: Postgres, RabbitMQ, the service, the bank simulator. Test doubles: the owners of records. */
describe('self-employed people and their receipts', () => {
  let stand: ReconciliationStand;

  beforeAll(async () => {
    stand = await ReconciliationStand.open();
  });
  afterAll(() => stand.close());
  beforeEach(() => stand.reset());

  const person = async (status: 'DRAFT' | 'ACTIVE' = 'ACTIVE') => {
    const externalRecipientId = await stand.life.person(INN);
    await stand.life.bank.control('POST', `/self-employed/${INN}/activate`);
    return stand.owners.addPerson({ externalRecipientId, status });
  };

  it('asks the owner to read the list where a status differs, and closes when it has', async () => {
    const { broker } = stand;
    const queue = 'self-employed-risk.commands';
    const someone = await person('DRAFT');
    await stand.run({ scope: 'self-employed' });
    expect(await stand.drifts()).toMatchObject([
      {
        class: 'self-employed-status',
        status: 'open',
        action: 'repair',
        bank: { status: 'ACTIVE', selfEmployedStatus: 'ACTIVE' },
        selfEmployedId: someone.selfEmployedId,
      },
    ]);
    await stand.run({ scope: 'self-employed' });
    const command = await eventually(async () => {
      const message = await broker.take(queue);
      if (!message) throw new Error('No command yet');
      return message;
    });
    expect(command.fields.routingKey).toBe('self-employed.sync');
    expect(JSON.parse(command.content.toString())).toEqual({ waitForList: true });
    expect(await stand.drifts()).toMatchObject([{ status: 'repaired', repairAttempts: 1 }]);
    someone.status = 'ACTIVE';
    await stand.run({ scope: 'self-employed' });
    expect(await stand.drifts()).toMatchObject([{ status: 'resolved' }]);
  });

  it('publishes the receipts that were missed, keeps no INN, and closes them', async () => {
    const { selfEmployedId } = await person();
    await stand.life.bank.control('POST', '/receipts/receipt-gone/cancel', { inn: INN });
    stand.owners.receipts.set(selfEmployedId, []);
    await stand.run({ scope: 'self-employed' });
    await eventually(() => expect(stand.published).toHaveLength(1));
    expect(stand.published[0]).toMatchObject({
      type: 'receipt.cancelled',
      data: { inn: INN, receiptId: 'receipt-gone' },
    });
    expect(await stand.drifts()).toMatchObject([
      { class: 'receipt-cancelled-unseen', status: 'repaired', selfEmployedId },
    ]);
    await stand.run({ scope: 'self-employed' });
    const drifts = await stand.drifts();
    expect(drifts.map((drift) => [drift.class, drift.status]).sort()).toEqual([
      ['receipt-cancelled-unseen', 'resolved'],
      ['webhook-missed', 'resolved'],
    ]);
    const tables = ['drifts', 'findings', 'runs', 'marks', 'drift_history', 'unmatched', 'seen'];
    for (const table of tables) {
      const rows = await stand.database.query(`SELECT * FROM reconciliation.${table}`);
      expect(JSON.stringify(rows)).not.toContain(INN);
    }
    expect(JSON.stringify(stand.service.logs)).not.toContain(INN);
  });

  it('finds a registered receipt that never came, and a person whom the bank does not list', async () => {
    const { selfEmployedId } = await person();
    const gone = stand.owners.addPerson({ externalRecipientId: '999999', status: 'ACTIVE' });
    const recipient = stand.owners.people.get(selfEmployedId)?.externalRecipientId ?? '';
    const paymentId = await stand.life.payment({ beneficiaryId: recipient, amount: 3 });
    await stand.life.settle(paymentId);
    stand.applying = false;
    await stand.run({ scope: 'self-employed' });
    const drifts = await stand.drifts();
    expect(drifts.map((drift) => drift.class).sort()).toEqual(['missing-there', 'receipt-missing']);
    expect(drifts.find((drift) => drift.class === 'missing-there')).toMatchObject({
      selfEmployedId: gone.selfEmployedId,
    });
    await eventually(() => expect(stand.published[0]?.data).toMatchObject({ inn: INN, amount: 3 }));
  });

  it('waits for its turn at the list that others have just read', async () => {
    await person();
    const [first, second] = await Promise.all([
      stand.run({ scope: 'self-employed' }),
      stand.run({ scope: 'self-employed' }),
    ]);
    expect([first.state, second.state]).toEqual(['finished', 'finished']);
    expect(first.stats['self-employed']?.compared).toBe(1);
    expect(second.stats['self-employed']?.compared).toBe(1);
  });
});
