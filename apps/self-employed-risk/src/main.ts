import { runService } from '@lk/platform';
import { selfEmployedRisk } from './self-employed-risk.service';

void runService(selfEmployedRisk);
