import { AppError, invariantError, permanentError, transientError } from '@lk/kernel';

/** Connection refused, reset or ended; shutdown and start-up of the server; too many clients. */
const UNAVAILABLE =
  /^(ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08\w{3}|57P0\d|53300)$/;
/** Serialization failure, deadlock, lock or statement time-out, a race lost on a unique key. */
const REPEATABLE = /^(40001|40P01|55P03|57014|23505)$/;
/** Wrong user, password, role or database: nothing of ours can help. */
const REFUSED_ACCESS = /^(28\w{3}|3D000)$/;
/** The data cannot be stored in this form, for example a NUL character in a text. */
const BAD_DATA = /^22\w{3}$/;

/**
 * node-postgres reports some lost connections by message alone; TypeORM releases the connection of
 * a transaction that lost it, and says so at the next statement.
 */
const LOST_CONNECTION =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired$|Client has encountered a connection error|not queryable|Driver not Connected|query runner (was )?already released/i;

/**
 * A database failure in our terms. Its message never reaches the result, because Postgres quotes
 * values in it; the SQLSTATE and the name of the constraint do.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code, constraint, driverError } = error as {
    code?: string;
    constraint?: string;
    driverError?: { code?: string; constraint?: string };
  };
  const state = driverError?.code ?? code ?? '';
  const safeDetails = { code: state, reason: driverError?.constraint ?? constraint ?? null };
  if (UNAVAILABLE.test(state) || LOST_CONNECTION.test(error.message)) {
    return transientError('DATABASE_UNAVAILABLE', 'The database cannot be reached', {
      cause: error,
      holdsQueue: true,
    });
  }
  if (REPEATABLE.test(state)) {
    return transientError('DATABASE_CONFLICT', 'The transaction lost a race and can be repeated', {
      cause: error,
      safeDetails,
    });
  }
  if (REFUSED_ACCESS.test(state)) {
    const text = 'The database refuses access: check user, password, role and database name';
    return invariantError('DATABASE_ACCESS_REFUSED', text, { cause: error, safeDetails });
  }
  if (BAD_DATA.test(state)) {
    return permanentError('DATA_NOT_STORABLE', 'The data cannot be stored', {
      cause: error,
      safeDetails,
    });
  }
  if (/^[0-9A-Z]{5}$/.test(state)) {
    return invariantError('DATABASE_ERROR', 'The database refused a statement', {
      cause: error,
      safeDetails,
    });
  }
  return error;
}
