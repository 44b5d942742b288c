import { type Variables } from '../system';
import { Cabinet, type Reply } from './cabinet';
import { Checks } from './checks';
import { Http } from './http';
import { Ops } from './ops';
import { type TimelineRow } from './timeline';

/** Where the story is played: who can act, what is looked at, what is written down. */
export class Stage {
  readonly checks = new Checks();
  readonly rows: TimelineRow[] = [];
  /** Message ids of which the story knows that they become dead letters. */
  readonly doomed = new Set<string>();

  private constructor(
    readonly cabinet: Cabinet,
    readonly http: Http,
    readonly ops: Ops,
    private readonly report: (line: string) => void,
  ) {}

  static async open(env: Variables, report: (line: string) => void): Promise<Stage> {
    const cabinet = await Cabinet.connect(env.AMQP_URL ?? '');
    return new Stage(cabinet, new Http(env), new Ops(env), report);
  }

  /** Something somebody does; goes into the timeline. */
  async act<T>(
    who: string,
    what: string,
    deed: () => Promise<T>,
    after: (done: T) => string,
  ): Promise<T> {
    const at = new Date();
    const done = await deed();
    this.rows.push({ at, who, what, before: '', after: after(done) });
    return done;
  }

  /** A command of the cabinet with its answer. */
  command(name: string, body: object, messageId?: string): Promise<Reply> {
    return this.act(
      'cabinet',
      name,
      () => this.cabinet.command(name, body, messageId),
      (reply) => (reply.error ? `${reply.status} ${reply.error.code}` : reply.status),
    );
  }

  chapter(title: string): void {
    this.report(`  ${title}`);
  }

  async close(): Promise<void> {
    await this.cabinet.close();
  }
}
