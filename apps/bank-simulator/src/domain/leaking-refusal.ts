import { BankRefusal } from './bank-refusal';

/** The published bound of `errorMessage`. */
const MESSAGE_MAX = 400;

/**
 * A refusal that quotes the request: names, accounts, taxpayer numbers. A real bank may do that, so
 * a client has to keep such texts out of its own logs, errors and tables.
 */
export function leakingRefusal(
  status: number,
  errorCode: string,
  request: { body: unknown; url: string },
): BankRefusal {
  const details = leavesOf(request.body);
  const quoted = Object.values(details);
  const message = `Отклонено: ${quoted.length > 0 ? quoted.join(', ') : request.url}`;
  return new BankRefusal(status, errorCode, message.slice(0, MESSAGE_MAX), { details });
}

/** Every value of the body by its path. */
function leavesOf(value: unknown, path = ''): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') return { [path || 'body']: `${value as string | number}` };
  const parts = Object.entries(value).map(([name, field]) =>
    leavesOf(field, path === '' ? name : `${path}.${name}`),
  );
  return Object.assign({}, ...parts) as Record<string, string>;
}
