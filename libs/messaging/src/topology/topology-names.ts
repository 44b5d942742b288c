/** Exchange and queue names inside the configured namespace. */
export class TopologyNames {
  private readonly prefix: string;

  constructor(namespace = '') {
    this.prefix = namespace === '' ? '' : `${namespace}.`;
  }

  of(name: string): string {
    return name === '' ? '' : this.prefix + name;
  }

  /** The shared waiting room of one delay: a fanout exchange and its queue have the same name. */
  retry(delayMs: number): string {
    return this.of(`retry.${delayMs}ms`);
  }
}
