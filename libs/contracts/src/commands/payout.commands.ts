import { IsNotEmpty, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { IsRubles } from '../validators';

/** `payout.create`. */
export class PayoutCreateCommand {
  @IsUUID()
  payoutId!: string;

  @IsUUID()
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
  @IsString()
  @MaxLength(200)
  bankDetailsId?: string;
}
