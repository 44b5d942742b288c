import { isUuid } from '@lk/kernel';
import { strictValidation } from '@lk/platform';
import { Body, Controller, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { Actor } from '../../access/actor.decorator';
import { Needs } from '../../access/needs.decorator';
import { type Principal } from '../../access/principal';
import { RecordDecision } from '../../application/record-decision';
import { Owners } from '../owners/owners';
import { passOnJson } from '../owners/pass-on';
import { ReasonBody } from '../owners/reason';

export class DecidePayoutBody extends ReasonBody {
  /** Whether the bank has confirmed that it made the payment. */
  @IsBoolean()
  made!: boolean;

  /** The bank's id of the payment that it made; none for one that it did not. */
  @IsOptional()
  @Matches(/^[\w.:-]{1,100}$/)
  paymentId?: string;
}

/** What a person found out about a payment that the bank does not show. */
@Controller('api/payouts')
export class PayoutDecisionsController {
  constructor(
    private readonly owners: Owners,
    private readonly decisions: RecordDecision,
  ) {}

  /** Ends the doubt: money is believed to have moved, or may be sent to the recipient once more. */
  @Post(':payoutId/decision')
  @HttpCode(200)
  @Needs('approver')
  async decide(
    @Actor() actor: Principal,
    @Param('payoutId') payoutId: string,
    @Body(strictValidation) { made, paymentId, reason }: DecidePayoutBody,
  ): Promise<{ payoutId: string }> {
    if (!isUuid(payoutId)) throw new NotFoundException('There is no such payout');
    const details = { made, ...(paymentId !== undefined && { paymentId }) };
    const subject = `payout:${payoutId.toLowerCase()}`;
    await this.decisions.execute({ actor, action: 'payout.decide', subject, reason, details });
    const { payout } = this.owners;
    const headers = { 'x-actor': encodeURIComponent(actor.id) };
    return passOnJson(payout.name, () =>
      payout.raw('POST', `/payouts/${payoutId}/decision`, { body: details, headers }),
    );
  }
}
