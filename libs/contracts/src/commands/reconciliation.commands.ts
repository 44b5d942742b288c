import { IsIn, IsOptional } from 'class-validator';
import { IsOwnId } from '../validators';

export const RECONCILIATION_SCOPES = ['deals', 'payouts', 'self-employed', 'all'] as const;
export type ReconciliationScope = (typeof RECONCILIATION_SCOPES)[number];

/** `sweep` reads everything, `incremental` what can have changed. */
export const RECONCILIATION_MODES = ['sweep', 'incremental'] as const;

/** `reconciliation.run`. */
export class ReconciliationRunCommand {
  @IsIn(RECONCILIATION_SCOPES)
  scope!: ReconciliationScope;

  /** One deal and its payouts only. */
  @IsOptional()
  @IsOwnId()
  dealId?: string;

  /** A sweep when absent; of no meaning for one deal. */
  @IsOptional()
  @IsIn(RECONCILIATION_MODES)
  mode?: (typeof RECONCILIATION_MODES)[number];
}
