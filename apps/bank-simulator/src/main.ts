import { runService } from '@lk/platform';
import { BANK_SIMULATOR } from './bank-simulator.service';

void runService(BANK_SIMULATOR);
