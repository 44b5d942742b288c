import { createHmac } from 'node:crypto';
import { SignatureVerifier } from './signature';

const BODY = Buffer.from('{"a":1}');
const sign = (secret: string): string => createHmac('sha256', secret).update(BODY).digest('hex');

describe('SignatureVerifier', () => {
  const verifier = new SignatureVerifier(['old-secret', 'new-secret']);

  it('accepts each live secret, in either case, with white space around', () => {
    expect(verifier.verify(BODY, sign('old-secret'))).toBe(true);
    expect(verifier.verify(BODY, ` ${sign('new-secret').toUpperCase()} `)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'x',
    sign('other'),
    `${sign('old-secret')}0`,
    sign('old-secret').slice(2),
    `sha256=${sign('old-secret')}`,
  ])('refuses %p', (header) => expect(verifier.verify(BODY, header)).toBe(false));

  it('accepts nothing without a secret', () => {
    expect(new SignatureVerifier([]).verify(BODY, sign(''))).toBe(false);
  });
});
