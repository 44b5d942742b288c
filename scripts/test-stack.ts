import { join, resolve } from 'node:path';

/**
 * Tests have servers of their own: they stop the broker on purpose, which must not happen to a system
 * that runs in another terminal. Told without the stack's own paths, which are fixed when they load.
 */
export const TEST_STACK_DIR = join(resolve(process.env.LK_STACK_DIR ?? '.stack'), 'test');

/** Holds the pid of the test run that uses these servers now. */
export const TEST_RUN_FILE = join(TEST_STACK_DIR, 'run.pid');
