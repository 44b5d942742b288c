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

  it('keeps what is not the project’s out', () => {
    expect(systemVariables(stack, urls, { CLOUD_KEY: 'secret' })).not.toHaveProperty('CLOUD_KEY');
  });
});

describe(renderEnvFile, () => {
  it('exports what an outsider needs and nothing else', () => {
    const variables = systemVariables(stack, urls, {});
    const text = renderEnvFile(variables);
    expect(text).toContain("export INGRESS_URL='http://127.0.0.1:1'\n");
    expect(text).not.toContain('TBANK_API_TOKEN');
    expect(text.trimEnd().split('\n')).toHaveLength(Object.keys(pickShared(variables)).length);
  });

  it('quotes for a shell', () => {
    expect(renderEnvFile({ TBANK_WEBHOOK_SECRET: `it's $HOME` })).toBe(
      `export TBANK_WEBHOOK_SECRET='it'\\''s $HOME'\n`,
    );
  });
});
