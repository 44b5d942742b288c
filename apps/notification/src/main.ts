import { runService } from '@lk/platform';
import { notification } from './notification.service';

void runService(notification);
