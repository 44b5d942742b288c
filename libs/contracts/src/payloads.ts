import { type CommandName } from './commands/command.names';
import {
  DealAcceptCommand,
  DealCancelCommand,
  DealCreateCommand,
  DealStepCreateCommand,
} from './commands/deal.commands';
import { PayoutCreateCommand } from './commands/payout.commands';
import { ReconciliationRunCommand } from './commands/reconciliation.commands';
import {
  SelfEmployedReceiptsFetchCommand,
  SelfEmployedRegisterCommand,
  SelfEmployedSyncCommand,
} from './commands/self-employed.commands';
import {
  DealCancelledData,
  DealEventData,
  PaymentEventData,
  PaymentFailedData,
  PayoutEventData,
  PayoutFailedData,
  ReceiptCancelledData,
  ReceiptReadyData,
} from './events/bank-event.payloads';
import { type BankEventType } from './events/bank-event.types';
import {
  AlertRaisedData,
  CommandOutcomeData,
  DealStatusChangedData,
  NotificationRequestedData,
  PayoutStatusChangedData,
  SelfEmployedRiskFlaggedData,
  SelfEmployedStatusChangedData,
} from './events/lk-event.payloads';
import { type LkEventType } from './events/lk-event.types';

import {
  DriftFoundData,
  DriftRepairedData,
  ReconciliationFinishedData,
} from './reconciliation/reconciliation-event.payloads';

/** A class with the rules of class-validator for one kind of body. */
export type PayloadClass = new () => object;

/** The body of each command. */
export const COMMAND_PAYLOADS = {
  'deal.create': DealCreateCommand,
  'deal.accept': DealAcceptCommand,
  'deal.step.create': DealStepCreateCommand,
  'deal.cancel': DealCancelCommand,
  'payout.create': PayoutCreateCommand,
  'self-employed.register': SelfEmployedRegisterCommand,
  'self-employed.sync': SelfEmployedSyncCommand,
  'self-employed.receipts.fetch': SelfEmployedReceiptsFetchCommand,
  'reconciliation.run': ReconciliationRunCommand,
} as const satisfies Record<CommandName, PayloadClass>;

/** The `data` of each event of the bank. */
export const BANK_EVENT_PAYLOADS = {
  'deal.created': DealEventData,
  'deal.accepted': DealEventData,
  'deal.completed': DealEventData,
  'deal.cancelled': DealCancelledData,
  'payment.pending': PaymentEventData,
  'payment.completed': PaymentEventData,
  'payment.failed': PaymentFailedData,
  'payout.initiated': PayoutEventData,
  'payout.completed': PayoutEventData,
  'payout.failed': PayoutFailedData,
  'receipt.ready': ReceiptReadyData,
  'receipt.cancelled': ReceiptCancelledData,
} as const satisfies Record<BankEventType, PayloadClass>;

/** The `data` of each event of ours. */
export const LK_EVENT_PAYLOADS = {
  'deal.status-changed': DealStatusChangedData,
  'payout.status-changed': PayoutStatusChangedData,
  'self-employed.status-changed': SelfEmployedStatusChangedData,
  'self-employed.risk-flagged': SelfEmployedRiskFlaggedData,
  'notification.requested': NotificationRequestedData,
  'alert.raised': AlertRaisedData,
  'command.completed': CommandOutcomeData,
  'command.rejected': CommandOutcomeData,
  'command.failed': CommandOutcomeData,
  'drift.found': DriftFoundData,
  'drift.repaired': DriftRepairedData,
  'reconciliation.finished': ReconciliationFinishedData,
} as const satisfies Record<LkEventType, PayloadClass>;
