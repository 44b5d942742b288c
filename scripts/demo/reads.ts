import { type DealView, type PayoutView, type SelfEmployedView } from './records';
import { type Stage } from './stage';

export const readPerson = (stage: Stage, id: string): Promise<SelfEmployedView> =>
  stage.http.read<SelfEmployedView>('SELF_EMPLOYED_URL', `/self-employed/${id}`);
export const readDeal = (stage: Stage, id: string): Promise<DealView> =>
  stage.http.read<DealView>('DEAL_URL', `/deals/${id}`);
export const readPayout = (stage: Stage, id: string): Promise<PayoutView> =>
  stage.http.read<PayoutView>('PAYOUT_URL', `/payouts/${id}`);
