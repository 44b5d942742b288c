import { isAbsolute } from 'node:path';
import { BROKER_ID, brokerEnvironment } from './broker-settings';

describe(brokerEnvironment, () => {
  const env = brokerEnvironment({ port: 1001, distPort: 1002, epmdPort: 1003 }, '/bin');

  it('gives the node a name and three ports of its own', () => {
    expect(env).toMatchObject({
      RABBITMQ_NODENAME: `${BROKER_ID}@localhost`,
      RABBITMQ_NODE_PORT: '1001',
      RABBITMQ_DIST_PORT: '1002',
      ERL_EPMD_PORT: '1003',
    });
  });

  it('names every file absolutely, because Erlang resolves relative ones elsewhere', () => {
    const files = Object.entries(env).filter(([name]) => /_(FILE|BASE|DIR)$|^HOME$/.test(name));
    expect(files.length).toBeGreaterThan(8);
    expect(files.filter(([, file]) => !isAbsolute(file ?? ''))).toEqual([]);
  });

  it('inherits nothing that could lead to another broker', () => {
    process.env.RABBITMQ_CONFIG_FILES = '/etc/rabbitmq/conf.d';
    expect(brokerEnvironment({ port: 1, distPort: 2, epmdPort: 3 })).not.toHaveProperty(
      'RABBITMQ_CONFIG_FILES',
    );
    delete process.env.RABBITMQ_CONFIG_FILES;
  });
});
