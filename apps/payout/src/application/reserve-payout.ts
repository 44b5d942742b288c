import { type PayoutCreateCommand } from '@lk/contracts';
import { rublesToKopecks, transientError } from '@lk/kernel';
import { type CommandContext } from '@lk/messaging';
import { causeOf, CommandRefusal, DomainEvents } from '@lk/outbox';
import { type Transaction, TransactionRunner } from '@lk/persistence';
import { Injectable } from '@nestjs/common';
import { type DealTerms, DealReader } from '../adapters/deal.reader';
import { type PayoutEntity } from '../adapters/payout.entities';
import { PayoutRepository } from '../adapters/payout.repository';
import { SelfEmployedReader } from '../adapters/self-employed.reader';
import { refusePayout, refuseSelfEmployed } from '../domain/payout-rules';
import { payoutAnnouncements } from './payout-announcements';
import { refuse } from './refuse';

/** Commands may overtake the deal they are about by a few seconds. */
const TRIES_FOR_UNKNOWN_DEAL = 3;

/** Checks a payout against the deal and the person, and takes its amount off the recipient's share. */
@Injectable()
export class ReservePayout {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly payouts: PayoutRepository,
    private readonly deals: DealReader,
    private readonly people: SelfEmployedReader,
    private readonly events: DomainEvents,
  ) {}

  /**
   * The reserved payout; the one reserved before when the same command comes again.
   * @throws CommandRefusal by the rules of the contract; AppError transient when an owner is away
   */
  async execute(context: CommandContext, command: PayoutCreateCommand): Promise<PayoutEntity> {
    const known = await this.transactions.run((tx) => this.payouts.find(tx, command.payoutId));
    if (known?.createdBy === context.message.id) return known;
    if (known)
      throw new CommandRefusal('PAYOUT_EXISTS', 'A payout with this payoutId exists already');
    const terms = await this.termsOf(context, command);
    const beneficiary = await this.beneficiaryOf(terms);
    return this.transactions.run((tx) => this.insert(tx, context, command, terms, beneficiary));
  }

  private async termsOf(
    { message }: CommandContext,
    { dealId, recipientId }: PayoutCreateCommand,
  ): Promise<DealTerms> {
    const terms = await this.deals.findTerms(dealId, recipientId);
    if (terms) return terms;
    if (message.failures < TRIES_FOR_UNKNOWN_DEAL) {
      throw transientError('DEAL_NOT_READY', 'The deal or its recipient is not known yet');
    }
    throw new CommandRefusal(
      'DEAL_NOT_FOUND',
      'There is no such deal, or it has no such recipient',
    );
  }

  /** The bank's id of the recipient; a self-employed person must be fit to be paid besides. */
  private async beneficiaryOf(terms: DealTerms): Promise<string> {
    const person = terms.legalType === 'SE' ? await this.people.findByInn(terms.inn) : undefined;
    if (terms.legalType === 'SE') refuse(refuseSelfEmployed(person));
    const beneficiary = terms.externalRecipientId ?? person?.externalRecipientId;
    return beneficiary ?? refuse('BENEFICIARY_UNKNOWN');
  }

  private async insert(
    tx: Transaction,
    context: CommandContext,
    command: PayoutCreateCommand,
    terms: DealTerms,
    externalRecipientId: string,
  ): Promise<PayoutEntity> {
    const { dealId, recipientId } = command;
    const amountKopecks = rublesToKopecks(command.amount);
    const alreadyPromisedKopecks = await this.payouts.promisedKopecks(tx, dealId, recipientId);
    refuse(refusePayout({ ...terms, alreadyPromisedKopecks, amountKopecks }));
    const payout = newPayout(context.message.id, command, terms, {
      amountKopecks,
      externalRecipientId,
    });
    await this.payouts.insert(tx, payout);
    const cause = causeOf(context);
    await this.payouts.addHistory(tx, {
      payoutId: payout.payoutId,
      fromState: null,
      toState: payout.status,
      causeKind: cause.kind,
      causeId: cause.id,
      at: payout.createdAt,
    });
    const events = payoutAnnouncements({ payout, cause, contradictions: [] });
    const { traceparent } = context.message;
    await this.events.add(
      tx,
      events.map((event) => ({ ...event, subject: payout.payoutId, traceparent })),
    );
    return payout;
  }
}

function newPayout(
  commandId: string,
  { payoutId, dealId, recipientId, purpose, bankDetailsId }: PayoutCreateCommand,
  terms: DealTerms,
  money: { readonly amountKopecks: bigint; readonly externalRecipientId: string },
): PayoutEntity {
  const now = new Date();
  return {
    payoutId,
    dealId,
    recipientId,
    purpose,
    ...money,
    externalDealId: terms.externalDealId ?? null,
    accountNumber: terms.accountNumber,
    bankDetailsId: bankDetailsId ?? terms.bankDetailsId ?? null,
    paymentId: null,
    status: 'pending',
    contradictions: [],
    paidAt: null,
    version: 1,
    createdBy: commandId,
    createdAt: now,
    changedAt: now,
  };
}
