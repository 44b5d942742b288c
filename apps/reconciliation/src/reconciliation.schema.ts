import { type ServiceSchema } from '@lk/persistence';
import { CreateReconciliation1700000000001 } from './migrations/1700000000001-create-reconciliation';

export const reconciliationSchema: ServiceSchema = {
  schema: 'reconciliation',
  role: 'lk_reconciliation',
  migrations: [CreateReconciliation1700000000001],
};
