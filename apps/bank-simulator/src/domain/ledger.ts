import { type Effect, type Origin } from './bank-context';
import { type MethodGroup } from './method-groups';

/** One request of the client as the bank saw it. */
export interface RequestEntry extends Origin {
  readonly at: string;
  /** Monotonic milliseconds with fractions: the rate limit counted with exactly this number. */
  readonly arrivedMs: number;
  /** The group the rate limit counts it in. */
  readonly group: MethodGroup;
  /** Of the client's certificate, upper-case hex; absent without mTLS. */
  readonly certificateSerial?: string;
  readonly method: string;
  readonly path: string;
  /** Absent while the request is under way and when the connection was closed before an answer. */
  status?: number;
  replayed: boolean;
  /** The injected fault that struck it. */
  fault?: string;
}

/**
 * What the bank received and did. Requests live in a ring, so the list never outgrows its bound
 * and one more request costs the same at the hundred-thousandth as at the first.
 */
export class Ledger {
  private ring: RequestEntry[] = [];
  private next = 0;
  private received = 0;
  private readonly effectList: Effect[] = [];

  constructor(
    private readonly maxRequests: number,
    private readonly now: () => Date,
  ) {}

  recordRequest(entry: RequestEntry): void {
    this.ring[this.next] = entry;
    this.next = (this.next + 1) % this.maxRequests;
    this.received += 1;
  }

  recordEffect(kind: string, id: string, origin?: Origin): void {
    const { idempotencyKey, requestId } = origin ?? {};
    const effect: Effect = { at: this.now().toISOString(), kind, id };
    if (idempotencyKey !== undefined) effect.idempotencyKey = idempotencyKey;
    if (requestId !== undefined) effect.requestId = requestId;
    this.effectList.push(effect);
    if (origin) origin.effect ??= kind;
  }

  /** Oldest first. */
  requests(): RequestEntry[] {
    const oldest = this.received > this.maxRequests ? this.next : 0;
    return [...this.ring.slice(oldest), ...this.ring.slice(0, oldest)];
  }

  get droppedRequests(): number {
    return Math.max(0, this.received - this.maxRequests);
  }

  get receivedRequests(): number {
    return this.received;
  }

  effects(): readonly Effect[] {
    return this.effectList;
  }

  clear(): void {
    this.ring = [];
    this.next = 0;
    this.received = 0;
    this.effectList.length = 0;
  }
}
