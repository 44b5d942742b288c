import { isAxiosError } from 'axios';
import { type BreakerStore } from './breaker-store';

/** Writes are for on call, who reads minutes: not one per call. */
const NOTE_EVERY_MS = 5000;

/** The code of a failure, safe to store: a status, a code of Node or of ours. */
export function failureCode(error: unknown): string {
  if (isAxiosError(error) && error.response) return `HTTP_${error.response.status}`;
  const code: unknown = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,49}$/.test(code) ? code : 'UNEXPECTED';
}

/** Remembers for on call when the bank last answered and last failed; never holds a call up. */
export class OutcomeNotes {
  lastFailureCode = 'UNEXPECTED';
  private readonly nextAt = { success: 0, failure: 0 };

  constructor(
    private readonly store: BreakerStore,
    private readonly now: () => number,
    private readonly trouble: (error: unknown) => void,
  ) {}

  succeeded(): void {
    this.note('success', () => this.store.noteSuccess());
  }

  failed(error: unknown): void {
    const code = failureCode(error);
    this.lastFailureCode = code;
    this.note('failure', () => this.store.noteFailure(code));
  }

  private note(kind: 'success' | 'failure', write: () => Promise<void>): void {
    const now = this.now();
    if (now < this.nextAt[kind]) return;
    this.nextAt[kind] = now + NOTE_EVERY_MS;
    write().catch(this.trouble);
  }
}
