import { type Alert, AppLogger, IntakeGate, Metrics } from '@lk/platform';
import {
  BANK_GATE,
  holdsIntake,
  logsChanges,
  observeBreaker,
  raisesAlert,
} from './breaker-consequences';
import { type BreakerPhase, type BreakerStanding, stateOf } from './circuit-breaker';

const standing = (phase: BreakerPhase, more: Partial<BreakerStanding> = {}): BreakerStanding => ({
  phase,
  state: stateOf(phase),
  openedHere: false,
  ...more,
});
const PHASES: BreakerPhase[] = ['closed', 'open', 'due', 'probing'];

/** A logger and the lines it wrote. */
function listeningLogger() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { lines, logger: new AppLogger('test', 'info', { write }) };
}

describe('stateOf', () => {
  it.each([
    ['closed', 'closed'],
    ['open', 'open'],
    ['due', 'half-open'],
    ['probing', 'half-open'],
  ] as const)('calls %s %s', (phase, state) => {
    expect(stateOf(phase)).toBe(state);
  });
});

describe('holdsIntake', () => {
  it.each([
    ['closed', true],
    ['open', false],
    ['due', true],
    ['probing', false],
  ] as const)('while the breaker is %s, the gate is open: %s', (phase, open) => {
    for (const before of PHASES) {
      const gate = new IntakeGate();
      const listener = holdsIntake(gate);
      listener(standing(before));
      listener(standing(phase));
      expect(gate.isOpen).toBe(open);
    }
  });

  it('leaves the gate closed for the reasons of others', () => {
    const gate = new IntakeGate();
    gate.close('other');
    holdsIntake(gate)(standing('closed'));
    expect([gate.isOpen, BANK_GATE]).toEqual([false, 'bank']);
  });
});

describe('raisesAlert', () => {
  const raised: Alert[] = [];
  const sender = { raise: (alert: Alert) => Promise.resolve(void raised.push(alert)) };
  const settled = () => new Promise(setImmediate);
  beforeEach(() => raised.splice(0));

  it('raises one that names the opening, and holds nothing of a call', async () => {
    const { logger, lines } = listeningLogger();
    raisesAlert(
      sender,
      logger,
    )(standing('open', { openedHere: true, epoch: 7, retryAfterMs: 30_000 }));
    await settled();
    expect(raised).toEqual([
      {
        code: 'BANK_CIRCUIT_OPEN',
        severity: 'warning',
        summary: 'Calls to the bank are paused after repeated failures',
        dedupKey: 'BANK_CIRCUIT_OPEN:7',
        details: { retryAfterMs: 30_000 },
      },
    ]);
    expect(lines).toEqual([]);
  });

  it('raises none about what others opened', async () => {
    const listener = raisesAlert(sender, listeningLogger().logger);
    for (const phase of PHASES) listener(standing(phase, { epoch: 7 }));
    await settled();
    expect(raised).toEqual([]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('away'))],
    [
      'throws',
      () => {
        throw new Error('away');
      },
    ],
  ])('says so when the sender %s, and does not fail', async (_how, raise) => {
    const { logger, lines } = listeningLogger();
    raisesAlert({ raise }, logger)(standing('open', { openedHere: true, epoch: 7 }));
    await settled();
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'alert not raised', alertCode: 'BANK_CIRCUIT_OPEN' },
    ]);
  });
});

describe('logsChanges', () => {
  it('warns of an opening and tells the rest', () => {
    const { logger, lines } = listeningLogger();
    const listener = logsChanges(logger);
    listener(standing('open', { epoch: 3, retryAfterMs: 900 }));
    listener(standing('probing', { epoch: 4 }));
    const msg = 'bank circuit breaker changed';
    expect(lines).toMatchObject([
      { level: 'warn', msg, state: 'open', phase: 'open', version: 3, retryAfterMs: 900 },
      { level: 'info', msg, state: 'half-open', phase: 'probing', version: 4 },
    ]);
    expect(lines.some((line) => 'dropped' in line)).toBe(false);
  });
});

describe('observeBreaker', () => {
  it.each(['closed', 'open', 'due'] as const)('shows one state only: %s', async (phase) => {
    const metrics = new Metrics('test');
    observeBreaker({ standing: standing(phase) }, metrics);
    const text = await metrics.registry.metrics();
    for (const state of ['closed', 'open', 'half-open']) {
      const value = state === stateOf(phase) ? 1 : 0;
      expect(text).toContain(`tbank_breaker_state{state="${state}",service="test"} ${value}`);
    }
  });
});
