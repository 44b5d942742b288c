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
  /** Webhooks of the burst that shows what the whole chain sustains. */
  readonly burstWebhooks: number;
  /** Of the paced load under which latency is sampled, per round. */
  readonly pacedSeconds: number;
  /** Single inserts per round that latency is compared with. */
  readonly bareInserts: number;
}

/** About three minutes on two cores, starting and stopping included. */
const FULL: Plan = {
  rounds: 3,
  connections: 64,
  warmUpSeconds: 1,
  loadSeconds: 4,
  backlogWebhooks: 10_000,
  consumerDeals: 750,
  burstWebhooks: 1200,
  pacedSeconds: 8,
  bareInserts: 500,
};

/** Shows that everything runs and nothing is lost; its figures are rough. */
const QUICK: Plan = {
  rounds: 1,
  connections: 64,
  warmUpSeconds: 0.5,
  loadSeconds: 1.5,
  backlogWebhooks: 1500,
  consumerDeals: 200,
  burstWebhooks: 400,
  pacedSeconds: 3,
  bareInserts: 200,
};

export const planOf = (quick: boolean): Plan => (quick ? QUICK : FULL);
