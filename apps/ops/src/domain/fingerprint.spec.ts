import fc from 'fast-check';
import { fingerprintOf, normaliseMessage } from './fingerprint';

const parts = {
  queue: 'deal.events',
  type: 'deal.created',
  errorCode: 'X',
  errorMessage: 'No deal',
};

describe('normaliseMessage', () => {
  it.each([
    ['Not found (id=7f0c1d9e-6b0a-4c1e-9d7a-0123456789ab)', 'Not found (id=#)'],
    ['Took 17 ms of 30000', 'Took # ms of #'],
    ['The field "имя 5" of \'x\' is «плохо»', 'The field ? of ? is ?'],
    ['Deal  deal-17\nis gone', 'Deal # is gone'],
    ['Refused (httpStatus=422, field=amount)', 'Refused (httpStatus=#, field=amount)'],
  ])('of %p is %p', (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (message) => {
        const once = normaliseMessage(message);
        expect(normaliseMessage(once)).toBe(once);
      }),
    );
  });

  it('gives one text for any number in one sentence', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid(), (number, id) => {
        expect(normaliseMessage(`Failed ${number} times for ${id}`)).toBe('Failed # times for #');
      }),
    );
  });
});

describe('fingerprintOf', () => {
  it('tells causes apart by queue, type, code, bank code and words, not by ids', () => {
    const all = [
      parts,
      { ...parts, queue: 'deal.commands' },
      { ...parts, type: 'deal.accepted' },
      { ...parts, errorCode: 'Y' },
      { ...parts, bankErrorCode: '422' },
      { ...parts, bankErrorCode: '429' },
      { ...parts, errorMessage: 'No payout' },
    ].map(fingerprintOf);
    expect(new Set(all).size).toBe(all.length);
    const [one, two] = [1, 2].map((id) =>
      fingerprintOf({ ...parts, errorMessage: `No deal ${id}` }),
    );
    expect(one).toBe(two);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
  });
});
