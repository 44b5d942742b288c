import {
  applyDecorators,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { type Origin } from '../../domain/bank-context';
import { type MethodGroup } from '../../domain/method-groups';
import { BankRefusalFilter } from './bank-refusal.filter';
import { BankRequestInterceptor } from './bank-request.interceptor';
import { METHOD_RULE, type RecordedRequest } from './recorded-request';

/** A controller of the bank's own API: recorded, authenticated, limited, spoiled by faults. */
export function BankController(path: string) {
  return applyDecorators(
    Controller(path),
    UseInterceptors(BankRequestInterceptor),
    UseFilters(BankRefusalFilter),
  );
}

/** A controller of the control surface. */
export function SimController(path: string) {
  return applyDecorators(Controller(path), UseFilters(BankRefusalFilter));
}

/** `required`: a creating method, 400 without a key; `honoured`: replayed when a key is given. */
export type KeyRule = 'required' | 'honoured' | 'ignored';

/** The limits and the idempotency of one method of the bank. */
export function BankMethod(group: MethodGroup, key: KeyRule = 'ignored') {
  return SetMetadata(METHOD_RULE, { group, key });
}

/** The ledger's entry of this request, so that effects can name their cause. */
export const RequestOrigin = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Origin | undefined =>
    context.switchToHttp().getRequest<RecordedRequest>().ledgerEntry,
);
