import { type ServiceSchema } from '@lk/persistence';
import { CreatePayouts1700000000001 } from './migrations/1700000000001-create-payouts';
import { AddReconciliation1700000000002 } from './migrations/1700000000002-add-reconciliation';
import { CommandSubjects1700000000003 } from './migrations/1700000000003-command-subjects';

export const payoutSchema: ServiceSchema = {
  schema: 'payout',
  role: 'lk_payout',
  migrations: [
    CreatePayouts1700000000001,
    AddReconciliation1700000000002,
    CommandSubjects1700000000003,
  ],
};
