import { transientError } from '@lk/kernel';
import { AxiosError, type AxiosResponse } from 'axios';
import { failureCode } from './outcome-notes';

const answered = (status: number) =>
  new AxiosError('Ivanov', 'ERR_BAD_RESPONSE', undefined, undefined, {
    status,
  } as AxiosResponse);

describe('failureCode', () => {
  it.each([
    ['HTTP_503', answered(503)],
    ['ECONNRESET', new AxiosError('Ivanov', 'ECONNRESET')],
    ['BANK_UNAVAILABLE', transientError('BANK_UNAVAILABLE', 'Away')],
    ['UNEXPECTED', new AxiosError('Ivanov')],
    ['UNEXPECTED', new Error('Ivanov')],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: 'Ivanov 500100732259' })],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: 'X' })],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: `A${'B'.repeat(50)}` })],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: 'A-B' })],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: '9AB' })],
    ['UNEXPECTED', Object.assign(new Error('x'), { code: 42 })],
    ['UNEXPECTED', { code: 'ECONNRESET' }],
    ['UNEXPECTED', undefined],
  ])('is %s', (code, error) => {
    expect(failureCode(error)).toBe(code);
  });

  it('takes codes up to their longest', () => {
    const code = `A${'B'.repeat(49)}`;
    expect(failureCode(Object.assign(new Error('x'), { code }))).toBe(code);
  });
});
