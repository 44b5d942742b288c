import { runService } from '@lk/platform';
import { payout } from './payout.service';

void runService(payout);
