import { setTimeout as sleep } from 'node:timers/promises';
import { findInstancePid, readSystemState, type RunningSystem, type Variables } from '../system';
import { BenchBroker } from './broker';
import { BenchDatabase } from './database';
import { memoryOf, MemoryWatch } from './memory';
import { type Plan } from './plan';

/** Services whose memory is told; the others are not under load. */
const WATCHED = ['webhook-ingress', 'deal', 'ops'];
/** A backlog that does not shrink to nothing in this time is stuck. */
const PATIENCE_MS = 180_000;
/** Looking costs the servers time, too. */
const POLL_MS = 100;

/** The running system with what the measurements do to it and find out. */
export class Bench {
  readonly memory = new MemoryWatch();
  /** What was lost or refused; a bench with such figures is not one. */
  readonly problems: string[] = [];

  private constructor(
    readonly plan: Plan,
    readonly database: BenchDatabase,
    readonly broker: BenchBroker,
    private readonly system: RunningSystem,
    private readonly stopping: AbortSignal,
  ) {}

  /** @param stopping from then on no service is started any more */
  static async open(system: RunningSystem, plan: Plan, stopping: AbortSignal): Promise<Bench> {
    const database = new BenchDatabase(system.env.DATABASE_URL ?? '');
    const broker = await BenchBroker.open(system.env.AMQP_URL ?? '');
    const bench = new Bench(plan, database, broker, system, stopping);
    bench.noteMemory();
    await database.createOwnTables();
    return bench;
  }

  /** What an outsider of the system needs. */
  get env(): Variables {
    return this.system.env;
  }

  /** In megabytes; NaN where the system does not tell. */
  memoryOf(name: string): number {
    return memoryOf(this.pidOf(name))?.now ?? Number.NaN;
  }

  get webhookUrl(): string {
    return `${this.system.env.INGRESS_URL ?? ''}/api/v1/webhooks/tbank`;
  }

  /** The simulator, and what it wants to be asked with. */
  get bank(): { readonly url: string; readonly token: string } {
    const { env } = this.system;
    return { url: env.BANK_URL ?? '', token: readSystemState()?.variables.TBANK_API_TOKEN ?? '' };
  }

  get secret(): string {
    return (this.system.env.TBANK_WEBHOOK_SECRET ?? '').split(',')[0] ?? '';
  }

  report(line: string): void {
    console.log(line);
  }

  expect(what: string, seen: number, wanted: number): void {
    if (seen !== wanted) this.problems.push(`${what}: ${seen} instead of ${wanted}`);
  }

  refusals(who: string, refused: Readonly<Record<string, number>>): void {
    for (const [reason, count] of Object.entries(refused)) {
      this.problems.push(`${who} refused ${count} webhooks: ${reason}`);
    }
  }

  /** Lets only these services run, so that nobody else takes processor time. */
  async runOnly(names: readonly string[]): Promise<void> {
    for (const { name } of this.system.instances) {
      this.stopping.throwIfAborted();
      const runs = this.pidOf(name) !== undefined;
      if (runs && !names.includes(name)) await this.end(name);
      if (!runs && names.includes(name)) await this.system.restart(name);
    }
  }

  async runAll(): Promise<void> {
    await this.runOnly(this.system.instances.map(({ name }) => name));
  }

  private async end(name: string): Promise<void> {
    this.noteMemory();
    await this.system.kill(name, 'SIGTERM');
  }

  /** Waits until a number is reached; returns the seconds. What does not come is a problem. */
  async waitFor(what: string, look: () => Promise<number>, wanted: number): Promise<number> {
    const startedAt = performance.now();
    const elapsed = (): number => performance.now() - startedAt;
    let seen = await look();
    while (seen !== wanted && elapsed() < PATIENCE_MS) {
      await sleep(POLL_MS);
      seen = await look();
    }
    this.expect(what, seen, wanted);
    return elapsed() / 1000;
  }

  noteMemory(): void {
    for (const name of WATCHED) this.memory.note(name, memoryOf(this.pidOf(name)));
  }

  private pidOf(name: string): number | undefined {
    const state = readSystemState();
    return state && findInstancePid(state, name);
  }

  async close(): Promise<void> {
    await Promise.all([this.database.close(), this.broker.close()]);
  }
}
