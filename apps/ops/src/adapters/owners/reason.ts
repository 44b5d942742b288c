import { IsString, Length } from 'class-validator';

/** Why somebody does it; kept in the audit log. */
export class ReasonBody {
  /** No personal data of clients. */
  @IsString()
  @Length(3, 500)
  reason!: string;
}
