import { type ServiceSchema } from '@lk/persistence';
import { CreateDeals1700000000001 } from './migrations/1700000000001-create-deals';

export const dealSchema: ServiceSchema = {
  schema: 'deal',
  role: 'lk_deal',
  migrations: [CreateDeals1700000000001],
};
