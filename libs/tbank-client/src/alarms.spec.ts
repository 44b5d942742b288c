import { FakeClock } from '@lk/testing';
import { type Alert, AlertSender, AppLogger } from '@lk/platform';
import { Alarms } from './alarms';
import { TBankAuthError, TBankContractError } from './errors/tbank-errors';

const FACTS = { operation: 'payments.create', requestId: 'r-1', httpStatus: 401 };

class Sender extends AlertSender {
  readonly alerts: Alert[] = [];
  failing = false;

  raise(alert: Alert): Promise<void> {
    this.alerts.push(alert);
    return this.failing ? Promise.reject(new Error('no database')) : Promise.resolve();
  }
}

function stand() {
  const sender = new Sender();
  const clock = new FakeClock('2026-01-15T10:59:59Z');
  const alarms = new Alarms(new AppLogger('test', 'silent'), sender, clock);
  return { sender, clock, alarms };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Alarms', () => {
  it('tells once an hour that the bank does not accept our credentials, whatever was asked', () => {
    const { sender, clock, alarms } = stand();
    alarms.about(new TBankAuthError(FACTS));
    alarms.about(new TBankAuthError({ ...FACTS, operation: 'deals.get', requestId: 'r-2' }));
    expect(sender.alerts).toEqual([
      {
        code: 'BANK_AUTH',
        severity: 'critical',
        summary: 'The bank does not accept our credentials',
        dedupKey: 'BANK_AUTH:all:2026-01-15T10',
        details: {
          operation: 'payments.create',
          requestId: 'r-1',
          httpStatus: 401,
          bankErrorCode: null,
        },
      },
    ]);
    clock.advance(1000);
    alarms.about(new TBankAuthError(FACTS));
    expect(sender.alerts.map(({ dedupKey }) => dedupKey)).toEqual([
      'BANK_AUTH:all:2026-01-15T10',
      'BANK_AUTH:all:2026-01-15T11',
    ]);
  });

  it('tells of each field that breaks the contract, by itself', () => {
    const { sender, alarms } = stand();
    const broken = (field: string) => new TBankContractError(FACTS, field);
    for (const field of ['status', 'amount', 'status']) alarms.about(broken(field));
    expect(sender.alerts.map(({ dedupKey }) => dedupKey)).toEqual([
      'BANK_CONTRACT:payments.create:status:2026-01-15T10',
      'BANK_CONTRACT:payments.create:amount:2026-01-15T10',
    ]);
  });

  it('tries again at the next failure when an alert could not be stored', async () => {
    const { sender, alarms } = stand();
    sender.failing = true;
    alarms.about(new TBankAuthError(FACTS));
    await settled();
    sender.failing = false;
    alarms.about(new TBankAuthError(FACTS));
    await settled();
    alarms.about(new TBankAuthError(FACTS));
    expect(sender.alerts).toHaveLength(2);
  });

  it('remembers no more than a hundred', () => {
    const { sender, alarms } = stand();
    const fields = Array.from({ length: 100 }, (_, index) => `f${index}`);
    for (const field of fields) alarms.about(new TBankContractError(FACTS, field));
    alarms.about(new TBankContractError(FACTS, 'f0'));
    expect(sender.alerts).toHaveLength(100);
    alarms.about(new TBankContractError(FACTS, 'one-more'));
    alarms.about(new TBankContractError(FACTS, 'f0'));
    expect(sender.alerts).toHaveLength(102);
  });

  it('passes the failure of an alert on to who must know', async () => {
    const { sender, alarms } = stand();
    sender.failing = true;
    const alert = { code: 'X', severity: 'warning', summary: 's', dedupKey: 'k', details: {} };
    await expect(alarms.raise(alert as Alert)).rejects.toThrow('no database');
  });

  it('is content without a sender: the log has it', async () => {
    const alarms = new Alarms(new AppLogger('test', 'silent'), undefined);
    const alert = { code: 'X', severity: 'warning', summary: 's', dedupKey: 'k', details: {} };
    await expect(alarms.raise(alert as Alert)).resolves.toBeUndefined();
  });
});
