import { instancesOf, SERVICES } from './services';
import { instanceOfPidFile } from './stop-services';

describe(instancesOf, () => {
  it('numbers the copies from the second on', () => {
    const names = instancesOf({ deal: 3 }).map(({ name }) => name);
    expect(names).toHaveLength(SERVICES.length + 2);
    expect(names).toEqual(expect.arrayContaining(['deal', 'deal-2', 'deal-3', 'payout']));
  });
});

describe(instanceOfPidFile, () => {
  it.each([
    ['deal.pid', { name: 'deal', service: 'deal' }],
    ['deal-2.pid', { name: 'deal-2', service: 'deal' }],
    ['self-employed-risk-3.pid', { name: 'self-employed-risk-3', service: 'self-employed-risk' }],
    ['unheard.pid', undefined],
    ['deal.log', undefined],
  ])('%s', (file, expected) => {
    expect(instanceOfPidFile(file)).toEqual(expected);
  });
});
