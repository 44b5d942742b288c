import { type ServiceSchema } from '@lk/persistence';
import { CreateDeliveries1700000000001 } from './migrations/1700000000001-create-deliveries';
import { CommandSubjects1700000000002 } from './migrations/1700000000002-command-subjects';
import { DeliverySubjects1700000000003 } from './migrations/1700000000003-delivery-subjects';

export const notificationSchema: ServiceSchema = {
  schema: 'notification',
  role: 'lk_notification',
  migrations: [
    CreateDeliveries1700000000001,
    CommandSubjects1700000000002,
    DeliverySubjects1700000000003,
  ],
};
