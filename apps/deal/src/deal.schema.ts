import { type ServiceSchema } from '@lk/persistence';
import { CreateDeals1700000000001 } from './migrations/1700000000001-create-deals';
import { AddReconciliation1700000000002 } from './migrations/1700000000002-add-reconciliation';
import { CommandSubjects1700000000003 } from './migrations/1700000000003-command-subjects';

export const dealSchema: ServiceSchema = {
  schema: 'deal',
  role: 'lk_deal',
  migrations: [
    CreateDeals1700000000001,
    AddReconciliation1700000000002,
    CommandSubjects1700000000003,
  ],
};
