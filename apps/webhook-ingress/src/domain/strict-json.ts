/** A bank event is a few levels deep; more is an attack on whoever walks it recursively. */
const MAX_DEPTH = 32;

const WHITE_SPACE = /[\x20\t\r\n]/;

/** Where a value stands in the text. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** A JSON object together with the exact text of its top-level values. */
export interface StrictObject {
  readonly value: Readonly<Record<string, unknown>>;
  /** The text of a top-level value, byte for byte as it came. */
  rawOf(key: string): string | undefined;
}

export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';

  /** @param reason a constant code, safe to store and log */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/**
 * Parses a JSON object and refuses what two readers could understand differently or stumble over:
 * duplicate keys, `__proto__`, `constructor.prototype`, deep nesting, text that is not UTF-8.
 * @throws StrictJsonError with one of NOT_UTF8, NOT_JSON, TOO_DEEP, DUPLICATE_KEY, DANGEROUS_KEY,
 * NOT_AN_OBJECT
 */
export function parseStrictObject(bytes: Buffer): StrictObject {
  const text = decode(bytes);
  const slices = new Scanner(text).scan();
  const value = parse(text);
  if (!slices || typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StrictJsonError('NOT_AN_OBJECT');
  }
  return {
    value: value as Record<string, unknown>,
    rawOf: (key) => {
      const slice = slices.get(key);
      return slice && text.slice(slice.start, slice.end);
    },
  };
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new StrictJsonError('NOT_UTF8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StrictJsonError('NOT_JSON');
  }
}

/** A container that is open at the point of reading. */
interface Frame {
  /** The keys seen so far; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** Whether this object is the value of a key `constructor`. */
  readonly underConstructor: boolean;
  /** The key whose value is being read. */
  key: string;
}

/**
 * Walks the text once, without recursion, looking at keys and nesting only; whether the text is
 * valid JSON is for JSON.parse to say.
 */
class Scanner {
  private readonly frames: Frame[] = [];
  private readonly topLevel = new Map<string, Slice>();
  private expectsKey = false;
  private valueStart = -1;
  private rootIsObject = false;

  constructor(private readonly text: string) {}

  /** The top-level values by key, or undefined when the text is no object. */
  scan(): Map<string, Slice> | undefined {
    for (let at = 0; at < this.text.length; at += 1) {
      const char = this.text[at];
      if (char === '"') at = this.string(at);
      else if (char === '{' || char === '[') this.open(char === '{');
      else if (char === '}' || char === ']') this.close(at);
      else if (char === ',') this.next(at);
      else if (char === ':') this.beginValue(at + 1);
    }
    return this.rootIsObject ? this.topLevel : undefined;
  }

  private get frame(): Frame | undefined {
    return this.frames.at(-1);
  }

  private open(isObject: boolean): void {
    if (this.frames.length === 0) this.rootIsObject = isObject;
    if (this.frames.length >= MAX_DEPTH) throw new StrictJsonError('TOO_DEEP');
    const underConstructor = this.frame?.key === 'constructor';
    this.frames.push({ keys: isObject ? new Set() : undefined, underConstructor, key: '' });
    this.expectsKey = isObject;
  }

  private close(at: number): void {
    this.endValue(at);
    this.frames.pop();
    this.expectsKey = false;
  }

  private next(at: number): void {
    this.endValue(at);
    this.expectsKey = this.frame?.keys !== undefined;
  }

  private beginValue(at: number): void {
    this.expectsKey = false;
    if (this.frames.length === 1) this.valueStart = at;
  }

  /** Notes where the top-level value that ends here stood. */
  private endValue(end: number): void {
    if (this.frames.length !== 1 || this.valueStart < 0) return;
    let start = this.valueStart;
    while (start < end && WHITE_SPACE.test(this.text[start] ?? '')) start += 1;
    let stop = end;
    while (stop > start && WHITE_SPACE.test(this.text[stop - 1] ?? '')) stop -= 1;
    this.topLevel.set(this.frame?.key ?? '', { start, end: stop });
    this.valueStart = -1;
  }

  /** @returns the position of the closing quote */
  private string(from: number): number {
    let end = from + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    if (this.expectsKey) this.key(this.text.slice(from, end + 1));
    return end;
  }

  private key(quoted: string): void {
    const key = quoted.includes('\\') ? String(parse(quoted)) : quoted.slice(1, -1);
    const { frame } = this;
    if (!frame?.keys) return;
    if (frame.keys.has(key)) throw new StrictJsonError('DUPLICATE_KEY');
    if (key === '__proto__' || (key === 'prototype' && frame.underConstructor)) {
      throw new StrictJsonError('DANGEROUS_KEY');
    }
    frame.keys.add(key);
    frame.key = key;
    this.expectsKey = false;
  }
}
