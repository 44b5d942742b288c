import { isUuid } from '@lk/kernel';
import { getActor, InternalTokenGuard, strictValidation } from '@lk/platform';
import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Headers,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { DecideOutcome, type Outcome } from '../application/decide-outcome.use-case';

export class DecisionBody {
  /** Whether the bank has confirmed that it made the payment. */
  @IsBoolean()
  made!: boolean;

  /** The bank's id of the payment that it made. */
  @IsOptional()
  @Matches(/^[\w.:-]{1,100}$/)
  paymentId?: string;
}

/** What the bank told a person about a payment whose outcome is unknown; called by on call. */
@Controller('payouts')
@UseGuards(InternalTokenGuard)
export class PayoutDecisionController {
  constructor(private readonly deciding: DecideOutcome) {}

  @Post(':payoutId/decision')
  @HttpCode(200)
  async decide(
    @Param('payoutId') payoutId: string,
    @Body(strictValidation) body: DecisionBody,
    @Headers('x-actor') actor?: string,
  ): Promise<{ payoutId: string }> {
    getActor(actor);
    const decided = isUuid(payoutId)
      ? await this.deciding.execute(payoutId.toLowerCase(), outcomeOf(body))
      : 'not-found';
    if (decided === 'not-found') throw new NotFoundException('There is no such payout');
    if (decided === 'payment-taken') {
      throw new ConflictException('Another payout has that payment already');
    }
    if (decided === 'not-undecided') {
      throw new ConflictException(
        'There is nothing to decide: its outcome is known, or look-ups still repeat the call',
      );
    }
    return { payoutId };
  }
}

function outcomeOf({ made, paymentId }: DecisionBody): Outcome {
  if (!made && paymentId !== undefined) {
    throw new BadRequestException('A payment that was not made has no paymentId');
  }
  if (!made) return { made };
  if (paymentId === undefined)
    throw new BadRequestException('paymentId must say which payment it is');
  return { made, paymentId };
}
