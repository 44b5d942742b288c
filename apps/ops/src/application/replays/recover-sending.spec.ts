import { type BrokerQueues } from '../../adapters/replays/broker-queues';
import { type SentItem } from '../../adapters/replays/letter-facts.repository';
import { RecoverSending } from './recover-sending';
import { RunReplay, type ReplayTools } from './run-replay';

const QUIET_MS = 1000;
const LEASE = { jobId: 'job', fence: '1' } as never;
const letter = { queue: 'deal.events', exchange: null, routingKey: null };

const doubt = (position: number, sentMs = 0): SentItem =>
  ({ position, letterId: `l${position}`, sendingAt: new Date(sentMs), letter }) as SentItem;

const settling = { execute: jest.fn() };
const transactions = { run: (work: (tx: unknown) => unknown) => work({}) } as never;
const leases = { hold: () => Promise.resolve({ state: 'paused', progress: {}, baseline: {} }) };

let recovering: RecoverSending;

beforeEach(() => {
  jest.useFakeTimers();
  settling.execute.mockReset();
  const queues = {
    look: () => Promise.resolve(new Map([['deal.events', { ready: 0, consumers: 1 }]])),
    waiting: () => Promise.resolve(0),
  } as unknown as BrokerQueues;
  recovering = new RecoverSending(
    ...([transactions, leases as never, settling as never, queues, QUIET_MS] as const),
  );
});
afterEach(() => {
  jest.useRealTimers();
});

const look = async (afterMs: number, ...items: SentItem[]): Promise<boolean> => {
  jest.advanceTimersByTime(afterMs);
  await recovering.execute(LEASE, items);
  return settling.execute.mock.calls.length > 0;
};

describe('RecoverSending', () => {
  it('sends again what was in doubt while its queues lay empty, also when others are decided', async () => {
    expect(await look(0, doubt(1), doubt(2))).toBe(false);
    expect(await look(QUIET_MS, doubt(2))).toBe(true);
  });

  it.each<[string, SentItem[]]>([
    ['another message', [doubt(1), doubt(2)]],
    ['the same message, sent once more', [doubt(1, 500)]],
  ])('begins anew with %s', async (_what, later) => {
    await look(0, doubt(1));
    expect(await look(QUIET_MS, ...later)).toBe(false);
    expect(await look(QUIET_MS - 1, ...later)).toBe(false);
    expect(await look(1, ...later)).toBe(true);
  });

  it('begins anew after a time without doubt', async () => {
    await look(0, doubt(1));
    await look(1);
    expect(await look(QUIET_MS, doubt(1))).toBe(false);
    expect(await look(QUIET_MS, doubt(1))).toBe(true);
  });

  it('is told by its run when nothing is in doubt any more', async () => {
    const execute = jest.spyOn(recovering, 'execute');
    const following = { execute: () => Promise.resolve([]) };
    const tools = { transactions, leases, following, recovering, inFlight: 1, pollMs: 50 };
    await new RunReplay(tools as unknown as ReplayTools).step(LEASE, {} as never);
    expect(execute).toHaveBeenCalledWith(LEASE, []);
  });
});
