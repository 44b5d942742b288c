import { type ServiceSchema } from '@lk/persistence';
import { CreateDeliveries1700000000001 } from './migrations/1700000000001-create-deliveries';

export const notificationSchema: ServiceSchema = {
  schema: 'notification',
  role: 'lk_notification',
  migrations: [CreateDeliveries1700000000001],
};
