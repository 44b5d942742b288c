import { type ServiceSchema } from '@lk/persistence';
import { CreateSelfEmployed1700000000001 } from './migrations/1700000000001-create-self-employed';

export const selfEmployedRiskSchema: ServiceSchema = {
  schema: 'self_employed_risk',
  role: 'lk_self_employed_risk',
  migrations: [CreateSelfEmployed1700000000001],
};
