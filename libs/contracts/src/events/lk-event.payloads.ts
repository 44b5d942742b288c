import { type JsonObject } from '@lk/kernel';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { COMMAND_NAMES, type CommandName } from '../commands/command.names';
import {
  DEAL_BANK_STATUSES,
  DEAL_STATUSES,
  type DealBankStatus,
  type DealStatus,
  PAYOUT_STATUSES,
  type PayoutStatus,
  SELF_EMPLOYED_STATUSES,
  type SelfEmployedStatus,
} from '../states';

/** Why a record changed. */
export class ChangeCause {
  @IsIn(['event', 'command', 'reconciliation'])
  kind!: 'event' | 'command' | 'reconciliation';

  @IsString()
  id!: string;
}

/** What every event about a record carries: receivers order by `version`, which grows by one. */
export class RecordEventData {
  @IsInt()
  @Min(1)
  version!: number;

  @IsObject()
  @ValidateNested()
  @Type(() => ChangeCause)
  cause!: ChangeCause;
}

/** How far the payouts to one recipient of a deal are. */
export class DealRecipientStatus {
  /** Ours. */
  @IsString()
  recipientId!: string;

  @IsIn(PAYOUT_STATUSES)
  payoutStatus!: PayoutStatus;
}

/** `deal.status-changed`: the status, the bank's status or a recipient's; `from` may equal `to`. */
export class DealStatusChangedData extends RecordEventData {
  @IsString()
  dealId!: string;

  @IsOptional()
  @IsString()
  externalDealId?: string;

  @IsOptional()
  @IsIn(DEAL_STATUSES)
  from?: DealStatus;

  @IsIn(DEAL_STATUSES)
  to!: DealStatus;

  @IsIn(DEAL_BANK_STATUSES)
  bankStatus!: DealBankStatus;

  @IsArray()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DealRecipientStatus)
  recipients!: DealRecipientStatus[];
}

/** `payout.status-changed`. */
export class PayoutStatusChangedData extends RecordEventData {
  @IsString()
  payoutId!: string;

  @IsString()
  dealId!: string;

  /** Ours. */
  @IsString()
  recipientId!: string;

  /** The bank's id of the recipient, once it is known. */
  @IsOptional()
  @IsString()
  externalRecipientId?: string;

  @IsOptional()
  @IsIn(PAYOUT_STATUSES)
  from?: PayoutStatus;

  @IsIn(PAYOUT_STATUSES)
  to!: PayoutStatus;

  /** Kopecks as text. */
  @Matches(/^\d+$/)
  amountKopecks!: string;

  @IsOptional()
  @IsString()
  paidAt?: string;
}

/** `self-employed.status-changed`. */
export class SelfEmployedStatusChangedData extends RecordEventData {
  @IsString()
  selfEmployedId!: string;

  @IsOptional()
  @IsIn(SELF_EMPLOYED_STATUSES)
  from?: SelfEmployedStatus;

  @IsIn(SELF_EMPLOYED_STATUSES)
  to!: SelfEmployedStatus;
}

/** `self-employed.risk-flagged`. */
export class SelfEmployedRiskFlaggedData extends RecordEventData {
  @IsString()
  selfEmployedId!: string;

  @IsInt()
  cancelledReceipts!: number;
}

/** `command.completed`, `command.rejected`, `command.failed`. */
export class CommandOutcomeData {
  @IsString()
  commandId!: string;

  @IsIn(COMMAND_NAMES)
  command!: CommandName;

  @IsOptional()
  @IsObject()
  result?: JsonObject;

  @IsOptional()
  @IsObject()
  error?: JsonObject;
}

/** Whom a notification is for. */
export const NOTIFICATION_AUDIENCES = ['participants', 'support'] as const;

/** `notification.requested`: which text to send, about what. Names and addresses are the cabinet's. */
export class NotificationRequestedData {
  /** The text, for example `payment-completed`. */
  @IsString()
  @IsNotEmpty()
  template!: string;

  @IsIn(NOTIFICATION_AUDIENCES)
  audience!: (typeof NOTIFICATION_AUDIENCES)[number];

  /** Two requests with one key are delivered once. */
  @IsString()
  @IsNotEmpty()
  dedupKey!: string;

  @IsOptional()
  @IsString()
  dealId?: string;

  /** Values for the text: ids, codes and amounts, no personal data. */
  @IsOptional()
  @IsObject()
  parameters?: JsonObject;
}

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;

/** `alert.raised`: something a person on call must see. */
export class AlertRaisedData {
  /** Stable code, the name of its runbook. */
  @IsString()
  @IsNotEmpty()
  code!: string;

  @IsIn(ALERT_SEVERITIES)
  severity!: (typeof ALERT_SEVERITIES)[number];

  /** A constant sentence. */
  @IsString()
  summary!: string;

  /** Alerts with one key are one alert. */
  @IsString()
  @IsNotEmpty()
  dedupKey!: string;

  /** Ids, codes and counts. */
  @IsOptional()
  @IsObject()
  details?: JsonObject;
}
