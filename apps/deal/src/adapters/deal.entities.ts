import {
  type DealBankStatus,
  type DealStatus,
  type LegalType,
  type PayoutStatus,
} from '@lk/contracts';
import { bigintColumn } from '@lk/persistence';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { type DealFactKind } from '../domain/deal-facts';

@Entity('deals')
export class DealEntity {
  @PrimaryColumn('uuid', { name: 'deal_id' })
  dealId!: string;

  /** The bank's; absent until the bank has created the deal. */
  @Column('text', { name: 'external_deal_id', nullable: true })
  externalDealId!: string | null;

  @Column('text', { name: 'account_number' })
  accountNumber!: string;

  @Column('bigint', { name: 'amount_kopecks', transformer: bigintColumn })
  amountKopecks!: bigint;

  @Column('text')
  status!: DealStatus;

  @Column('text', { name: 'bank_status' })
  bankStatus!: DealBankStatus;

  @Column('text', { array: true })
  contradictions!: string[];

  /** Grows by one with each change that others are told of. */
  @Column('integer')
  version!: number;

  /** The command that created it. */
  @Column('uuid', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Of its last change, by the database's clock. */
  @Column({ type: 'timestamptz', name: 'changed_at', insert: false })
  changedAt!: Date;
}

@Entity('recipients')
export class RecipientEntity {
  @PrimaryColumn('uuid', { name: 'deal_id' })
  dealId!: string;

  @PrimaryColumn('text', { name: 'recipient_id' })
  recipientId!: string;

  /** The order of the command; the first one gets the remainder of the split. */
  @Column('integer')
  position!: number;

  @Column('text')
  role!: string;

  @Column('text', { name: 'legal_type' })
  legalType!: LegalType;

  @Column('text')
  inn!: string;

  @Column('text', { name: 'external_recipient_id', nullable: true })
  externalRecipientId!: string | null;

  @Column('text', { name: 'bank_details_id', nullable: true })
  bankDetailsId!: string | null;

  @Column('bigint', { name: 'share_kopecks', transformer: bigintColumn })
  shareKopecks!: bigint;

  @Column('text', { name: 'payout_status' })
  payoutStatus!: PayoutStatus;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  paidAt!: Date | null;
}

@Entity('steps')
export class StepEntity {
  @PrimaryColumn('uuid', { name: 'deal_id' })
  dealId!: string;

  @PrimaryColumn('text', { name: 'step_id' })
  stepId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  description!: string;

  @Column('text', { name: 'external_step_id', nullable: true })
  externalStepId!: string | null;

  @Column('uuid', { name: 'created_by' })
  createdBy!: string;
}

@Entity('deal_facts')
export class DealFactEntity {
  @PrimaryColumn('uuid', { name: 'deal_id' })
  dealId!: string;

  @PrimaryColumn('text')
  kind!: DealFactKind;

  @PrimaryColumn('text', { name: 'payment_id' })
  paymentId!: string;

  @Column('text', { name: 'cause_kind' })
  causeKind!: string;

  @Column('text', { name: 'cause_id' })
  causeId!: string;

  /** Whether an event of the bank has told it, first or later. */
  @Column('boolean', { name: 'told_by_bank' })
  toldByBank!: boolean;
}

@Entity('recipient_payouts')
export class RecipientPayoutEntity {
  @PrimaryColumn('uuid', { name: 'payout_id' })
  payoutId!: string;

  @Column('uuid', { name: 'deal_id' })
  dealId!: string;

  @Column('text', { name: 'recipient_id' })
  recipientId!: string;

  @Column('text')
  status!: PayoutStatus;

  @Column('bigint', { name: 'amount_kopecks', transformer: bigintColumn })
  amountKopecks!: bigint;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  paidAt!: Date | null;

  /** Of the payout record, as the payout service counts. */
  @Column('integer')
  version!: number;
}

@Entity('deal_history')
export class DealHistoryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('uuid', { name: 'deal_id' })
  dealId!: string;

  /** `status`, `bankStatus`, or `recipient:<id>`. */
  @Column('text')
  field!: string;

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

export const DEAL_ENTITIES = [
  DealEntity,
  RecipientEntity,
  StepEntity,
  DealFactEntity,
  RecipientPayoutEntity,
  DealHistoryEntity,
];
