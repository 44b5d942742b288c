import { type Clock, systemClock } from '@lk/kernel';

/**
 * Lets one line through per interval and tells how many were held back, so that a flood (a wrong
 * secret, a broker that is down) cannot fill the disk with the same line.
 */
export class ThrottledLog {
  private nextAt = 0;
  private suppressed = 0;

  constructor(
    private readonly intervalMs = 1000,
    private readonly clock: Clock = systemClock,
  ) {}

  write(line: (suppressed: number) => void): void {
    const now = this.clock.now().getTime();
    if (now < this.nextAt) {
      this.suppressed += 1;
      return;
    }
    const { suppressed } = this;
    this.suppressed = 0;
    this.nextAt = now + this.intervalMs;
    line(suppressed);
  }
}
