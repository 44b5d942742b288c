import { sleep } from '@lk/kernel';
import { AppLogger, IntakeGate, loadConfig, Metrics } from '@lk/platform';
import axios from 'axios';
import { Pool } from 'pg';
import { makeBreaker } from '../../src/breaker/make-breaker';
import { type SharedCircuitBreaker } from '../../src/breaker/shared-circuit-breaker';
import { opensBreaker } from '../../src/errors/failure-kinds';
import { TBankCircuitOpenError } from '../../src/errors/tbank-errors';
import { TBankConfig } from '../../src/tbank.config';

/** What the parent asks for. `go` asks the bank again and again until `rest`. */
export type BreakerChildOrder =
  | {
      readonly order: 'start';
      readonly service: string;
      readonly databaseUrl: string;
      readonly path: string;
      readonly environment: Record<string, string>;
    }
  | { readonly order: 'go' }
  | { readonly order: 'rest' };

export type CallOutcome = 'answered' | 'refused' | 'failed';

/** What the child tells of itself, with the time of the machine. */
export type BreakerChildNews =
  | {
      readonly news: 'standing';
      readonly at: number;
      readonly phase: string;
      readonly epoch: number | undefined;
      readonly gateOpen: boolean;
    }
  | { readonly news: 'outcomes'; readonly outcomes: Readonly<Record<CallOutcome, number>> };

type Start = Extract<BreakerChildOrder, { order: 'start' }>;

const PAUSE_MS = 5;
const outcomes: Record<CallOutcome, number> = { answered: 0, refused: 0, failed: 0 };
let going = false;
let ask: () => Promise<void> = () => Promise.resolve();

const tell = (news: BreakerChildNews): void => void process.send?.(news);

async function outcomeOf(breaker: SharedCircuitBreaker, start: Start, config: TBankConfig) {
  const facts = { operation: 'payments.list', requestId: 'r-1' };
  try {
    await breaker.execute(facts, () =>
      axios.get(config.TBANK_API_URL + start.path, {
        timeout: config.TBANK_TIMEOUT_MS,
        headers: { authorization: `Bearer ${config.TBANK_API_TOKEN}` },
        validateStatus: (status) => status < 500,
      }),
    );
    return 'answered';
  } catch (error) {
    return error instanceof TBankCircuitOpenError ? 'refused' : 'failed';
  }
}

function begin(start: Start): void {
  const config = loadConfig(TBankConfig, start.environment);
  const pool = new Pool({ connectionString: start.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  const query = async <T>(sql: string, parameters: readonly unknown[]): Promise<T[]> =>
    (await pool.query<T & object>(sql, [...parameters])).rows;
  const gate = new IntakeGate();
  const breaker = makeBreaker(config, {
    service: start.service,
    sql: { query },
    isFailure: opensBreaker,
    logger: new AppLogger(start.service, 'silent'),
    metrics: new Metrics(start.service),
    gate,
  });
  breaker.onChange(({ phase, epoch }) =>
    tell({ news: 'standing', at: Date.now(), phase, epoch, gateOpen: gate.isOpen }),
  );
  breaker.start();
  ask = async () => {
    outcomes[await outcomeOf(breaker, start, config)] += 1;
  };
}

async function go(): Promise<void> {
  going = true;
  while (going) {
    await ask();
    await sleep(PAUSE_MS);
  }
  tell({ news: 'outcomes', outcomes });
}

// It ends with its parent, however that one ends.
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const order = message as BreakerChildOrder;
  if (order.order === 'start') begin(order);
  else if (order.order === 'go') void go();
  else going = false;
});
