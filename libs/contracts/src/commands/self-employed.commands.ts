import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsAccountNumber, IsInn, IsOwnId } from '../validators';

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

/** `self-employed.sync`: no fields. */
export class SelfEmployedSyncCommand {}
