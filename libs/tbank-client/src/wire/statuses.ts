/** One of the bank's documented words, or one that we do not know yet, passed on as it is. */
export type BankWord<Known extends string> = Known | (string & Record<never, never>);

/** Of a deal. `FUNDED` is the specification's; the bank's documentation has no such word. */
export type BankDealStatus = BankWord<
  'DRAFT' | 'ACCEPTED' | 'FUNDED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'
>;

/** Of a step. */
export type BankStepStatus = BankWord<
  'NEW' | 'PAYMENT_IN_PROGRESS' | 'PAYMENT_FAILED' | 'COMPLETED' | 'CANCELLED'
>;

/** Of a payment; the last three are final. */
export type BankPaymentStatus = BankWord<
  'PENDING' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
>;

/** Of an application to be paid as a self-employed person. `BLOCKED` is the specification's. */
export type BankApplicationStatus = BankWord<
  | 'DRAFT'
  | 'PROCESSING'
  | 'PROCESSING_ERROR'
  | 'MTNG_WAIT'
  | 'MTNG_SCHD'
  | 'MTNG_CANC'
  | 'ACTIVE'
  | 'BLOCKED'
  | 'REJECTED'
  | 'ERROR'
  | 'DELETED'
>;

/** Of the person at the tax service, as far as the bank knows. */
export type BankPersonStatus = BankWord<
  'ACTIVE' | 'NOT_ACTIVE' | 'REGISTRATION_WAIT' | 'NOT_CONFIRM'
>;

/** Of a receipt: the words of a taxpayer's receipts, then those of a registry's (one L). */
export type BankReceiptStatus = BankWord<
  | 'IN_PROGRESS'
  | 'REGISTERED'
  | 'REGISTERED_OFFLINE'
  | 'DECLINED'
  | 'CANCELLED'
  | 'SUCCESS'
  | 'CANCELED'
  | 'FISCALIZE_FAILED'
  | 'ERROR'
>;
