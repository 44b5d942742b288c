import { ClientStand } from '../test/client-stand';
import { type TBankClient } from './tbank-client';

const OPEN_MS = 300;
const BREAKING = { TBANK_BREAKER_FAILURES: '5', TBANK_BREAKER_OPEN_MS: String(OPEN_MS) };
const LOST = 'TBankUnknownOutcomeError';
const OPEN = 'TBankCircuitOpenError';

/** Real: sockets, and the breaker's row in Postgres. The bank is the simulator. */
describe('the circuit breaker of the client', () => {
  let stand: ClientStand;

  beforeAll(async () => {
    stand = await ClientStand.start();
  });
  afterAll(() => stand.stop());
  beforeEach(() => stand.begin(BREAKING));
  afterEach(() => stand.end());

  /** The name of the error, or `done`. */
  const outcome = (client = stand.client): Promise<string> =>
    stand.pay(stand.change(), { client }).then(
      () => 'done',
      (error: unknown) => (error as Error).name,
    );
  const failing = async (times: number, client?: TBankClient): Promise<void> => {
    for (let i = 0; i < times; i += 1) expect(await outcome(client)).toBe(LOST);
  };
  /** Calls until one is let through. */
  const probe = async (client?: TBankClient): Promise<string> => {
    for (;;) {
      const seen = await outcome(client);
      if (seen !== OPEN) return seen;
    }
  };

  it('opens after five failures in a row and sends nothing more', async () => {
    await stand.bank.fault({ closeBeforeEffect: true });
    await failing(5);
    await expect(stand.pay()).rejects.toMatchObject({
      name: OPEN,
      holdsQueue: true,
      disposition: 'transient',
    });
    expect(await stand.bank.requests()).toHaveLength(5);
    expect(await stand.journal()).toHaveLength(5);
  });

  it('is not opened by refusals, and a success begins the count anew', async () => {
    await stand.bank.fault({ closeBeforeEffect: true, times: 4 });
    await failing(4);
    expect(await outcome()).toBe('done');
    await stand.bank.fault({ status: 422, times: 6 });
    for (let i = 0; i < 6; i += 1) expect(await outcome()).toBe('TBankValidationError');
    await stand.bank.fault({ closeBeforeEffect: true, times: 4 });
    await failing(4);
    expect(await outcome()).toBe('done');
  });

  it('lets one probe through after the pause, and closes when it succeeds', async () => {
    await stand.bank.fault({ closeBeforeEffect: true });
    await failing(5);
    const openedAt = performance.now();
    await stand.bank.fault({ latencyMs: 100, times: 1 });
    expect(await probe()).toBe('done');
    expect(performance.now() - openedAt).toBeGreaterThan(OPEN_MS * 0.8);
    expect(await outcome()).toBe('done');
  });

  it('lets only one of many through while it tries, and stays open when that fails', async () => {
    await stand.bank.fault({ closeBeforeEffect: true });
    await failing(5);
    await stand.bank.fault({ latencyMs: 50, closeBeforeEffect: true });
    let names: string[] = [];
    do names = await Promise.all(Array.from({ length: 4 }, () => outcome()));
    while (!names.includes(LOST));
    expect(names.filter((name) => name === OPEN)).toHaveLength(3);
    expect(await stand.bank.requests()).toHaveLength(6);
  });

  it('is one for two clients: opened by one, probed by one, closed for both', async () => {
    const other = stand.open(BREAKING);
    expect(await outcome(other)).toBe('done');
    await stand.bank.fault({ closeBeforeEffect: true });
    await failing(5);
    const openedAt = performance.now();
    while ((await outcome(other)) !== OPEN) expect(performance.now() - openedAt).toBeLessThan(1000);
    const before = (await stand.bank.requests()).length;
    await stand.bank.fault({ latencyMs: 100, times: 1 });
    const both = await Promise.all([probe(), probe(other)]);
    expect(both).toEqual(['done', 'done']);
    const [first, ...later] = (await stand.bank.requests()).slice(before);
    // Nothing was sent beside the probe, which the bank took 100 ms for.
    for (const { arrivedMs } of later) {
      expect(arrivedMs - (first?.arrivedMs ?? NaN)).toBeGreaterThanOrEqual(99);
    }
  });
});
