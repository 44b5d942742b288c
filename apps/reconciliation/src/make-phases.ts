import { type Clock } from '@lk/kernel';
import { type TransactionRunner } from '@lk/persistence';
import { type TBankConfig } from '@lk/tbank-client';
import { type DriftAnnouncements } from './adapters/drift-announcements';
import { type DriftRepository } from './adapters/drift.repository';
import { type ReconciliationMetrics } from './adapters/reconciliation.metrics';
import { type RunRepository } from './adapters/run.repository';
import { Confirmation } from './application/confirmation';
import { type DriftRepairs } from './application/drift-repairs';
import { AskPhase } from './application/phases/ask.phase';
import { ClosePhase } from './application/phases/close.phase';
import { DealOnePhase } from './application/phases/deal-one.phase';
import { DealsDriftingPhase } from './application/phases/deals-drifting.phase';
import { DealsListPhase } from './application/phases/deals-list.phase';
import { DealsOursPhase } from './application/phases/deals-ours.phase';
import { UnmetDrifts } from './application/phases/drifting';
import { MergePhase } from './application/phases/merge.phase';
import { PayoutsDriftingPhase } from './application/phases/payouts-drifting.phase';
import { PayoutsListPhase } from './application/phases/payouts-list.phase';
import { PayoutsOnePhase } from './application/phases/payouts-one.phase';
import { PayoutsOursPhase } from './application/phases/payouts-ours.phase';
import { PayoutsSearchPhase } from './application/phases/payouts-search.phase';
import { PayoutsStraysPhase } from './application/phases/payouts-strays.phase';
import { PeoplePhase } from './application/phases/people.phase';
import { PeoplePlanPhase } from './application/phases/people-plan.phase';
import { PlanPhase } from './application/phases/plan.phase';
import { type Reading } from './application/phases/reading';
import { ReceiptsPhase } from './application/phases/receipts.phase';
import { RepairPhase } from './application/phases/repair.phase';
import { type Phases } from './application/run-engine';
import { type Policy } from './domain/policy';

export interface PhaseParts {
  readonly reading: Reading;
  readonly transactions: TransactionRunner;
  readonly runs: RunRepository;
  readonly drifts: DriftRepository;
  readonly repairs: DriftRepairs;
  readonly announcements: DriftAnnouncements;
  readonly metrics: ReconciliationMetrics;
  readonly policy: Policy;
  readonly tbank: TBankConfig;
  readonly clock: Clock;
}

/** Every phase by its name: the whole way of a run on one page. */
export function makePhases(parts: PhaseParts): Phases {
  const { reading, transactions, runs, drifts, repairs, announcements, tbank } = parts;
  const unmet = new UnmetDrifts(transactions);
  const listIntervalMs = tbank.TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS;
  return {
    'deals.plan': planDeals(parts),
    'deals.one': new DealOnePhase(reading),
    'deals.list': new DealsListPhase(reading, 'all'),
    'deals.tail': new DealsListPhase(reading, 'tail'),
    'deals.ours': new DealsOursPhase(reading),
    'deals.drifting': new DealsDriftingPhase(reading, unmet),
    ...ends('deals', parts),
    'payouts.plan': planPayouts(parts),
    'payouts.one': new PayoutsOnePhase(reading),
    'payouts.list': new PayoutsListPhase(reading, 'all'),
    'payouts.tail': new PayoutsListPhase(reading, 'tail'),
    'payouts.ours': new PayoutsOursPhase(reading),
    'payouts.search': new PayoutsSearchPhase(reading),
    'payouts.strays': new PayoutsStraysPhase(reading),
    'payouts.drifting': new PayoutsDriftingPhase(reading, unmet),
    ...ends('payouts', parts),
    'self-employed.plan': new PeoplePlanPhase(reading, tbank.TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND),
    'self-employed.ask': new AskPhase(drifts, repairs, announcements, listIntervalMs),
    'self-employed.people': new PeoplePhase(reading),
    'self-employed.receipts': new ReceiptsPhase(reading, runs),
    ...ends('self-employed', parts),
  };
}

function planDeals({ reading, tbank }: PhaseParts): PlanPhase {
  const sides = {
    ours: reading.sides.deals.bind(reading.sides),
    bank: () => reading.bank.dealsPage(0, 1),
    isAtBank: (side: object) => 'externalDealId' in side && side.externalDealId !== null,
  };
  return new PlanPhase(reading, sides, tbank.TBANK_LIMIT_PER_SECOND);
}

function planPayouts({ reading, tbank }: PhaseParts): PlanPhase {
  const sides = {
    ours: reading.sides.payouts.bind(reading.sides),
    bank: () => reading.bank.paymentsPage({}, 0, 1),
    isAtBank: (side: object) => 'paymentId' in side && side.paymentId !== null,
  };
  return new PlanPhase(reading, sides, tbank.TBANK_LIMIT_PER_SECOND);
}

/** How every scope ends. */
function ends(scope: 'deals' | 'payouts' | 'self-employed', parts: PhaseParts): Phases {
  const { transactions, drifts, announcements, metrics, policy, repairs, runs, clock } = parts;
  const { config } = parts.reading;
  const maxAttempts = config.RECONCILIATION_REPAIR_ATTEMPTS;
  const merging = { drifts, announcements, metrics, policy, maxAttempts, clock };
  const budget = {
    count: config.RECONCILIATION_REPAIR_BUDGET,
    share: config.RECONCILIATION_REPAIR_SHARE,
    floor: config.RECONCILIATION_REPAIR_FLOOR,
  };
  const plausibility = {
    count: config.RECONCILIATION_IMPLAUSIBLE_COUNT,
    share: config.RECONCILIATION_IMPLAUSIBLE_SHARE,
  };
  return {
    [`${scope}.merge`]: new MergePhase(merging),
    [`${scope}.repair`]: new RepairPhase(
      transactions,
      drifts,
      new Confirmation(transactions, parts.reading.bank),
      repairs,
      { budget, plausibility },
      clock,
    ),
    [`${scope}.close`]: new ClosePhase(drifts, runs, announcements, clock),
  };
}
