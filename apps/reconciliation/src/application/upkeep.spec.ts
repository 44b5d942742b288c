import { type TransactionRunner } from '@lk/persistence';
import { type Alert, type AppLogger } from '@lk/platform';
import { FakeClock } from '@lk/testing';
import { type ReportRepository } from '../adapters/report.repository';
import { type Scope } from '../domain/finding';
import { type StaleWatch } from './stale-watch';
import { Upkeep } from './upkeep';

const MINUTE_MS = 60_000;
const INTERVALS = { deals: 5 * MINUTE_MS, payouts: 0, 'self-employed': 20 * MINUTE_MS };

/** Upkeep from now on, with the believed runs that are known. */
function makeUpkeep(believed: ReadonlyMap<Scope, Date> = new Map()) {
  const clock = new FakeClock('2026-01-15T10:00:00Z');
  const alerts: Alert[] = [];
  const parts = {
    stale: {} as StaleWatch,
    reports: { lastSuccess: () => Promise.resolve(believed) } as unknown as ReportRepository,
    alerts: { raise: (alert: Alert) => Promise.resolve(void alerts.push(alert)) },
    transactions: {} as TransactionRunner,
    logger: {} as AppLogger,
    clock,
  };
  const settings = { staleAfterMs: 0, intervals: INTERVALS, retentionDays: 400 };
  const upkeep = new Upkeep(parts, settings);
  const silent = async (): Promise<unknown[]> => {
    alerts.length = 0;
    await upkeep.alarm();
    return alerts.map(({ code, details }) => ({ code, ...details }));
  };
  return { clock, alerts, silent };
}

const silence = (scope: Scope, minutes: number) => ({
  code: 'RECONCILIATION_SILENT',
  scope,
  silentSeconds: minutes * 60,
});

describe('the alarm when no run is believed', () => {
  it('comes three intervals after the last believed run, for its scope only', async () => {
    const before = new Date('2026-01-15T09:50:00Z');
    const { clock, silent } = makeUpkeep(new Map([['deals', before]]));
    clock.advance(5 * MINUTE_MS - 1);
    expect(await silent()).toEqual([]);
    clock.advance(1);
    expect(await silent()).toEqual([silence('deals', 15)]);
  });

  it('counts from the start of the process where there was no believed run ever', async () => {
    const { clock, silent } = makeUpkeep();
    clock.advance(15 * MINUTE_MS - 1);
    expect(await silent()).toEqual([]);
    clock.advance(1);
    expect(await silent()).toEqual([silence('deals', 15)]);
    clock.advance(45 * MINUTE_MS);
    expect(await silent()).toEqual([silence('deals', 60), silence('self-employed', 60)]);
  });

  it('is one alert an hour, and none for a scope without runs', async () => {
    const { clock, alerts, silent } = makeUpkeep();
    const keys: string[] = [];
    for (const minutes of [70, 40, 20]) {
      clock.advance(minutes * MINUTE_MS);
      await silent();
      keys.push(...alerts.map(({ dedupKey }) => dedupKey));
    }
    expect(new Set(keys)).toEqual(
      new Set(
        ['11', '12'].flatMap((hour) =>
          ['deals', 'self-employed'].map(
            (scope) => `reconciliation-silent:${scope}:2026-01-15T${hour}`,
          ),
        ),
      ),
    );
  });
});
