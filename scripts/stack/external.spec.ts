import { externalUrls, postgresUrl } from './external';

describe(externalUrls, () => {
  const databaseUrl = 'postgres://user:secret@db.example:5432/lk';
  const amqpUrl = 'amqp://broker.example';

  it('is empty where the environment gives nothing', () => {
    expect(externalUrls({}, {})).toEqual({ databaseUrl: undefined, amqpUrl: undefined });
    expect(externalUrls({ DATABASE_URL: '' }, {}).databaseUrl).toBeUndefined();
  });

  it('names the servers that the environment gives', () => {
    const env = { DATABASE_URL: databaseUrl, AMQP_URL: amqpUrl };
    expect(externalUrls(env, {})).toEqual({ databaseUrl, amqpUrl });
  });

  it('does not take our own server for a given one, running or stopped since', () => {
    const env = { DATABASE_URL: postgresUrl(4000, 'another') };
    expect(externalUrls(env, { lastPostgresPort: 4000 }).databaseUrl).toBeUndefined();
    expect(externalUrls(env, { lastPostgresPort: 4001 }).databaseUrl).toBe(env.DATABASE_URL);
  });

  it('takes a server of another machine on our port for a given one', () => {
    const env = { AMQP_URL: 'amqp://broker.example:4000' };
    expect(externalUrls(env, { lastBrokerPort: 4000 }).amqpUrl).toBe(env.AMQP_URL);
  });
});
