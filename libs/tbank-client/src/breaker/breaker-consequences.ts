import { toAppError } from '@lk/kernel';
import { type AlertSender, type AppLogger, type IntakeGate, type Metrics } from '@lk/platform';
import { type BreakerStanding } from './circuit-breaker';
import { type StandingListener } from './standing-listeners';

/** Who closes the gate. */
export const BANK_GATE = 'bank';

/** New commands wait while no call would be let through, also while another one probes. */
export function holdsIntake(gate: IntakeGate): StandingListener {
  return ({ phase }) => {
    if (phase === 'open' || phase === 'probing') gate.close(BANK_GATE);
    else gate.open(BANK_GATE);
  };
}

/** One alert for each time the breaker opens, raised by the process that opened it. */
export function raisesAlert(sender: AlertSender, logger: AppLogger): StandingListener {
  return ({ openedHere, epoch, retryAfterMs = null }) => {
    if (!openedHere) return;
    const alert = {
      code: 'BANK_CIRCUIT_OPEN',
      severity: 'warning' as const,
      summary: 'Calls to the bank are paused after repeated failures',
      dedupKey: `BANK_CIRCUIT_OPEN:${epoch}`,
      details: { retryAfterMs },
    };
    const unsent = (error: unknown): void =>
      logger.warn('alert not raised', {
        alertCode: alert.code,
        errorCode: toAppError(error).code,
      });
    // Of no concern to the call that opened it: it neither waits for the alert nor fails with it.
    void Promise.resolve()
      .then(() => sender.raise(alert))
      .catch(unsent);
  };
}

/** One line for each change. */
export function logsChanges(logger: AppLogger): StandingListener {
  return ({ phase, state, epoch: version, retryAfterMs }) => {
    const level = phase === 'open' ? 'warn' : 'info';
    logger[level]('bank circuit breaker changed', { state, phase, version, retryAfterMs });
  };
}

/** `tbank_breaker_state`: 1 for the state it is in. */
export function observeBreaker(
  breaker: { readonly standing: BreakerStanding },
  metrics: Metrics,
): void {
  metrics.gauge(
    'tbank_breaker_state',
    '1 for the state of the circuit breaker of bank calls, as this process sees it',
    ['state'],
    (gauge) => {
      const { state: current } = breaker.standing;
      for (const state of ['closed', 'open', 'half-open']) {
        gauge.set({ state }, state === current ? 1 : 0);
      }
    },
  );
}
