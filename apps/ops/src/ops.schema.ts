import { type ServiceSchema } from '@lk/persistence';
import { CreateDeadLetters1700000000001 } from './migrations/1700000000001-create-dead-letters';
import { CreateJobs1700000000002 } from './migrations/1700000000002-create-jobs';
import { CreateAccess1700000000003 } from './migrations/1700000000003-create-access';
import { TimelineIndexes1700000000004 } from './migrations/1700000000004-timeline-indexes';

export const opsSchema: ServiceSchema = {
  schema: 'ops',
  role: 'lk_ops',
  migrations: [
    CreateDeadLetters1700000000001,
    CreateJobs1700000000002,
    CreateAccess1700000000003,
    TimelineIndexes1700000000004,
  ],
  withheld: { audit_log: ['UPDATE', 'DELETE'], audit_head: ['INSERT', 'DELETE'] },
};
