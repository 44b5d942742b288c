import { type FastifyRequest } from 'fastify';
import { type MethodGroup } from '../../domain/method-limits';
import { type RequestEntry } from '../../domain/ledger';

/** Metadata key of a method's limits and idempotency. */
export const METHOD_RULE = 'bank-method-rule';

export interface MethodRule {
  group: MethodGroup;
  key: 'required' | 'honoured' | 'ignored';
}

/** A request that already has its line in the ledger. */
export interface RecordedRequest extends FastifyRequest {
  ledgerEntry?: RequestEntry;
}

/** The value of a header, the first one when repeated. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

/** A new line of the ledger for this request. */
export function entryOf(request: FastifyRequest, at: Date, requestId: string): RequestEntry {
  const idempotencyKey = headerOf(request, 'idempotency-key');
  return {
    at: at.toISOString(),
    method: request.method,
    path: pathOf(request),
    requestId,
    replayed: false,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}
