import { IsNotEmpty, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { IsExternalId, IsOwnId, IsRubles } from '../validators';

/** `payout.create`. */
export class PayoutCreateCommand {
  @IsOwnId()
  payoutId!: string;

  @IsOwnId()
  dealId!: string;

  /** Ours, as in `deal.create`. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  recipientId!: string;

  /** Rubles. */
  @IsRubles()
  amount!: number | string;

  @IsString()
  @Length(1, 210)
  purpose!: string;

  @IsOptional()
  @IsExternalId()
  bankDetailsId?: string;
}
