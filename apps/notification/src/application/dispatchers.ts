import { type Channel } from '../domain/delivery';
import { type Dispatcher } from './dispatcher';

/** The dispatchers of the configured channels. */
export class Dispatchers {
  readonly channels: ReadonlySet<Channel>;

  constructor(private readonly dispatchers: readonly Dispatcher[]) {
    this.channels = new Set(dispatchers.map(({ channel }) => channel));
  }

  start(): void {
    for (const dispatcher of this.dispatchers) dispatcher.start();
  }

  wake(channel: Channel): void {
    this.dispatchers.find((dispatcher) => dispatcher.channel === channel)?.wake();
  }

  stopTaking(): void {
    for (const dispatcher of this.dispatchers) dispatcher.stopTaking();
  }

  async drain(): Promise<void> {
    await Promise.all(this.dispatchers.map((dispatcher) => dispatcher.drain()));
  }
}
