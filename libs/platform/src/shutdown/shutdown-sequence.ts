import { sleep } from '@lk/kernel';
import { type AppLogger } from '../logging/app-logger';

/** In this order: take nothing new; finish what is in flight; send what is stored; close. */
export const SHUTDOWN_PHASES = ['stop-intake', 'drain', 'flush', 'close'] as const;
export type ShutdownPhase = (typeof SHUTDOWN_PHASES)[number];

interface Step {
  readonly phase: ShutdownPhase;
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/**
 * Runs the steps of a phase together and the phases one after another, inside one deadline. A step
 * that fails or hangs is logged and passed over: nothing is lost by it, because every message that
 * was not acknowledged comes back and every stored row is sent by the next process.
 */
export class ShutdownSequence {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly logger: AppLogger,
    private readonly timeoutMs: number,
  ) {}

  /** Whether the process is on its way down. */
  get started(): boolean {
    return this.running !== undefined;
  }

  register(phase: ShutdownPhase, name: string, run: () => void | Promise<void>): void {
    this.steps.push({ phase, name, run });
  }

  /** Idempotent: a second signal waits for the first run. */
  run(): Promise<void> {
    // A step of the first phase must already find that the process is on its way down.
    this.running ??= Promise.resolve().then(() => this.runPhases(Date.now() + this.timeoutMs));
    return this.running;
  }

  private async runPhases(deadline: number): Promise<void> {
    for (const phase of SHUTDOWN_PHASES) {
      const steps = this.steps.filter((step) => step.phase === phase);
      await Promise.all(steps.map((step) => this.runStep(step, deadline)));
    }
  }

  private async runStep(step: Step, deadline: number): Promise<void> {
    const { phase, name: component } = step;
    const timer = new AbortController();
    const late = sleep(Math.max(100, deadline - Date.now()), timer.signal).then(() => 'late');
    try {
      const outcome = await Promise.race([Promise.resolve(step.run()).then(() => 'done'), late]);
      if (outcome === 'late')
        this.logger.warn('shutdown step did not end in time', { phase, component });
    } catch (error) {
      this.logger.error(error instanceof Error ? error : 'shutdown step failed', {
        phase,
        component,
      });
    } finally {
      timer.abort();
    }
  }
}
