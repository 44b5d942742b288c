import { setTimeout as wait } from 'node:timers/promises';
import { playAndCheck } from '../demo/final-checks';
import { startPostgres, stopPostgres } from '../stack';
import { type RunningSystem } from '../system';
import { openStage, startTestSystem } from './harness';

/**
 * Real: every service as a process, Postgres, RabbitMQ, HTTP; the bank is the simulator.
 * The story is the demo's; each check compares stored state with the bank's ledger.
 */
describe('the main job', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startTestSystem();
  }, 120_000);
  afterAll(() => system.stop({ servers: false }), 60_000);

  const play = async (): Promise<void> => {
    const stage = await openStage(system);
    try {
      await playAndCheck(stage, system.env.DATABASE_URL ?? '');
      expect(stage.checks.failed).toEqual([]);
      expect(stage.checks.results.length).toBeGreaterThan(25);
    } finally {
      await stage.close();
    }
  };

  it('goes from the first command to the last kopeck', play, 120_000);

  it('ends the same when Postgres is stopped in the middle', async () => {
    const outage = wait(700)
      .then(stopPostgres)
      .then(() => wait(3000))
      .then(startPostgres);
    await Promise.all([play(), outage]);
  }, 120_000);

  const SERVICES = ['webhook-ingress', 'deal', 'payout', 'self-employed-risk', 'notification'];

  it.each(SERVICES)(
    'ends the same when %s is killed with -9 again and again',
    async (service) => {
      const story = { ended: false };
      const sabotage = killAgainAndAgain(system, service, story);
      try {
        await play();
      } finally {
        story.ended = true;
        const kills = await sabotage;
        expect(kills).toBeGreaterThan(0);
      }
    },
    240_000,
  );
});

/** Kills at moments that differ from round to round, and brings the process back each time. */
async function killAgainAndAgain(
  system: RunningSystem,
  service: string,
  story: { readonly ended: boolean },
): Promise<number> {
  let kills = 0;
  while (!story.ended && kills < 4) {
    await wait(150 + Math.random() * 700);
    await system.kill(service, 'SIGKILL');
    kills += 1;
    await system.restart(service);
  }
  return kills;
}
