import { type Slot } from './booked-slots';
import { type LaneReports } from './lane-reports';
import { type Permit } from './rate-limiter';

/** The permits given out whose requests have no answer yet. */
export class PermitsUnderWay {
  private count = 0;
  private until = 0;

  /** @param onEnd told when one ends */
  constructor(
    private readonly reports: LaneReports,
    private readonly now: () => number,
    private readonly onEnd: () => void,
  ) {}

  /** Answers are waited for until then, so that the next trip reports them; 0 when there are none. */
  get lingerUntil(): number {
    return this.count > 0 ? this.until : 0;
  }

  give({ lane, token }: Slot, lingerMs: number): Permit {
    this.count += 1;
    this.until = this.now() + lingerMs;
    let isOver = false;
    const end = (kind?: 'answered' | 'unused') => (): void => {
      if (isOver) return;
      isOver = true;
      this.count -= 1;
      if (kind) this.reports.add({ lane, token, kind, at: this.now() });
      this.onEnd();
    };
    return { answered: end('answered'), unused: end('unused'), lost: end() };
  }
}
