import { type Clock } from '@lk/kernel';

/** A clock that stands still until told to go on. */
export class FakeClock implements Clock {
  private time: number;

  constructor(start = '2026-01-15T10:00:00Z') {
    this.time = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
