import { join, resolve } from 'node:path';

/** Told without the stack's own paths, which are fixed when they load. */
const STACK_DIR = resolve(process.env.LK_STACK_DIR ?? '.stack');

/**
 * Tests have servers of their own: they stop the broker on purpose, which must not happen to a system
 * that runs in another terminal.
 */
export const TEST_STACK_DIR = join(STACK_DIR, 'test');

/** The stack of a second test run beside the first; its own servers are again in `test` below. */
export const SECOND_LANE_DIR = join(STACK_DIR, 'lane-2');

/** Holds the pid of the test run that uses these servers now. */
export const TEST_RUN_FILE = join(TEST_STACK_DIR, 'run.pid');
