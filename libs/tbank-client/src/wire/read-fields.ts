import { isJsonObject, isRubles, rublesToKopecks } from '@lk/kernel';

/** A field of an answer is missing or of the wrong type; becomes a TBankContractError. */
export class WireFieldError extends Error {
  override readonly name = 'WireFieldError';

  constructor(readonly field: string) {
    super('A field of the answer is missing or mistyped');
  }
}

/** Longer than any id of the bank; what is longer would not fit where ids are stored. */
const LONGEST_ID = 200;

/** A date, or a date and time; the bank's are UTC when they say nothing else. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads the fields of one JSON object of the bank; unknown fields are nobody's business. Every method
 * throws {@link WireFieldError}, which names the field by its path and never holds its value. The
 * `optional…` ones take a missing field, `null` and an empty text for absent.
 */
export class WireObject {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path = '',
  ) {
    if (!isJsonObject(value))
      throw new WireFieldError(path === '' ? '(body)' : path.replace(/\.$/, ''));
    this.fields = value;
  }

  /** Text that is not empty. */
  text(name: string): string {
    const value = this.field(name);
    return typeof value === 'string' && value !== '' ? value : this.wrong(name);
  }

  optionalText(name: string): string | undefined {
    return this.isAbsent(name) ? undefined : this.text(name);
  }

  /** An id that the bank writes as a number in some places and as text in others. */
  id(name: string): string {
    const value = this.field(name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    const text = this.text(name);
    return text.length <= LONGEST_ID ? text : this.wrong(name);
  }

  optionalId(name: string): string | undefined {
    return this.isAbsent(name) ? undefined : this.id(name);
  }

  /** Rubles of the wire, a number or text with at most two decimals, in kopecks. */
  kopecks(name: string): bigint {
    const value = this.field(name);
    return isRubles(value) ? rublesToKopecks(value) : this.wrong(name);
  }

  optionalKopecks(name: string): bigint | undefined {
    return this.isAbsent(name) ? undefined : this.kopecks(name);
  }

  /** An integer from zero on. */
  count(name: string): number {
    const value = this.field(name);
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return isCount ? value : this.wrong(name);
  }

  optionalCount(name: string): number | undefined {
    return this.isAbsent(name) ? undefined : this.count(name);
  }

  /** ISO 8601; a date alone is its beginning. */
  optionalTime(name: string): Date | undefined {
    if (this.isAbsent(name)) return undefined;
    const text = this.text(name);
    const time = new Date(
      /T.*\d$/.test(text) && !/[+-]\d{2}:\d{2}$/.test(text) ? `${text}Z` : text,
    );
    return TIME.test(text) && !Number.isNaN(time.getTime()) ? time : this.wrong(name);
  }

  /** May be missing when empty. */
  list<T>(name: string, read: (item: WireObject) => T): T[] {
    const value = this.field(name) ?? [];
    if (!Array.isArray(value)) return this.wrong(name);
    return value.map((item, index) => read(new WireObject(item, `${this.path}${name}[${index}].`)));
  }

  /** Own fields only: an answer without `constructor` has none. */
  private field(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }

  private isAbsent(name: string): boolean {
    const value = this.field(name);
    return value === undefined || value === null || value === '';
  }

  private wrong(name: string): never {
    throw new WireFieldError(this.path + name);
  }
}
