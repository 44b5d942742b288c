import { setTimeout as sleep } from 'node:timers/promises';
import { serveParent } from '../child';
import { HttpConnection, webhookRequest } from '../http-connection';
import { type FullLoad, type LoadResult, type PacedLoad } from '../load';
import { sign, webhookBody } from '../samples';

/** Sends prepared webhooks and counts what comes back. */
class Sender {
  accepted = 0;
  readonly sentAtMs: number[] = [];
  readonly refused: Record<string, number> = {};
  private readonly requests: Buffer[];

  constructor({ url, secret, prefix, webhooks }: FullLoad | PacedLoad) {
    this.requests = Array.from({ length: webhooks }, (_, index) => {
      const body = webhookBody(prefix, index);
      return webhookRequest(new URL(url), body, sign(secret, body));
    });
  }

  get left(): number {
    return this.requests.length - this.sentAtMs.length;
  }

  /** Sends the next one; false when the connection is of no more use. */
  async sendNext(connection: HttpConnection): Promise<boolean> {
    const request = this.requests[this.sentAtMs.length];
    if (!request) return false;
    this.sentAtMs.push(performance.timeOrigin + performance.now());
    try {
      const status = await connection.request(request);
      if (status === 200) this.accepted += 1;
      else this.refuse(String(status));
      return true;
    } catch (error) {
      this.refuse((error as Error).message);
      return false;
    }
  }

  private refuse(reason: string): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }
}

function connect(url: string, count: number): Promise<HttpConnection[]> {
  return Promise.all(Array.from({ length: count }, () => HttpConnection.open(new URL(url))));
}

async function sendFor(sender: Sender, connections: HttpConnection[], seconds: number) {
  const before = sender.accepted;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < endsAt && (await sender.sendNext(connection)));
    }),
  );
  return {
    measured: sender.accepted - before,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function runFull(load: FullLoad): Promise<LoadResult> {
  const sender = new Sender(load);
  const connections = await connect(load.url, load.connections);
  if (load.warmUpSeconds > 0) await sendFor(sender, connections, load.warmUpSeconds);
  const clock = await sendFor(sender, connections, load.seconds);
  for (const connection of connections) connection.close();
  return { accepted: sender.accepted, ...clock, ...seenBy(sender) };
}

/** Connections that nobody waits on are used again; a slow server makes them more, not the load less. */
async function runPaced(load: PacedLoad): Promise<LoadResult> {
  const sender = new Sender(load);
  const idle = await connect(load.url, 4);
  const running: Promise<void>[] = [];
  const startedAt = performance.now();
  const send = async (): Promise<void> => {
    const connection = idle.pop() ?? (await HttpConnection.open(new URL(load.url)));
    if (await sender.sendNext(connection)) idle.push(connection);
  };
  for (let sent = 0; sent < load.webhooks; sent += 1) {
    const dueInMs = startedAt + (sent * 1000) / load.perSecond - performance.now();
    if (dueInMs > 0) await sleep(dueInMs);
    running.push(send());
  }
  await Promise.all(running);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of idle) connection.close();
  return { accepted: sender.accepted, measured: sender.accepted, seconds, ...seenBy(sender) };
}

const seenBy = ({ refused, sentAtMs }: Sender): Pick<LoadResult, 'refused' | 'sentAtMs'> => ({
  refused,
  sentAtMs,
});

serveParent((load: FullLoad | PacedLoad) =>
  load.kind === 'full' ? runFull(load) : runPaced(load),
);
