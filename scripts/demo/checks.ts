export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly seen: string;
}

const text = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

/** Collects comparisons of what is with what must be; a difference never stops the others. */
export class Checks {
  readonly results: CheckResult[] = [];

  equal(name: string, seen: unknown, expected: unknown): void {
    const passed = text(seen) === text(expected);
    this.results.push({ name, passed, expected: text(expected), seen: text(seen) });
  }

  get failed(): readonly CheckResult[] {
    return this.results.filter(({ passed }) => !passed);
  }

  render(): string {
    return this.results
      .map(({ name, passed, expected, seen }) =>
        passed
          ? `  ok    ${name}`
          : `  FAIL  ${name}\n        expected ${expected}\n        seen     ${seen}`,
      )
      .join('\n');
  }
}
