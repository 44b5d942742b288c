import { runService } from '@lk/platform';
import { reconciliation } from './reconciliation.service';

void runService(reconciliation);
