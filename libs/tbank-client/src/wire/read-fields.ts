import { isJsonObject, isRubles, rublesToKopecks } from '@lk/kernel';

/** A field of an answer is missing or of the wrong type; becomes a TBankContractError. */
export class WireFieldError extends Error {
  override readonly name = 'WireFieldError';

  constructor(readonly field: string) {
    super('A field of the answer is missing or mistyped');
  }
}

/** Reads the fields of one JSON object of the bank; unknown fields are nobody's business. */
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

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== 'string' || value === '') throw new WireFieldError(this.path + name);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.fields[name] === undefined || this.fields[name] === null
      ? undefined
      : this.text(name);
  }

  /** An id that the bank writes as a number in some places and as text in others. */
  id(name: string): string {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : this.text(name);
  }

  kopecks(name: string): bigint {
    const value = this.fields[name];
    if (!isRubles(value)) throw new WireFieldError(this.path + name);
    return rublesToKopecks(value);
  }

  count(name: string): number {
    const value = this.fields[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw new WireFieldError(this.path + name);
    }
    return value;
  }

  /** May be missing when empty. */
  list<T>(name: string, read: (item: WireObject) => T): T[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) throw new WireFieldError(this.path + name);
    return value.map((item, index) => read(new WireObject(item, `${this.path}${name}[${index}].`)));
  }
}
