import { AlertRaisedData } from '@lk/contracts';
import { deterministicId } from '@lk/kernel';
import { createDataSource, TransactionRunner } from '@lk/persistence';
import { createTestDatabase, type TestDatabase } from '@lk/testing';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type DataSource } from 'typeorm';
import { databaseConfig, sampleSchema } from '../test/sample-schema';
import { ServiceName } from './command-handling';
import { Outbox } from './outbox';
import { OutboxAlerts } from './outbox-alerts';

const ALERT = {
  code: 'BANK_CERTIFICATE_EXPIRES',
  severity: 'warning',
  summary: 'The client certificate for the bank expires soon',
  dedupKey: 'bank-certificate:0123456789abcdef:20',
  details: { daysLeft: 20 },
} as const;

interface Row {
  message_id: string;
  exchange: string;
  routing_key: string;
  on_unroutable: string;
  body: Buffer;
}

describe('OutboxAlerts', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let alerts: OutboxAlerts;

  beforeAll(async () => {
    database = await createTestDatabase([sampleSchema]);
    dataSource = await createDataSource({
      config: databaseConfig(database.url),
      schema: sampleSchema,
      entities: [],
      applicationName: 'sample',
    }).initialize();
    const transactions = new TransactionRunner(dataSource);
    alerts = new OutboxAlerts(new ServiceName('sample'), transactions, new Outbox());
  });
  afterAll(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => database.query('TRUNCATE sample.outbox'));

  const rows = () => database.query<Row>('SELECT * FROM sample.outbox ORDER BY id');

  it('stores one message, a valid alert.raised', async () => {
    await alerts.raise(ALERT);
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      exchange: 'lk.events',
      routing_key: 'alert.raised',
      on_unroutable: 'retry',
    });
    const event = JSON.parse(row?.body.toString() ?? '') as { source: string; data: object };
    expect(event).toMatchObject({ type: 'alert.raised', source: 'sample', data: ALERT });
    expect(validateSync(plainToInstance(AlertRaisedData, event.data))).toEqual([]);
  });

  it('gives one alert one id however often and by whom it is raised, another alert another', async () => {
    await alerts.raise(ALERT);
    await alerts.raise({ ...ALERT, details: { daysLeft: 19 } });
    await alerts.raise({ ...ALERT, dedupKey: 'bank-certificate:0123456789abcdef:10' });
    const [first, again, other] = (await rows()).map(({ message_id }) => message_id);
    expect(first).toBe(deterministicId('alert', ALERT.dedupKey));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('fails as transient when it cannot be stored', async () => {
    await dataSource.destroy();
    await expect(alerts.raise(ALERT)).rejects.toMatchObject({ disposition: 'transient' });
  });
});
