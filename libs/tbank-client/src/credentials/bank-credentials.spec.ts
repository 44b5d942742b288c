import { AppLogger, ConfigError } from '@lk/platform';
import { FakeClock } from '@lk/testing';
import { createTestCa, type TestCa, type TestIdentity } from '../../test/certificates';
import { CredentialFiles } from '../../test/credential-files';
import { BankCredentials, type CredentialsConfig } from './bank-credentials';

const NOW = '2026-06-01T00:00:00Z';
const ALL = { cert: 'cert', key: 'key', ca: 'ca' };

/** No socket here: files, a clock that stands still, and `refresh` instead of the polling. */
describe('BankCredentials', () => {
  let ca: TestCa;
  let first: TestIdentity;
  let second: TestIdentity;
  let lines: Record<string, unknown>[];
  let clock: FakeClock;
  const made: CredentialFiles[] = [];

  beforeAll(() => {
    ca = createTestCa();
    first = ca.client({ now: new Date(NOW) });
    second = ca.client({ now: new Date(NOW) });
  });
  beforeEach(() => {
    lines = [];
    clock = new FakeClock(NOW);
  });
  afterAll(() => made.forEach((files) => files.remove()));

  const folder = (files: Record<string, string>): CredentialFiles => {
    const created = new CredentialFiles(files);
    made.push(created);
    return created;
  };
  const whole = ({ cert, key }: TestIdentity) => ({ cert, key, ca: ca.cert });

  function load(config: CredentialsConfig): BankCredentials {
    const write = (line: string): void =>
      void lines.push(JSON.parse(line) as Record<string, unknown>);
    const logger = new AppLogger('test', 'info', { write });
    return BankCredentials.load(config, { logger, clock });
  }

  function problemsOf(config: CredentialsConfig): readonly string[] {
    try {
      load(config);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as ConfigError).problems;
    }
    throw new Error('it was accepted');
  }

  describe('at the start', () => {
    it('needs no certificate', () => {
      const credentials = load(folder({}).config({}));
      expect(credentials.certificate).toBeUndefined();
      expect(credentials.token).toBe('token-of-the-tests');
    });

    it('takes a pair that fits, and knows its end', () => {
      const { certificate } = load(folder(whole(first)).config(ALL));
      expect(certificate?.notAfter).toEqual(new Date('2027-06-01T00:00:00Z'));
      expect(certificate?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });

    it('lists all that is wrong at once, without paths and contents', () => {
      const config = folder({ cert: 'canary' }).config(ALL);
      const problems = problemsOf({ ...config, TBANK_API_TOKEN: 'with\nline break' });
      expect(problems).toEqual([
        'TBANK_KEY_PATH names a file that cannot be read (ENOENT)',
        'TBANK_CA_PATH names a file that cannot be read (ENOENT)',
        'TBANK_CERT_PATH names a file that holds no whole PEM certificates',
        expect.stringMatching(/^TBANK_API_TOKEN is shorter than 8 characters or/),
      ]);
    });

    it.each([
      [{ cert: 'cert' }, 'TBANK_CERT_PATH is set without TBANK_KEY_PATH; a client'],
      [{ key: 'key' }, 'TBANK_KEY_PATH is set without TBANK_CERT_PATH; a client'],
    ])('refuses one without the other: %j', (names, problem) => {
      expect(problemsOf(folder(whole(first)).config(names))).toEqual([
        expect.stringContaining(problem),
      ]);
    });

    it('refuses a key of another certificate', () => {
      const config = folder({ ...whole(first), key: second.key }).config(ALL);
      expect(problemsOf(config)).toEqual([
        'TBANK_KEY_PATH does not belong to the certificate of TBANK_CERT_PATH',
      ]);
    });

    it('refuses a key that is none, and a CA that ends in the middle', () => {
      const half = ca.cert + ca.cert.slice(0, 400);
      const config = folder({ ...whole(first), key: 'canary', ca: half }).config(ALL);
      expect(problemsOf(config)).toEqual([
        'TBANK_CA_PATH names a file that holds no whole PEM certificates',
        'TBANK_KEY_PATH names a file that holds no PEM private key without passphrase',
      ]);
    });

    it('takes an expired one, so that what needs no bank goes on', () => {
      const expired = ca.client({ now: new Date(NOW), validDays: -1 });
      const { certificate } = load(folder(whole(expired)).config(ALL));
      expect(certificate?.notAfter.getTime()).toBeLessThan(clock.now().getTime());
    });
  });

  describe('when the files change', () => {
    it('keeps agent and token while nothing changed', () => {
      const files = folder({ ...whole(first), token: 'token-one' });
      const credentials = load(files.config({ ...ALL, token: 'token' }));
      const { httpsAgent } = credentials;
      files.swap({ ...whole(first), token: 'token-one\n' });
      credentials.refresh();
      expect(credentials.httpsAgent).toBe(httpsAgent);
      expect(lines).toEqual([]);
    });

    it('takes a new pair, and tells listeners', () => {
      const files = folder(whole(first));
      const credentials = load(files.config(ALL));
      const { httpsAgent, certificate } = credentials;
      const changed = jest.fn();
      credentials.onChange(changed);
      files.swap(whole(second));
      credentials.refresh();
      credentials.refresh();
      expect(credentials.httpsAgent).not.toBe(httpsAgent);
      expect(credentials.certificate?.fingerprint).not.toBe(certificate?.fingerprint);
      expect(changed.mock.calls).toEqual([['certificate']]);
      expect(lines).toMatchObject([{ msg: 'bank credentials replaced', kind: 'certificate' }]);
    });

    it.each<[string, () => Record<string, string>, RegExp]>([
      [
        'the key is still the old one',
        () => ({ ...whole(second), key: first.key }),
        /KEY_PATH does/,
      ],
      ['the key is still missing', () => ({ cert: second.cert, ca: ca.cert }), /KEY.*ENOENT/],
      [
        'half of it is written',
        () => ({ ...whole(second), cert: second.cert.slice(0, 300) }),
        /CERT/,
      ],
      ['it is empty', () => ({ ...whole(second), cert: '' }), /CERT_PATH.*no whole/],
    ])('keeps the old pair when %s, and says so once', (_situation, files, reason) => {
      const mounted = folder(whole(first));
      const credentials = load(mounted.config(ALL));
      const { httpsAgent, certificate } = credentials;
      mounted.swap(files());
      for (let look = 0; look < 3; look += 1) credentials.refresh();
      expect(credentials).toMatchObject({ httpsAgent, certificate });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({
        level: 'warn',
        kind: 'certificate',
        fields: expect.arrayContaining([expect.stringMatching(reason)]) as unknown,
      });
      expect(JSON.stringify(lines)).not.toMatch(/BEGIN|credentials-|client/);
      mounted.swap(whole(second));
      credentials.refresh();
      expect(credentials.certificate?.fingerprint).not.toBe(certificate?.fingerprint);
    });

    it('does not take an expired one, and takes a later one when its day has come', () => {
      const files = folder(whole(first));
      const credentials = load(files.config(ALL));
      const { certificate } = credentials;
      files.swap(whole(ca.client({ now: clock.now(), validDays: -1 })));
      credentials.refresh();
      files.swap(whole(ca.client({ now: clock.now(), startsInDays: 1 })));
      credentials.refresh();
      expect(credentials.certificate).toBe(certificate);
      expect(lines).toMatchObject([
        { fields: ['the certificate of TBANK_CERT_PATH has expired'] },
        { fields: ['the certificate of TBANK_CERT_PATH is not valid yet'] },
      ]);
      clock.advance(86_400_000);
      credentials.refresh();
      expect(credentials.certificate).not.toBe(certificate);
    });

    it('takes a new token with the time of it, and keeps the old one without', () => {
      const files = folder({ token: 'token-one\n' });
      const credentials = load(files.config({ token: 'token' }));
      clock.advance(5000);
      const looks = [{}, { token: '\n' }, { token: 'short' }, { token: 'two\nlines-of-text' }];
      for (const look of looks) {
        files.swap(look as Record<string, string>);
        credentials.refresh();
        credentials.refresh();
      }
      expect(credentials.token).toBe('token-one');
      expect(credentials.tokenLoadedAt).toEqual(new Date(NOW));
      expect(lines).toHaveLength(4);
      expect(JSON.stringify(lines)).not.toMatch(/token-one|short"|lines-of/);
      files.swap({ token: 'token-two' });
      credentials.refresh();
      expect(credentials.token).toBe('token-two');
      expect(credentials.tokenLoadedAt).toEqual(clock.now());
    });
  });
});
