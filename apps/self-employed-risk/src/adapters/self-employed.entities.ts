import { type SelfEmployedStatus } from '@lk/contracts';
import { bigintColumn } from '@lk/persistence';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { type ReceiptFact, type ReceiptState, type ReceiptStatus } from '../domain/receipt-facts';

/** A person of the registry. Names, phone and account are the bank's; only the call needs them. */
@Entity('self_employed')
export class SelfEmployedEntity {
  @PrimaryColumn('uuid', { name: 'self_employed_id' })
  selfEmployedId!: string;

  /** Personal data: never in logs, events, errors and history. */
  @Column('text')
  inn!: string;

  /** The bank's; absent until the bank has added the person. */
  @Column('text', { name: 'external_recipient_id', nullable: true })
  externalRecipientId!: string | null;

  @Column('text')
  status!: SelfEmployedStatus;

  @Column('integer', { name: 'cancelled_receipts' })
  cancelledReceipts!: number;

  @Column('timestamptz', { name: 'last_cancelled_at', nullable: true })
  lastCancelledAt!: Date | null;

  @Column('timestamptz', { name: 'flagged_at', nullable: true })
  flaggedAt!: Date | null;

  /** Grows by one with each change that others are told of. */
  @Column('integer')
  version!: number;

  /** The command that created it. */
  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  /** By the database's clock, like the windows of the list. */
  @Column({ type: 'timestamptz', name: 'registered_at', insert: false, update: false })
  registeredAt!: Date;

  /** Of its last change. */
  @Column({ type: 'timestamptz', name: 'changed_at', insert: false })
  changedAt!: Date;
}

@Entity('receipt_facts')
export class ReceiptFactEntity implements ReceiptFact {
  @PrimaryColumn('uuid', { name: 'self_employed_id' })
  selfEmployedId!: string;

  @PrimaryColumn('text', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  kind!: 'ready' | 'cancelled';

  @Column('text', { name: 'receipt_id', nullable: true })
  receiptId!: string | null;

  @Column('bigint', { name: 'amount_kopecks', nullable: true, transformer: bigintColumn })
  amountKopecks!: bigint | null;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('timestamptz')
  at!: Date;
}

@Entity('receipts')
export class ReceiptEntity implements ReceiptState {
  @PrimaryColumn('uuid', { name: 'self_employed_id' })
  selfEmployedId!: string;

  @PrimaryColumn('text', { name: 'receipt_id' })
  receiptId!: string;

  @Column('text')
  status!: ReceiptStatus;

  @Column('bigint', { name: 'amount_kopecks', nullable: true, transformer: bigintColumn })
  amountKopecks!: bigint | null;

  @Column('text', { nullable: true })
  url!: string | null;
}

@Entity('self_employed_history')
export class SelfEmployedHistoryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('uuid', { name: 'self_employed_id' })
  selfEmployedId!: string;

  /** `status` or `risk`. */
  @Column('text')
  field!: 'status' | 'risk';

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: string | null;

  @Column('text', { name: 'to_state' })
  toState!: string;

  @Column('text', { name: 'cause_kind' })
  causeKind!: 'event' | 'command' | 'reconciliation';

  @Column('text', { name: 'cause_id' })
  causeId!: string;

  @Column('timestamptz')
  at!: Date;
}

export const SELF_EMPLOYED_ENTITIES = [
  SelfEmployedEntity,
  ReceiptFactEntity,
  ReceiptEntity,
  SelfEmployedHistoryEntity,
];
