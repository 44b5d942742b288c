import { type ConfigError, loadConfigs } from '@lk/platform';
import { AccessConfig } from './access.config';
import { OidcConfig } from './oidc.config';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfigs([AccessConfig, OidcConfig], environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

const PROVIDER = {
  OPS_OIDC_ISSUER: 'https://id.example.org',
  OPS_OIDC_AUDIENCE: 'ops',
  OPS_OIDC_JWKS_URL: 'https://id.example.org/keys',
};
const CLIENT = {
  OPS_OIDC_CLIENT_ID: 'ops-page',
  OPS_OIDC_AUTHORIZATION_URL: 'https://id.example.org/auth',
  OPS_OIDC_TOKEN_URL: 'https://id.example.org/token',
};

describe('AccessConfig and OidcConfig', () => {
  it('need nothing, and take an identity provider with and without log-in', () => {
    for (const environment of [{}, PROVIDER, { ...PROVIDER, ...CLIENT }]) {
      expect(problemsOf(environment)).toEqual([]);
    }
  });

  it('refuse half of an identity provider, each missing name once', () => {
    expect(problemsOf(CLIENT).map((line) => line.split(' ')[0])).toEqual(Object.keys(PROVIDER));
    const { OPS_OIDC_ISSUER, OPS_OIDC_AUDIENCE } = PROVIDER;
    expect(problemsOf({ OPS_OIDC_ISSUER, OPS_OIDC_AUDIENCE })).toHaveLength(1);
    const { OPS_OIDC_CLIENT_ID } = CLIENT;
    expect(problemsOf({ ...PROVIDER, OPS_OIDC_CLIENT_ID })).toHaveLength(2);
  });

  it.each([
    ['OPS_BOOTSTRAP_TOKEN', 'short'],
    ['OPS_LOCAL_SIGN_IN_TOKEN', 'short'],
    ['OPS_AUDIT_KEY', 'short'],
    ['OPS_PUBLIC_URL', 'https://ops.example.org/ops'],
    ['OPS_OIDC_ROLES', 'root=admins'],
    ['OPS_OIDC_ROLES', 'admin'],
    ['OPS_SIGN_INS_PER_MINUTE', '0'],
  ])('refuse %s=%s without quoting it', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).not.toContain(value.length > 1 ? value : 'unseen');
  });
});
