import { runService } from '@lk/platform';
import { deal } from './deal.service';

void runService(deal);
