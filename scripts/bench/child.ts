import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type Answer<T> = { readonly result: T } | { readonly error: string };

/**
 * A process of its own for something that is measured or that measures: on one event loop they
 * would slow each other down. It ends with this process, however this one ends.
 */
export class Child<Result> {
  private constructor(
    private readonly process: ChildProcess,
    readonly result: Result,
  ) {}

  /** Starts `children/<name>`, hands over the request and waits for the first answer. */
  static async start<Result>(name: string, request: object): Promise<Child<Result>> {
    const child = fork(join(__dirname, 'children', `${name}.js`));
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The process "${name}" ended early with ${String(code)}.`);
    });
    // It ends in any case; only an end before the answer is an error.
    ended.catch(() => undefined);
    child.send(request);
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Answer<Result>];
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return new Child<Result>(child, answer.result);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exit = once(this.process, 'exit');
    if (this.process.connected) this.process.disconnect();
    await exit;
  }
}

/** Lets a child do one thing and end. */
export async function runChild<Result>(name: string, request: object): Promise<Result> {
  const child = await Child.start<Result>(name, request);
  await child.stop();
  return child.result;
}

/** The other side: answers the request, and stays until the parent lets go. */
export function serveParent<Request, Result>(work: (request: Request) => Promise<Result>): void {
  // Whatever still listens or is connected ends here, too.
  process.once('disconnect', () => process.exit(0));
  process.once('message', (request) => {
    work(request as Request).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: (error as Error).stack ?? String(error) }),
    );
  });
}
