import { transientError } from '@lk/kernel';

/**
 * The result of the work when it comes in time; the work itself goes on.
 * @throws AppError `DATABASE_SLOW`, or what the work throws
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = transientError('DATABASE_SLOW', 'The database does not answer in time', {
      holdsQueue: true,
    });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
