import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsExternalId, IsExternalRecipientId, IsInn, IsRubles } from '../validators';

/** `deal.created`, `deal.accepted`, `deal.completed`: the bank's id of the deal. */
export class DealEventData {
  @IsExternalId()
  dealId!: string;
}

/** `deal.cancelled`. */
export class DealCancelledData extends DealEventData {
  @IsOptional()
  @IsString()
  reason?: string;
}

/** `payment.pending`, `payment.completed`: the payer's money on its way to the nominal account. */
export class PaymentEventData extends DealEventData {
  @IsOptional()
  @IsExternalId()
  paymentId?: string;

  /** Rubles. */
  @IsOptional()
  @IsRubles()
  amount?: number | string;
}

/** `payment.failed`. */
export class PaymentFailedData extends PaymentEventData {
  @IsOptional()
  @IsString()
  errorCode?: string;

  @IsOptional()
  @IsString()
  errorMessage?: string;
}

/** `payout.initiated`, `payout.completed`: `recipientId` is the bank's. */
export class PayoutEventData {
  @IsExternalRecipientId()
  recipientId!: string;

  @IsOptional()
  @IsExternalId()
  dealId?: string;

  @IsOptional()
  @IsExternalId()
  paymentId?: string;

  /** Rubles. */
  @IsOptional()
  @IsRubles()
  amount?: number | string;
}

/** `payout.failed`. */
export class PayoutFailedData extends PayoutEventData {
  @IsOptional()
  @IsString()
  errorCode?: string;

  @IsOptional()
  @IsString()
  errorMessage?: string;
}

/** `receipt.ready`. */
export class ReceiptReadyData {
  @IsInn('person')
  inn!: string;

  @IsExternalId()
  receiptId!: string;

  @IsOptional()
  @IsString()
  @MaxLength(2048)
  url?: string;

  /** Rubles. */
  @IsOptional()
  @IsRubles()
  amount?: number | string;
}

/** `receipt.cancelled`. */
export class ReceiptCancelledData {
  @IsInn('person')
  inn!: string;

  @IsOptional()
  @IsExternalId()
  receiptId?: string;
}
