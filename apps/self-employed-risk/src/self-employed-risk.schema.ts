import { type ServiceSchema } from '@lk/persistence';
import { CreateSelfEmployed1700000000001 } from './migrations/1700000000001-create-self-employed';
import { AddReconciliation1700000000002 } from './migrations/1700000000002-add-reconciliation';
import { CommandSubjects1700000000003 } from './migrations/1700000000003-command-subjects';

export const selfEmployedRiskSchema: ServiceSchema = {
  schema: 'self_employed_risk',
  role: 'lk_self_employed_risk',
  migrations: [
    CreateSelfEmployed1700000000001,
    AddReconciliation1700000000002,
    CommandSubjects1700000000003,
  ],
};
