import { Client } from 'pg';

export interface SeenStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Query = (this: Client, ...args: unknown[]) => unknown;

/** The statements that this process sends to Postgres while `work` runs and whose text fits. */
export async function watchStatements(
  fits: (text: string) => boolean,
  work: () => Promise<unknown>,
): Promise<SeenStatement[]> {
  const seen: SeenStatement[] = [];
  const { query: real } = Client.prototype as unknown as { query: Query };
  const spy = jest.spyOn(Client.prototype, 'query') as unknown as jest.SpyInstance;
  spy.mockImplementation(function (this: Client, ...args: unknown[]) {
    const statement = statementOf(args);
    if (statement && fits(statement.text)) seen.push(statement);
    return real.apply(this, args);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return seen;
}

function statementOf([first, second]: unknown[]): SeenStatement | undefined {
  if (typeof first === 'string') {
    return { text: first, values: Array.isArray(second) ? (second as unknown[]) : [] };
  }
  const { text, values } = (first ?? {}) as { text?: string; values?: unknown[] };
  return text === undefined ? undefined : { text, values: values ?? [] };
}
