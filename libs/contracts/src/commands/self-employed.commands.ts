import {
  IsBoolean,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import {
  IsAbsentBeside,
  IsAccountNumber,
  IsInn,
  IsNotBefore,
  IsOwnId,
  IsUtcTime,
} from '../validators';

/** `self-employed.register`. */
export class SelfEmployedRegisterCommand {
  @IsOwnId()
  selfEmployedId!: string;

  @IsInn('person')
  inn!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  firstName!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  lastName!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  middleName?: string;

  @IsOptional()
  @Matches(/^\+?[\d\s()-]{6,50}$/, { message: '$property must be a phone number' })
  phone?: string;

  @IsAccountNumber()
  accountNumber!: string;

  @Matches(/^\d{9}$/, { message: '$property must be 9 digits' })
  bik!: string;
}

/** `self-employed.sync`: nobody outside needs a field. */
export class SelfEmployedSyncCommand {
  /** Reconciliation waits for a turn at the bank's list rather than take an old copy for an answer. */
  @IsOptional()
  @IsBoolean()
  waitForList?: boolean;
}

/** Whether a field of a body is there: an optional one may also come as null. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** `self-employed.receipts.fetch`: of one person or of one deal, and of a period with both ends in it. */
export class SelfEmployedReceiptsFetchCommand {
  /** Validated also when neither is there, so that the refusal names a field. */
  @ValidateIf(({ inn, dealId }: SelfEmployedReceiptsFetchCommand) => {
    return isGiven(inn) || !isGiven(dealId);
  })
  @IsInn('person')
  inn?: string;

  @IsOptional()
  @IsOwnId()
  @IsAbsentBeside('inn')
  dealId?: string;

  /** A date, or a date and time with `Z`. */
  @IsOptional()
  @IsUtcTime()
  from?: string;

  /** As `from`; a date alone is the whole day. */
  @IsOptional()
  @IsUtcTime()
  @IsNotBefore('from')
  to?: string;
}
