import { type BankContext, type Origin } from './bank-context';
import { unknownObject, refused } from './bank-refusal';
import { acceptDeal, addStep, cancelDeal, completeDeal, type Deal, type Step } from './deal';
import { known, listed } from './hidden';

/** All deals of the bank. */
export class Deals {
  private readonly byId = new Map<string, Deal>();
  private readonly inOrder: Deal[] = [];

  constructor(private readonly context: BankContext) {}

  create(accountNumber: string, origin?: Origin): Deal {
    const dealId = this.context.newId();
    const deal = newDeal({ dealId, accountNumber, status: 'DRAFT' }, this.context.now());
    this.store(deal);
    this.announce('deal.created', deal, origin);
    return deal;
  }

  find(dealId: string): Deal | undefined {
    return this.byId.get(dealId);
  }

  get(dealId: string): Deal {
    const deal = known(this.byId.get(dealId));
    if (!deal) throw unknownObject('сделка');
    return deal;
  }

  all(): readonly Deal[] {
    return this.inOrder;
  }

  listed(): readonly Deal[] {
    return listed(this.inOrder);
  }

  /** A deal that nobody made and no event tells of; its money is not counted. */
  plant(deal: Pick<Deal, 'dealId' | 'accountNumber' | 'status'>): Deal {
    const planted: Deal = { ...newDeal(deal, this.context.now()), fundedWithoutLimit: true };
    this.store(planted);
    return planted;
  }

  addStep(dealId: string, description: string, origin?: Origin): Step {
    const step = addStep(this.get(dealId), this.context.newId(), description);
    this.context.effect('step.created', step.stepId, origin);
    return step;
  }

  getStep(dealId: string, stepId: string): Step {
    const step = this.get(dealId).steps.find((candidate) => candidate.stepId === stepId);
    if (!step) throw unknownObject('этап');
    return step;
  }

  accept(dealId: string, origin?: Origin): void {
    const deal = this.get(dealId);
    if (acceptDeal(deal)) this.announce('deal.accepted', deal, origin);
  }

  cancel(dealId: string, origin?: Origin): void {
    const deal = this.get(dealId);
    if (cancelDeal(deal)) this.announce('deal.cancelled', deal, origin);
  }

  /** Ends a deal whose paid-in amount is unknown, as a person at the bank would. */
  complete(dealId: string): void {
    const deal = this.get(dealId);
    if (deal.status !== 'FUNDED' && deal.status !== 'IN_PROGRESS') {
      throw refused('INVALID_DEAL_STATUS', `Сделка в статусе ${deal.status}`);
    }
    completeDeal(deal);
    this.announce('deal.completed', deal);
  }

  announce(type: string, deal: Deal, origin?: Origin): void {
    this.context.effect(type, deal.dealId, origin);
    this.context.publish({ type, data: { dealId: deal.dealId } });
  }

  clear(): void {
    this.byId.clear();
    this.inOrder.length = 0;
  }

  private store(deal: Deal): void {
    this.byId.set(deal.dealId, deal);
    this.inOrder.push(deal);
  }
}

function newDeal(given: Pick<Deal, 'dealId' | 'accountNumber' | 'status'>, createdAt: Date): Deal {
  return {
    ...given,
    createdAt,
    steps: [],
    fundedKopecks: 0n,
    fundedWithoutLimit: false,
    committedKopecks: 0n,
    paidOutKopecks: 0n,
    payoutAttempts: 0,
  };
}
