import { pickShared, renderEnvFile, systemVariables } from './environment';

const stack = { databaseUrl: 'postgres://db', amqpUrl: 'amqp://broker' };
const urls = { INGRESS_URL: 'http://127.0.0.1:1', BANK_URL: 'http://127.0.0.1:2' };

describe(systemVariables, () => {
  it('points the services at the simulator and the simulator at the ingress', () => {
    expect(systemVariables(stack, urls, {})).toMatchObject({
      TBANK_API_URL: urls.BANK_URL,
      SIM_WEBHOOK_URL: 'http://127.0.0.1:1/api/v1/webhooks/tbank',
      DATABASE_URL: 'postgres://db',
    });
  });

  it('lets the caller win, and tells the simulator', () => {
    const caller = { LOG_LEVEL: 'debug', TBANK_API_TOKEN: 'mine', SIM_WEBHOOK_RETRY_SCALE: '1' };
    const variables: Record<string, string> = systemVariables(stack, urls, caller);
    expect(variables).toMatchObject({ ...caller, SIM_API_TOKEN: 'mine' });
  });

  it('signs the webhooks of the simulator with the first of several live secrets', () => {
    const caller = { TBANK_WEBHOOK_SECRET: 'new,old' };
    expect(systemVariables(stack, urls, caller)).toMatchObject({
      TBANK_WEBHOOK_SECRET: 'new,old',
      SIM_WEBHOOK_SECRET: 'new',
    });
  });

  it('ignores addresses of an earlier run that the caller has sourced', () => {
    const caller = { INGRESS_URL: 'http://127.0.0.1:9', DATABASE_URL: 'postgres://old' };
    expect(systemVariables(stack, urls, caller)).toMatchObject({
      INGRESS_URL: urls.INGRESS_URL,
      DATABASE_URL: stack.databaseUrl,
    });
  });

  it('makes tokens of ops anew for every start, and knows one for the command line', () => {
    const [one, other]: Record<string, string>[] = [1, 2].map(() =>
      systemVariables(stack, urls, { OPS_TOKEN: 'of an earlier start' }),
    );
    for (const name of ['OPS_BOOTSTRAP_TOKEN', 'OPS_LOCAL_SIGN_IN_TOKEN']) {
      expect(one?.[name]).toMatch(/^lkops_local_[\w-]{43}$/);
      expect(one?.[name]).not.toBe(other?.[name]);
    }
    expect(one?.OPS_TOKEN).toBe(one?.OPS_BOOTSTRAP_TOKEN);
    expect(one?.OPS_LOCAL_SIGN_IN_TOKEN).not.toBe(one?.OPS_BOOTSTRAP_TOKEN);
    const given = { OPS_BOOTSTRAP_TOKEN: 'x'.repeat(32) };
    expect(systemVariables(stack, urls, given)).toMatchObject({
      ...given,
      OPS_TOKEN: 'x'.repeat(32),
    });
  });

  it('keeps what is not the project’s out', () => {
    expect(systemVariables(stack, urls, { CLOUD_KEY: 'secret' })).not.toHaveProperty('CLOUD_KEY');
  });
});

describe(renderEnvFile, () => {
  it('exports what an outsider needs and nothing else', () => {
    const variables: Record<string, string> = systemVariables(stack, urls, {});
    const text = renderEnvFile(variables);
    expect(text).toContain("export INGRESS_URL='http://127.0.0.1:1'\n");
    expect(text).toContain(`export OPS_TOKEN='${variables.OPS_TOKEN}'\n`);
    for (const secret of ['TBANK_API_TOKEN', 'OPS_LOCAL_SIGN_IN_TOKEN', 'OPS_BOOTSTRAP_TOKEN']) {
      expect(text).not.toContain(secret);
    }
    expect(text.trimEnd().split('\n')).toHaveLength(Object.keys(pickShared(variables)).length);
  });

  it('quotes for a shell', () => {
    expect(renderEnvFile({ TBANK_WEBHOOK_SECRET: `it's $HOME` })).toBe(
      `export TBANK_WEBHOOK_SECRET='it'\\''s $HOME'\n`,
    );
  });
});
