import { runService } from '@lk/platform';
import { ops } from './ops.service';

void runService(ops);
