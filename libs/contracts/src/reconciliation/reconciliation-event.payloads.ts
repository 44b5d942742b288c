import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches } from 'class-validator';
import { IsUuid } from '../validators';
import {
  RECONCILIATION_SCOPES,
  type ReconciliationScope,
} from '../commands/reconciliation.commands';

/** What every event about a drift says; ids and codes only. */
export class DriftEventData {
  @IsUuid()
  driftId!: string;

  /** The class of the drift, for example `bank-ahead`. */
  @IsString()
  class!: string;

  /** `deal`, `payout`, `payment`, `self-employed`, `receipt` or `system`. */
  @IsString()
  subjectKind!: string;

  /** Ours where we have one, else the bank's. */
  @IsString()
  subjectId!: string;

  @IsOptional()
  @IsUuid()
  dealId?: string;

  @IsOptional()
  @IsUuid()
  payoutId?: string;

  /** Money at risk, kopecks as text. */
  @IsOptional()
  @Matches(/^\d+$/)
  amountKopecks?: string;

  @IsUuid()
  runId!: string;
}

/** `drift.found`: a difference outlasted its grace time. */
export class DriftFoundData extends DriftEventData {
  /** What will be done about it: `repair`, `propose`, `page` or `record`. */
  @IsString()
  action!: string;
}

/** `drift.repaired`: the missing facts were published. */
export class DriftRepairedData extends DriftEventData {
  /** The ids of the published events; empty when the owner was asked to read the bank. */
  @IsArray()
  @IsUuid({ each: true })
  eventIds!: string[];

  /** Who approved it; absent when the policy did. */
  @IsOptional()
  @IsString()
  approvedBy?: string;
}

/** `reconciliation.finished`. */
export class ReconciliationFinishedData {
  @IsUuid()
  runId!: string;

  @IsIn(RECONCILIATION_SCOPES)
  scope!: ReconciliationScope;

  /** `suspect`: the answers are not believed, and nothing was repaired from them. */
  @IsIn(['finished', 'suspect', 'failed'])
  state!: 'finished' | 'suspect' | 'failed';

  /** Codes of what was not believed. */
  @IsArray()
  @IsString({ each: true })
  suspectReasons!: string[];

  /** The repairs were over the budget, and all of them were proposed instead. */
  @IsBoolean()
  braked!: boolean;

  @IsInt()
  compared!: number;

  @IsInt()
  found!: number;

  @IsInt()
  repaired!: number;

  @IsInt()
  proposed!: number;
}
