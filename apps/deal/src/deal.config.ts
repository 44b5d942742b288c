import { Matches } from 'class-validator';

export class DealConfig {
  /** The nominal account of deals that name none. */
  @Matches(/^(\d{20}|\d{22})$/, { message: '$property must be 20 or 22 digits' })
  TBANK_NOMINAL_ACCOUNT!: string;
}
