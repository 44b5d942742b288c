import { type PayoutStatus } from '@lk/contracts';
import { bigintColumn } from '@lk/persistence';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { type PayoutFactKind } from '../domain/payout-state';

@Entity('payouts')
export class PayoutEntity {
  @PrimaryColumn('uuid', { name: 'payout_id' })
  payoutId!: string;

  @Column('uuid', { name: 'deal_id' })
  dealId!: string;

  @Column('text', { name: 'external_deal_id', nullable: true })
  externalDealId!: string | null;

  /** Ours. */
  @Column('text', { name: 'recipient_id' })
  recipientId!: string;

  /** The bank's beneficiary, the `recipientId` of its events. */
  @Column('text', { name: 'external_recipient_id' })
  externalRecipientId!: string;

  @Column('text', { name: 'account_number' })
  accountNumber!: string;

  @Column('text', { name: 'bank_details_id', nullable: true })
  bankDetailsId!: string | null;

  @Column('bigint', { name: 'amount_kopecks', transformer: bigintColumn })
  amountKopecks!: bigint;

  @Column('text')
  purpose!: string;

  /** The bank's payment; absent until the bank has answered. */
  @Column('text', { name: 'payment_id', nullable: true })
  paymentId!: string | null;

  @Column('text')
  status!: PayoutStatus;

  @Column('text', { array: true })
  contradictions!: string[];

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  paidAt!: Date | null;

  /** Grows by one with each change that others are told of. */
  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Of its last change, by the database's clock. */
  @Column({ type: 'timestamptz', name: 'changed_at', insert: false })
  changedAt!: Date;
}

@Entity('payout_facts')
export class PayoutFactEntity {
  @PrimaryColumn('uuid', { name: 'payout_id' })
  payoutId!: string;

  @PrimaryColumn('text')
  kind!: PayoutFactKind;

  @Column('text', { name: 'cause_kind' })
  causeKind!: string;

  @Column('text', { name: 'cause_id' })
  causeId!: string;

  /** Whether an event of the bank has told it, first or later. */
  @Column('boolean', { name: 'told_by_bank' })
  toldByBank!: boolean;

  /** When it happened, as its message says. */
  @Column('timestamptz')
  at!: Date;

  /** The bank's code of a failure, when it looks like one. */
  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;
}

@Entity('payout_history')
export class PayoutHistoryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('uuid', { name: 'payout_id' })
  payoutId!: string;

  @Column('text', { name: 'from_state', nullable: true })
  fromState!: PayoutStatus | null;

  @Column('text', { name: 'to_state' })
  toState!: PayoutStatus;

  @Column('text', { name: 'cause_kind' })
  causeKind!: 'event' | 'command' | 'reconciliation';

  @Column('text', { name: 'cause_id' })
  causeId!: string;

  @Column('timestamptz')
  at!: Date;
}

export const PAYOUT_ENTITIES = [PayoutEntity, PayoutFactEntity, PayoutHistoryEntity];
