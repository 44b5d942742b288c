import { type BreakerStanding } from './circuit-breaker';

export type StandingListener = (standing: BreakerStanding) => void;

/** Tells how the breaker stands to whoever listens, once for each change. */
export class StandingListeners {
  private readonly listeners: StandingListener[] = [];
  private told = '';

  /** @param trouble gets what a listener throws; the others are told all the same */
  constructor(private readonly trouble: (error: unknown) => void) {}

  add(listener: StandingListener): void {
    this.listeners.push(listener);
  }

  tell(standing: BreakerStanding): void {
    const news = `${standing.phase} ${standing.epoch ?? 'alone'}`;
    if (news === this.told) return;
    this.told = news;
    for (const listener of this.listeners) {
      try {
        listener(standing);
      } catch (error) {
        this.trouble(error);
      }
    }
  }
}
