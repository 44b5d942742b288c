import { type AppError, transientError } from '@lk/kernel';

/** Our own commit may still be on its way: half a minute of retries, then a person looks. */
const ATTEMPTS_FOR_UNKNOWN = 6;

/** An event about somebody whom we do not have. */
export function selfEmployedNotFound(): AppError {
  return transientError('ENTITY_NOT_FOUND', 'There is no such self-employed person here', {
    maxAttempts: ATTEMPTS_FOR_UNKNOWN,
  });
}
