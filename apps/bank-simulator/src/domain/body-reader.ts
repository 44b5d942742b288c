import { contractViolation } from './bank-refusal';
import { kopecksFromRubles } from './money';

interface TextRule {
  min?: number;
  max?: number;
  pattern?: RegExp;
}

/** The account format of the bank: 20 digits, or 22 for a virtual one. */
export const ACCOUNT_NUMBER = /^(\d{20}|\d{22})$/;
/** The taxpayer number of a person. */
export const PERSON_INN = /^\d{12}$/;

/** Reads a request body field by field; the first mismatch is a 400 naming the field. */
export class BodyReader {
  private readonly fields: Record<string, unknown>;

  constructor(
    body: unknown,
    private readonly prefix = '',
  ) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw contractViolation(prefix || 'body', 'object');
    }
    this.fields = body as Record<string, unknown>;
  }

  text(name: string, { min = 1, max = 256, pattern }: TextRule = {}): string {
    const value = this.fields[name];
    const fits = typeof value === 'string' && value.length >= min && value.length <= max;
    if (!fits) throw this.mismatch(name, `string of ${min}..${max} characters`);
    if (pattern && !pattern.test(value)) throw this.mismatch(name, pattern.source);
    return value;
  }

  optionalText(name: string, rule?: TextRule): string | undefined {
    return this.has(name) ? this.text(name, rule) : undefined;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const found = values.find((value) => value === this.fields[name]);
    if (found === undefined) throw this.mismatch(name, values.join('|'));
    return found;
  }

  optionalOneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    return this.has(name) ? this.oneOf(name, values) : undefined;
  }

  /** Rubles on the wire; greater than zero, at most two decimals. */
  kopecks(name: string): bigint {
    const kopecks = kopecksFromRubles(this.fields[name]);
    if (kopecks === undefined || kopecks === 0n) {
      throw this.mismatch(name, 'positive number of rubles with at most 2 decimals');
    }
    return kopecks;
  }

  optionalKopecks(name: string): bigint | undefined {
    return this.has(name) ? this.kopecks(name) : undefined;
  }

  optionalNumber(name: string, { min, max }: { min: number; max: number }): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw this.mismatch(name, `number ${min}..${max}`);
  }

  optionalBoolean(name: string): boolean | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    if (typeof value === 'boolean') return value;
    throw this.mismatch(name, 'boolean');
  }

  optionalList(name: string): unknown[] | undefined {
    if (!this.has(name)) return undefined;
    const value = this.fields[name];
    if (Array.isArray(value)) return value as unknown[];
    throw this.mismatch(name, 'array');
  }

  object(name: string): BodyReader {
    return new BodyReader(this.fields[name], `${this.prefix}${name}.`);
  }

  /** What nobody knows would be ignored without a word. */
  onlyKnown(names: readonly string[]): void {
    const unknown = Object.keys(this.fields).find((name) => !names.includes(name));
    if (unknown !== undefined) throw this.mismatch(unknown, `one of ${names.join(', ')}`);
  }

  /** Every field as it came. */
  all(): Record<string, unknown> {
    return this.fields;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  private mismatch(name: string, expected: string) {
    return contractViolation(`${this.prefix}${name}`, expected);
  }
}
