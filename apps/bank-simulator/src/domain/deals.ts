import { type BankContext, type Origin } from './bank-context';
import { unknownObject, refused } from './bank-refusal';
import { acceptDeal, addStep, cancelDeal, completeDeal, type Deal, type Step } from './deal';

/** All deals of the bank. */
export class Deals {
  private readonly byId = new Map<string, Deal>();
  private readonly inOrder: Deal[] = [];

  constructor(private readonly context: BankContext) {}

  create(accountNumber: string, origin?: Origin): Deal {
    const deal: Deal = {
      dealId: this.context.newId(),
      accountNumber,
      createdAt: this.context.now(),
      status: 'DRAFT',
      steps: [],
      fundedKopecks: 0n,
      fundedWithoutLimit: false,
      committedKopecks: 0n,
      paidOutKopecks: 0n,
      payoutAttempts: 0,
    };
    this.byId.set(deal.dealId, deal);
    this.inOrder.push(deal);
    this.announce('deal.created', deal, origin);
    return deal;
  }

  find(dealId: string): Deal | undefined {
    return this.byId.get(dealId);
  }

  get(dealId: string): Deal {
    const deal = this.byId.get(dealId);
    if (!deal) throw unknownObject('сделка');
    return deal;
  }

  all(): readonly Deal[] {
    return this.inOrder;
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
}
