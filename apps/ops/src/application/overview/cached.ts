/** One answer for all who ask within some time; those who ask while it is made wait for the same one. */
export class Cached<T> {
  private current: { readonly until: number; readonly value: Promise<T> } | undefined;

  constructor(
    private readonly make: () => Promise<T>,
    private readonly ttlMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(): Promise<T> {
    if (this.current && this.now() < this.current.until) return this.current.value;
    const value = this.make();
    // While it is made nobody begins another one; its time runs from when it is there.
    const entry = { until: Infinity, value };
    this.current = entry;
    value.then(
      () => this.replace(entry, { until: this.now() + this.ttlMs, value }),
      () => this.replace(entry, undefined),
    );
    return value;
  }

  private replace(entry: object, next: typeof this.current): void {
    if (this.current === entry) this.current = next;
  }
}
