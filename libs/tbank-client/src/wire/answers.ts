import { type WireObject } from './read-fields';
import {
  type BankApplicationStatus,
  type BankDealStatus,
  type BankPaymentStatus,
  type BankPersonStatus,
  type BankReceiptStatus,
  type BankStepStatus,
  type BankWord,
} from './statuses';

/** Everything the bank tells of a deal: no amount, no dates, no parties. */
export interface BankDeal {
  readonly dealId: string;
  readonly accountNumber: string;
  readonly status: BankDealStatus;
}

export interface BankStep {
  readonly stepId: string;
  /** What we called it: the only trace of ours that the bank keeps. */
  readonly description: string;
  readonly status: BankStepStatus;
  readonly stepNumber: number | undefined;
}

/** A payment out of the nominal account; the bank tells no time of it, and no reference of ours. */
export interface BankPayment {
  readonly paymentId: string;
  readonly beneficiaryId: string;
  readonly accountNumber: string;
  readonly type: BankWord<'REGULAR' | 'TAX'>;
  readonly amountKopecks: bigint;
  readonly purpose: string;
  readonly status: BankPaymentStatus;
  /** The next three only when it came from a deal. */
  readonly dealId: string | undefined;
  readonly stepId: string | undefined;
  readonly recipientId: string | undefined;
  /** The operation in the account's statement, once there is one. */
  readonly operationId: string | undefined;
}

export interface BankSelfEmployed {
  /** Opaque text; the bank's own is an int32. */
  readonly recipientId: string;
  readonly status: BankApplicationStatus;
  readonly selfEmployedStatus: BankPersonStatus | undefined;
  /** Personal data. */
  readonly inn: string | undefined;
}

export interface BankReceipt {
  readonly receiptId: string;
  readonly status: BankReceiptStatus;
  /** Personal data; a receipt that was asked for by INN need not repeat it. */
  readonly inn: string | undefined;
  readonly amountKopecks: bigint | undefined;
  /** Where the person's receipt can be seen. */
  readonly url: string | undefined;
  readonly dealId: string | undefined;
  readonly paymentId: string | undefined;
  readonly createdAt: Date | undefined;
  readonly cancelledAt: Date | undefined;
}

export interface BankPage<T> {
  /** Rows at the bank that match, not rows of this page. */
  readonly total: number;
  readonly results: readonly T[];
}

/** @throws WireFieldError, like all readers here */
export function readDeal(answer: WireObject): BankDeal {
  return {
    dealId: answer.text('dealId'),
    accountNumber: answer.text('accountNumber'),
    status: answer.text('status'),
  };
}

export function readStep(answer: WireObject): BankStep {
  return {
    stepId: answer.text('stepId'),
    description: answer.text('description'),
    status: answer.text('status'),
    stepNumber: answer.optionalCount('stepNumber'),
  };
}

export function readPayment(answer: WireObject): BankPayment {
  return {
    paymentId: answer.text('paymentId'),
    beneficiaryId: answer.text('beneficiaryId'),
    amountKopecks: answer.kopecks('amount'),
    status: answer.text('status'),
    accountNumber: answer.text('accountNumber'),
    type: answer.text('type'),
    purpose: answer.text('purpose'),
    dealId: answer.optionalText('dealId'),
    stepId: answer.optionalText('stepId'),
    recipientId: answer.optionalId('recipientId'),
    operationId: answer.optionalText('operationId'),
  };
}

/** The answer to an application. */
export function readAddedSelfEmployed(answer: WireObject): BankSelfEmployed {
  return { recipientId: answer.id('recipientId'), ...personOf(answer) };
}

/** A row of the list, which calls the same id by another name. */
export function readListedSelfEmployed(answer: WireObject): BankSelfEmployed {
  return { recipientId: answer.id('id'), ...personOf(answer) };
}

function personOf(answer: WireObject): Omit<BankSelfEmployed, 'recipientId'> {
  return {
    status: answer.text('status'),
    selfEmployedStatus: answer.optionalText('selfEmployedStatus'),
    inn: answer.optionalText('inn'),
  };
}

/** The specification's names first, then those of the bank's published receipt. */
export function readReceipt(answer: WireObject): BankReceipt {
  return {
    receiptId: answer.id('receiptId'),
    status: answer.text('status'),
    inn: answer.optionalText('inn'),
    amountKopecks: answer.optionalKopecks('amount') ?? answer.optionalKopecks('totalAmount'),
    url: answer.optionalText('url') ?? answer.optionalText('fnsLink'),
    dealId: answer.optionalText('dealId'),
    paymentId: answer.optionalId('paymentId'),
    createdAt: answer.optionalTime('createdAt'),
    cancelledAt: answer.optionalTime('cancelledAt'),
  };
}

/** `results` may be missing when empty. */
export function readPage<T>(answer: WireObject, read: (item: WireObject) => T): BankPage<T> {
  return { total: answer.count('total'), results: answer.list('results', read) };
}
