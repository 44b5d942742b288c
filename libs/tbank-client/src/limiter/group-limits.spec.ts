import 'reflect-metadata';
import { loadConfig } from '@lk/platform';
import { type MethodGroup } from '../bank-call';
import { TBankConfig } from '../tbank.config';
import { limitOf } from './group-limits';

const BANK = { TBANK_API_URL: 'http://127.0.0.1:1', TBANK_API_TOKEN: 'token-of-the-tests' };

describe('limitOf', () => {
  it.each<[MethodGroup, number, number]>([
    ['deals', 10, 1000],
    ['steps', 10, 1000],
    ['payments', 10, 1000],
    ['self-employed.recipients', 1, 1000],
    ['self-employed.receipts', 1, 1000],
    ['self-employed.list', 1, 600_000],
  ])('allows %s %d requests in %d ms, as the bank documents', (group, limit, windowMs) => {
    expect(limitOf(group, loadConfig(TBankConfig, BANK))).toEqual({ group, limit, windowMs });
  });

  it.each<[MethodGroup, number, number]>([
    ['deals', 20, 1000],
    ['self-employed.receipts', 3, 1000],
    ['self-employed.list', 1, 5000],
  ])('follows the configuration: %s', (group, limit, windowMs) => {
    const config = loadConfig(TBankConfig, {
      ...BANK,
      TBANK_LIMIT_PER_SECOND: '20',
      TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '3',
      TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '5000',
    });
    expect(limitOf(group, config)).toEqual({ group, limit, windowMs });
  });
});
