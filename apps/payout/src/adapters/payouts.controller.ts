import { isUuid } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { InternalTokenGuard } from '@lk/platform';
import {
  BadRequestException,
  Controller,
  Get,
  NotFoundException,
  Param,
  Query,
  UseGuards,
} from '@nestjs/common';
import { type PayoutEntity, type PayoutHistoryEntity } from './payout.entities';
import { PayoutRepository } from './payout.repository';

/** `GET /payouts/{payoutId}`; amounts in kopecks as text. */
export interface PayoutView {
  readonly payoutId: string;
  readonly dealId: string;
  readonly externalDealId: string | null;
  readonly recipientId: string;
  readonly externalRecipientId: string;
  readonly paymentId: string | null;
  readonly status: string;
  readonly amountKopecks: string;
  readonly paidAt: string | null;
  readonly version: number;
  readonly contradictions: readonly string[];
  readonly history: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly cause: { readonly kind: string; readonly id: string };
    readonly at: string;
  }[];
}

/** `GET /payouts?dealId=`: every payout of the deal, oldest first. */
export interface PayoutListView {
  readonly payouts: readonly PayoutView[];
}

/** Reading inside the cluster. */
@Controller('payouts')
@UseGuards(InternalTokenGuard)
export class PayoutsController {
  constructor(
    private readonly transactions: TransactionRunner,
    private readonly payouts: PayoutRepository,
  ) {}

  @Get()
  async list(@Query('dealId') dealId: unknown): Promise<PayoutListView> {
    if (!isUuid(dealId)) throw new BadRequestException('dealId must be a uuid');
    const payouts = await this.transactions.run(async (tx) => {
      const found = await this.payouts.ofDeal(tx, dealId);
      const history = await this.payouts.historyOf(
        tx,
        found.map(({ payoutId }) => payoutId),
      );
      return found.map((payout) =>
        viewPayout(
          payout,
          history.filter(({ payoutId }) => payoutId === payout.payoutId),
        ),
      );
    });
    return { payouts };
  }

  @Get(':payoutId')
  async show(@Param('payoutId') payoutId: string): Promise<PayoutView> {
    const found = isUuid(payoutId)
      ? await this.transactions.run(async (tx) => ({
          payout: await this.payouts.find(tx, payoutId),
          history: await this.payouts.history(tx, payoutId),
        }))
      : undefined;
    if (!found?.payout) throw new NotFoundException('There is no such payout');
    return viewPayout(found.payout, found.history);
  }
}

function viewPayout(payout: PayoutEntity, history: readonly PayoutHistoryEntity[]): PayoutView {
  const { payoutId, dealId, externalDealId, recipientId, externalRecipientId, paymentId } = payout;
  return {
    payoutId,
    dealId,
    externalDealId,
    recipientId,
    externalRecipientId,
    paymentId,
    status: payout.status,
    amountKopecks: payout.amountKopecks.toString(),
    paidAt: payout.paidAt?.toISOString() ?? null,
    version: payout.version,
    contradictions: payout.contradictions,
    history: history.map((row) => ({
      from: row.fromState,
      to: row.toState,
      cause: { kind: row.causeKind, id: row.causeId },
      at: row.at.toISOString(),
    })),
  };
}
