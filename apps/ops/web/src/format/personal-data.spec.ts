import { looksPersonal } from './personal-data';

describe('looksPersonal', () => {
  it.each([
    ['an INN', '500100732259'],
    ['a phone', '+7 (912) 345-67-89'],
    ['an account', '40802810900000001234'],
    ['an account with spaces', '4080 2810 9000 0000 1234'],
    ['an address of e-mail', 'anna@example.org'],
    ['an INN beside an id', '0190a1b2-0000-7000-8000-000000500001 500100732259'],
  ])('refuses %s', (_, text) => {
    expect(looksPersonal(text)).toBe(true);
  });

  it.each([
    ['an id of ours', '0190a1b2-0000-7000-8000-000000500001'],
    ['an id of digits', '00000000-0000-7000-8000-000000500001'],
    ['an id of the bank', 'd-70001'],
    [
      'an identity by hash',
      'sha256:4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e',
    ],
    ['a fingerprint', 'a3f9c2d1e8b74056'],
    ['a fingerprint of many digits', '12345678901234f6'],
    ['a queue', 'payout.commands'],
    ['words of an error', 'no payout with this payment'],
  ])('lets %s through', (_, text) => {
    expect(looksPersonal(text)).toBe(false);
  });
});
