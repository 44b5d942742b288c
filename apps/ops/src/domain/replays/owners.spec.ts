import { replayTarget } from './owners';

const at = (queue: string, exchange: string | null = null, routingKey: string | null = null) =>
  replayTarget({ queue, exchange, routingKey });

describe('replayTarget', () => {
  it('is the origin queue and nothing else', () => {
    expect(at('payout.commands', 'bank.commands', 'payout.create')).toEqual({
      exchange: '',
      routingKey: 'payout.commands',
      queues: ['payout.commands'],
      owners: ['payout'],
    });
  });

  it('is the exchange for an event that nobody read then and somebody reads now', () => {
    expect(at('webhook-ingress.events', 'bank.events', 'receipt.ready')).toEqual({
      exchange: 'bank.events',
      routingKey: 'receipt.ready',
      queues: ['self-employed-risk.events'],
      owners: ['self-employed-risk'],
    });
  });

  it.each([
    ['nobody reads the type', at('webhook-ingress.events', 'bank.events', 'deal.renamed')],
    ['it is not known where it was published', at('webhook-ingress.events')],
    ['the service has no such queue', at('notification.commands', 'bank.commands', 'deal.accept')],
  ])('is none when %s', (_what, target) => {
    expect(target).toBeUndefined();
  });
});
