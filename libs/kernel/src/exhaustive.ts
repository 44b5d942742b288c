import { invariantError } from './app-error';

/** Put in the default branch of a switch: the compiler proves that it is never reached. */
export function assertNever(value: never): never {
  throw invariantError('UNREACHABLE', 'A value outside its type was met', {
    safeDetails: { valueType: typeof value },
  });
}
