import { sleep } from '@lk/kernel';
import { AppLogger } from '../logging/app-logger';
import { ShutdownSequence } from './shutdown-sequence';

function sequence(timeoutMs = 5000) {
  const logger = new AppLogger('sample', 'silent');
  const lines: [string, unknown, unknown][] = [];
  jest
    .spyOn(logger, 'warn')
    .mockImplementation((...line) => void lines.push(['warn', ...pair(line)]));
  jest
    .spyOn(logger, 'error')
    .mockImplementation((...line) => void lines.push(['error', ...pair(line)]));
  return { shutdown: new ShutdownSequence(logger, timeoutMs), lines };
}
const pair = (line: unknown[]): [unknown, unknown] => [line[0], line[1]];

describe('ShutdownSequence', () => {
  it('runs the phases in order, whatever the order of registration, and a phase at once', async () => {
    const { shutdown } = sequence();
    const seen: string[] = [];
    const step = (name: string) => async () => {
      seen.push(`begin ${name}`);
      await sleep(1);
      seen.push(`end ${name}`);
    };
    shutdown.register('close', 'c', step('close'));
    shutdown.register('flush', 'f', step('flush'));
    shutdown.register('drain', 'd', step('drain'));
    shutdown.register('stop-intake', 'a', step('a'));
    shutdown.register('stop-intake', 'b', step('b'));
    await shutdown.run();
    expect(seen).toEqual([
      'begin a',
      'begin b',
      'end a',
      'end b',
      'begin drain',
      'end drain',
      'begin flush',
      'end flush',
      'begin close',
      'end close',
    ]);
  });

  it('runs once, and knows that it has begun', async () => {
    const { shutdown } = sequence();
    let runs = 0;
    shutdown.register('close', 'x', () => void (runs += 1));
    expect(shutdown.started).toBe(false);
    const first = shutdown.run();
    expect(shutdown.started).toBe(true);
    expect(shutdown.run()).toBe(first);
    await first;
    expect(runs).toBe(1);
  });

  it('passes over steps that fail and goes on with the rest', async () => {
    const { shutdown, lines } = sequence();
    const seen: string[] = [];
    const failure = new Error('no');
    shutdown.register('drain', 'sync', () => {
      throw failure;
    });
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- foreign code may
    shutdown.register('drain', 'async', () => Promise.reject('text'));
    shutdown.register('close', 'last', () => void seen.push('last'));
    await shutdown.run();
    expect(seen).toEqual(['last']);
    expect(lines).toEqual(
      expect.arrayContaining([
        ['error', failure, { phase: 'drain', component: 'sync' }],
        ['error', 'shutdown step failed', { phase: 'drain', component: 'async' }],
      ]),
    );
  });

  it('leaves a step behind that hangs, and still closes', async () => {
    const { shutdown, lines } = sequence(1);
    const seen: string[] = [];
    shutdown.register('drain', 'stuck', () => new Promise(() => undefined));
    shutdown.register('close', 'last', () => void seen.push('last'));
    await shutdown.run();
    expect(seen).toEqual(['last']);
    expect(lines).toEqual([
      ['warn', 'shutdown step did not end in time', { phase: 'drain', component: 'stuck' }],
    ]);
  });
});
