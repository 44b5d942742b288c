import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { LEGAL_TYPES, type LegalType, SPLIT_TYPES, type SplitType } from '../states';
import {
  IsAccountNumber,
  IsExternalId,
  IsExternalRecipientId,
  IsInn,
  IsOwnId,
  IsPositiveDecimal,
  IsRubles,
} from '../validators';

/** Somebody who gets a share of a deal. */
export class DealRecipient {
  /** Ours; it travels in paths, where dots alone would lead elsewhere. */
  @IsString()
  @Matches(/[^.]/, { message: '$property must have more than dots' })
  @MaxLength(100)
  recipientId!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  role!: string;

  @IsIn(LEGAL_TYPES)
  legalType!: LegalType;

  @IsInn()
  inn!: string;

  @IsOptional()
  @Matches(/^(\d{9}|0)$/, { message: '$property must be 9 digits' })
  kpp?: string;

  @IsIn(SPLIT_TYPES)
  splitType!: SplitType;

  /** Percent (at most ten decimals) or rubles (at most two), by `splitType`. */
  @IsPositiveDecimal()
  splitValue!: number | string;

  /** The bank's id of the recipient; a self-employed person's may come from the registry by INN. */
  @IsOptional()
  @IsExternalRecipientId()
  beneficiaryId?: string;

  @IsOptional()
  @IsExternalId()
  bankDetailsId?: string;
}

/** A stage of the deal. */
export class DealStep {
  /** Ours; its number in the list, counted from 1, when absent. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  stepId?: string;

  @IsString()
  @Length(3, 4096)
  description!: string;
}

/** `deal.create`. */
export class DealCreateCommand {
  @IsOwnId()
  dealId!: string;

  /** Rubles. */
  @IsRubles()
  amount!: number | string;

  @IsString()
  @Length(3, 4096)
  description!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DealRecipient)
  recipients!: DealRecipient[];

  /** The nominal account; the configured one by default. */
  @IsOptional()
  @IsAccountNumber()
  accountNumber?: string;

  /** When absent, one step with the description of the deal. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => DealStep)
  steps?: DealStep[];
}

/** `deal.accept`. */
export class DealAcceptCommand {
  @IsOwnId()
  dealId!: string;
}

/** `deal.step.create`. */
export class DealStepCreateCommand {
  @IsOwnId()
  dealId!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  stepId!: string;

  @IsString()
  @Length(3, 4096)
  description!: string;
}

/** `deal.cancel`. */
export class DealCancelCommand {
  @IsOwnId()
  dealId!: string;

  @IsString()
  @Length(1, 1000)
  reason!: string;
}
