import { createHash } from 'node:crypto';
import { type Answer, type BankRefusal, refused } from './bank-refusal';

export interface ReplayableAnswer {
  answer: Answer;
  replayed: boolean;
}

interface Entry {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
}

/**
 * Answers by Idempotency-Key. The second of two concurrent requests waits for the first. Results
 * and 4xx decisions are kept for good; 5xx and 429 are not, so that a repeat is executed.
 */
export class IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  async run(
    key: string,
    fingerprint: string,
    work: () => Promise<Answer>,
  ): Promise<ReplayableAnswer> {
    for (let entry = this.entries.get(key); entry; entry = this.entries.get(key)) {
      if (entry.fingerprint !== fingerprint) throw keyConflict();
      const answer = await entry.answer;
      if (isFinal(answer)) return { answer, replayed: true };
    }
    return { answer: await this.execute(key, fingerprint, work), replayed: false };
  }

  clear(): void {
    this.entries.clear();
  }

  private async execute(key: string, fingerprint: string, work: () => Promise<Answer>) {
    const entry: Entry = { fingerprint, answer: this.forgetUnlessFinal(key, work) };
    this.entries.set(key, entry);
    return entry.answer;
  }

  /** Forgets before the promise resolves, so that whoever waits for it finds the key free. */
  private async forgetUnlessFinal(key: string, work: () => Promise<Answer>): Promise<Answer> {
    let keep = false;
    try {
      const answer = await work();
      keep = isFinal(answer);
      return answer;
    } finally {
      if (!keep) this.entries.delete(key);
    }
  }
}

/** One text per meaning of a request: the order of object keys does not matter. */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path} ${canonicalJson(body)}`)
    .digest('hex');
}

function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

function isFinal(answer: Answer): boolean {
  if ('body' in answer) return true;
  return answer.refusal.status < 500 && answer.refusal.status !== 429;
}

function keyConflict(): BankRefusal {
  return refused(
    'IDEMPOTENCY_KEY_CONFLICT',
    'Ключ идемпотентности уже использован с другим телом запроса',
  );
}
