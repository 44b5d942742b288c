import { type ServiceSchema } from '@lk/persistence';
import { CreatePayouts1700000000001 } from './migrations/1700000000001-create-payouts';

export const payoutSchema: ServiceSchema = {
  schema: 'payout',
  role: 'lk_payout',
  migrations: [CreatePayouts1700000000001],
};
