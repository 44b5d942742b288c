import { runService } from '@lk/platform';
import { webhookIngress } from './webhook-ingress.service';

void runService(webhookIngress);
