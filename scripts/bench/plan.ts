/** How much is measured. */
export interface Plan {
  /** Of each measurement; the variants take turns within a round. */
  readonly rounds: number;
  /** Requests in flight at once against the ingress and the servers it is compared with. */
  readonly connections: number;
  /** Of load before the clock starts: a cold process measures its compiler. */
  readonly warmUpSeconds: number;
  readonly loadSeconds: number;
  /** Held back and then sent at once, as after an outage of the broker. */
  readonly backlogWebhooks: number;
  /** Deals of one round of the consumer; each gets two events. Enough for seconds of work. */
  readonly consumerDeals: number;
  /** Calls of each kind to the bank per round, eight a second. */
  readonly bankCalls: number;
  /** Webhooks of the burst that shows what the whole chain sustains. */
  readonly burstWebhooks: number;
  /** Of the paced load under which latency is sampled, per round. */
  readonly pacedSeconds: number;
  /** Single inserts per round that latency is compared with. */
  readonly bareInserts: number;
  /** Dead letters that lie there while on call looks for some. */
  readonly storedLetters: number;
  /** Times that each question about them is asked. */
  readonly questionRounds: number;
  /** Dead letters of one group, taken in and replayed. */
  readonly replayedLetters: number;
  /** Deals of two recordings that reconciliation sweeps: memory must not grow with them. */
  readonly reconciledDeals: readonly [number, number];
}

/** About three minutes on two cores, and some ten more for a million dead letters and a million deals. */
const FULL: Plan = {
  rounds: 3,
  connections: 64,
  warmUpSeconds: 1,
  loadSeconds: 4,
  backlogWebhooks: 10_000,
  consumerDeals: 750,
  bankCalls: 80,
  burstWebhooks: 1200,
  pacedSeconds: 8,
  bareInserts: 500,
  storedLetters: 1_000_000,
  questionRounds: 40,
  replayedLetters: 100_000,
  reconciledDeals: [100_000, 1_000_000],
};

/** Shows that everything runs and nothing is lost; its figures are rough. */
const QUICK: Plan = {
  rounds: 1,
  connections: 64,
  warmUpSeconds: 0.5,
  loadSeconds: 1.5,
  backlogWebhooks: 1500,
  consumerDeals: 200,
  bankCalls: 30,
  burstWebhooks: 400,
  pacedSeconds: 3,
  bareInserts: 200,
  storedLetters: 50_000,
  questionRounds: 10,
  replayedLetters: 2000,
  reconciledDeals: [2000, 20_000],
};

export const planOf = (quick: boolean): Plan => (quick ? QUICK : FULL);
