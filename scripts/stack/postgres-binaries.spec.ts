import { majorVersion } from './postgres-binaries';

describe(majorVersion, () => {
  it.each([
    ['postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)', 15],
    ['postgres (PostgreSQL) 18.4', 18],
    ['postgres (PostgreSQL) 19beta1', 19],
    ['something else', 0],
  ])('%s', (text, expected) => {
    expect(majorVersion(text)).toBe(expected);
  });
});
