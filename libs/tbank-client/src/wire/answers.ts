import { type WireObject } from './read-fields';

export interface BankDeal {
  readonly dealId: string;
  readonly accountNumber: string;
  /** DRAFT, ACCEPTED, IN_PROGRESS, COMPLETED, CANCELLED; others are passed on as they are. */
  readonly status: string;
}

export interface BankStep {
  readonly stepId: string;
  readonly status: string;
}

export interface BankPayment {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  readonly amountKopecks: bigint;
  /** PENDING, IN_PROGRESS, SUCCEEDED, FAILED, CANCELLED. */
  readonly status: string;
}

export interface BankSelfEmployed {
  /** Opaque text; the bank's own is an int32. */
  readonly recipientId: string;
  readonly status: string;
  readonly selfEmployedStatus: string | undefined;
  readonly inn: string | undefined;
}

export interface BankPage<T> {
  readonly total: number;
  readonly results: readonly T[];
}

export function readDeal(answer: WireObject): BankDeal {
  return {
    dealId: answer.text('dealId'),
    accountNumber: answer.text('accountNumber'),
    status: answer.text('status'),
  };
}

export function readStep(answer: WireObject): BankStep {
  return { stepId: answer.text('stepId'), status: answer.text('status') };
}

export function readPayment(answer: WireObject): BankPayment {
  return {
    paymentId: answer.text('paymentId'),
    beneficiaryId: answer.text('beneficiaryId'),
    amountKopecks: answer.kopecks('amount'),
    status: answer.text('status'),
  };
}

export function readAddedSelfEmployed(answer: WireObject): BankSelfEmployed {
  return {
    recipientId: answer.id('recipientId'),
    status: answer.text('status'),
    selfEmployedStatus: answer.optionalText('selfEmployedStatus'),
    inn: answer.optionalText('inn'),
  };
}

export function readListedSelfEmployed(answer: WireObject): BankSelfEmployed {
  return {
    recipientId: answer.id('id'),
    status: answer.text('status'),
    selfEmployedStatus: answer.optionalText('selfEmployedStatus'),
    inn: answer.optionalText('inn'),
  };
}

export function readPage<T>(answer: WireObject, read: (item: WireObject) => T): BankPage<T> {
  return { total: answer.count('total'), results: answer.list('results', read) };
}
