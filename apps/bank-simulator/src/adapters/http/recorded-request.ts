import { TLSSocket } from 'node:tls';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type RequestEntry } from '../../domain/ledger';
import { type MethodGroup } from '../../domain/method-groups';

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

/** A request on its way through the bank. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly reply: FastifyReply;
  readonly entry: RequestEntry;
  readonly rule: MethodRule;
}

/** The value of a header, the first one when repeated. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

/** A new line of the ledger for this request, which has just arrived. */
export function entryOf(
  request: FastifyRequest,
  requestId: string,
  group: MethodGroup,
): RequestEntry {
  const idempotencyKey = headerOf(request, 'idempotency-key');
  const certificateSerial = certificateSerialOf(request);
  return {
    at: new Date().toISOString(),
    arrivedMs: performance.now(),
    group,
    method: request.method,
    path: pathOf(request),
    requestId,
    replayed: false,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(certificateSerial === undefined ? {} : { certificateSerial }),
  };
}

/** Without a certificate the other side has an empty object. */
function certificateSerialOf({ raw: { socket } }: FastifyRequest): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { serialNumber } = socket.getPeerCertificate() as { serialNumber?: string };
  return serialNumber;
}
