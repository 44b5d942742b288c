import { changingCall, type ChangingCall } from './bank-call';
import { type DealsApi } from './api/deals.api';

describe('changingCall', () => {
  it('has one key per operation, object and occasion, after every restart', () => {
    const { key } = changingCall('payments.create', 'p-1');
    expect(key).toBe('b526be0e-d6e4-58be-9f57-9aa8ae00c983');
    expect(changingCall('payments.create', 'p-1').key).toBe(key);
    const others = [
      changingCall('payments.create', 'p-2'),
      changingCall('deals.create', 'p-1'),
      changingCall('payments.create', 'p-1', { occasion: 'again' }),
    ];
    expect(new Set([key, ...others.map((call) => call.key)]).size).toBe(4);
  });

  it('has the same key whatever it excludes', () => {
    const call = changingCall('deals.cancel', 'd-1', { exclusive: ['deal:d-1'], shared: ['x'] });
    expect(call).toEqual({
      ...changingCall('deals.cancel', 'd-1'),
      exclusive: ['deal:d-1'],
      shared: ['x'],
    });
  });

  it('is the only way to a changing method: the compiler refuses any other key', () => {
    const deals = { accept: () => Promise.resolve() } as unknown as DealsApi;
    const without = { operation: 'deals.accept', businessId: 'd-1' };
    const made: ChangingCall = { ...without, key: changingCall('deals.accept', 'd-1').key };
    const compileTimeOnly = (): unknown => [
      deals.accept(made, 'bank-id'),
      // @ts-expect-error no key
      deals.accept(without, 'bank-id'),
      // @ts-expect-error a key that nobody stored
      deals.accept({ ...without, key: 'e7a1b7c0-0000-4000-8000-000000000000' }, 'bank-id'),
    ];
    expect(compileTimeOnly).toBeInstanceOf(Function);
  });
});
