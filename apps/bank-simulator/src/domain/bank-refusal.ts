import { randomUUID } from 'node:crypto';

/** The body of every refusal of the bank. */
export interface BankErrorBody {
  errorId: string;
  errorMessage: string;
  errorCode: string;
  errorDetails?: Record<string, unknown>;
}

interface RefusalOptions {
  details?: Record<string, unknown> | undefined;
  /** The value of the header `Retry-After`. */
  retryAfter?: string | undefined;
}

/** A request the bank answers with an error body instead of a result. */
export class BankRefusal extends Error {
  override readonly name = 'BankRefusal';
  readonly body: BankErrorBody;
  readonly retryAfter: string | undefined;

  constructor(
    readonly status: number,
    errorCode: string,
    errorMessage: string,
    { details, retryAfter }: RefusalOptions = {},
  ) {
    super(errorMessage);
    this.retryAfter = retryAfter;
    this.body = { errorId: randomUUID(), errorMessage, errorCode };
    if (details) this.body.errorDetails = details;
  }

  /** The same refusal in other words; the stored one of an Idempotency-Key stays as it is. */
  withBody(body: object): BankRefusal {
    const { errorCode, errorMessage } = this.body;
    const { retryAfter } = this;
    const copy = new BankRefusal(this.status, errorCode, errorMessage, { retryAfter });
    return Object.assign(copy, { body });
  }
}

/** 400: the request does not match the published contract. */
export function contractViolation(field: string, expected: string): BankRefusal {
  return new BankRefusal(400, 'INVALID_DATA', 'Запрос не соответствует контракту', {
    details: { [field]: expected },
  });
}

/** 401: no token or a wrong one. */
export function unauthorized(): BankRefusal {
  return new BankRefusal(401, 'UNAUTHORIZED', 'Ошибка аутентификации');
}

/** 422: well-formed, but refused by a business rule. */
export function refused(errorCode: string, errorMessage: string): BankRefusal {
  return new BankRefusal(422, errorCode, errorMessage);
}

/** The bank documents no 404 for these methods: an unknown id is refused with 422. */
export function unknownObject(what: string): BankRefusal {
  return refused('OBJECT_NOT_FOUND', `Объект не найден: ${what}`);
}

/** 429: not executed, may be repeated. */
export function tooManyRequests(retryAfter: string | undefined): BankRefusal {
  return new BankRefusal(429, 'TOO_MANY_REQUESTS', 'Превышен лимит запросов', { retryAfter });
}

/** The decision about one request: a result or a refusal. */
export type Answer = { body: unknown } | { refusal: BankRefusal };

/** Runs a handler and turns its refusal into a value; a bug stays an exception. */
export async function decisionOf(handler: () => Promise<unknown>): Promise<Answer> {
  try {
    return { body: await handler() };
  } catch (error) {
    if (error instanceof BankRefusal) return { refusal: error };
    throw error;
  }
}
