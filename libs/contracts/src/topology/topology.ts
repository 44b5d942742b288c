import { type CommandName } from '../commands/command.names';
import { type BankEventType } from '../events/bank-event.types';
import { type LkEventType } from '../events/lk-event.types';

/** Durable topic exchanges, declared without arguments so that any client may declare them too. */
export const EXCHANGES = {
  bankEvents: 'bank.events',
  bankCommands: 'bank.commands',
  lkEvents: 'lk.events',
} as const;

/** What a service reads. Each entry needs exactly one handler; the service refuses to start else. */
export interface ServiceSubscriptions {
  readonly bankEvents?: readonly BankEventType[];
  readonly lkEvents?: readonly LkEventType[];
  readonly commands?: readonly CommandName[];
}

/** Which service reads what: the routing of the whole system on one page. */
export const SUBSCRIPTIONS = {
  deal: {
    bankEvents: [
      'deal.created',
      'deal.accepted',
      'deal.completed',
      'deal.cancelled',
      'payment.pending',
      'payment.completed',
      'payment.failed',
    ],
    lkEvents: ['payout.status-changed'],
    commands: ['deal.create', 'deal.accept', 'deal.step.create', 'deal.cancel'],
  },
  payout: {
    bankEvents: ['payout.initiated', 'payout.completed', 'payout.failed'],
    commands: ['payout.create'],
  },
  'self-employed-risk': {
    bankEvents: ['receipt.ready', 'receipt.cancelled'],
    commands: ['self-employed.register', 'self-employed.sync', 'self-employed.receipts.fetch'],
  },
  reconciliation: { commands: ['reconciliation.run'] },
  notification: { lkEvents: ['notification.requested', 'alert.raised'] },
} as const satisfies Record<string, ServiceSubscriptions>;

/**
 * The queue that holds `lk.events` for the cabinet until it reads them, and that keeps mandatory
 * publishing true while no other reader is bound.
 */
export const CABINET_QUEUE = 'cabinet.events';

export const eventsQueueOf = (service: string): string => `${service}.events`;
export const commandsQueueOf = (service: string): string => `${service}.commands`;
export const deadLetterQueueOf = (queue: string): string => `${queue}.dlq`;
