/** Runs tasks in the order of arrival, at most `concurrency` at a time; adding never waits. */
export class WorkQueue {
  private waiting: (() => Promise<void>)[] = [];
  private running = 0;

  constructor(private readonly concurrency: number) {}

  add(task: () => Promise<void>): void {
    this.waiting.push(task);
    this.startNext();
  }

  clear(): void {
    this.waiting = [];
  }

  private startNext(): void {
    while (this.running < this.concurrency) {
      const task = this.waiting.shift();
      if (!task) return;
      this.running += 1;
      void task().finally(() => {
        this.running -= 1;
        this.startNext();
      });
    }
  }
}
