import { runService } from '@lk/platform';
import { ops } from '../../../src/ops.service';

/** Ops as a process of its own, which a test can kill. */
void runService(ops);
