import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKER_DIR, LOGS_DIR } from './paths';

/** The three ports of a RabbitMQ node: clients, other nodes and tools, the Erlang port mapper. */
export interface BrokerPorts {
  readonly port: number;
  readonly distPort: number;
  readonly epmdPort: number;
}

/** Tells this folder's broker from any other on the machine. */
export const BROKER_ID = `lk-${createHash('sha256').update(BROKER_DIR).digest('hex').slice(0, 10)}`;

/** Files of the private broker, all absolute: a relative path would be resolved by Erlang elsewhere. */
const FILES = {
  config: join(BROKER_DIR, 'rabbitmq.conf'),
  plugins: join(BROKER_DIR, 'enabled_plugins'),
  environment: join(BROKER_DIR, 'rabbitmq-env.conf'),
  advanced: join(BROKER_DIR, 'advanced.config'),
  data: join(BROKER_DIR, 'data'),
  home: join(BROKER_DIR, 'home'),
};

/** Forgets every queue and message: a cold start begins with an empty broker. */
export function wipeBrokerData(): void {
  rmSync(BROKER_DIR, { recursive: true, force: true });
}

/** Writes the files that the private broker reads, instead of those of /etc/rabbitmq. */
export function writeBrokerFiles(): void {
  for (const folder of [FILES.data, FILES.home, LOGS_DIR]) mkdirSync(folder, { recursive: true });
  writeFileSync(FILES.config, 'log.file.level = info\ndisk_free_limit.absolute = 50MB\n');
  writeFileSync(FILES.plugins, '[].\n');
  writeFileSync(FILES.environment, '');
  writeFileSync(FILES.advanced, '[].\n');
}

/**
 * The environment of the broker and of its tools. Nothing is inherited but PATH: a RABBITMQ_ or ERL_
 * variable of the caller could lead to the system's own broker. HOME holds the Erlang cookie.
 */
export function brokerEnvironment(ports: BrokerPorts, path = process.env.PATH): NodeJS.ProcessEnv {
  return {
    PATH: path,
    LANG: 'C.UTF-8',
    HOME: FILES.home,
    ERL_EPMD_PORT: String(ports.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `${BROKER_ID}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.port),
    RABBITMQ_DIST_PORT: String(ports.distPort),
    RABBITMQ_MNESIA_BASE: FILES.data,
    RABBITMQ_LOG_BASE: LOGS_DIR,
    RABBITMQ_CONFIG_FILE: FILES.config,
    RABBITMQ_ADVANCED_CONFIG_FILE: FILES.advanced,
    RABBITMQ_ENABLED_PLUGINS_FILE: FILES.plugins,
    RABBITMQ_CONF_ENV_FILE: FILES.environment,
    RABBITMQ_PID_FILE: join(BROKER_DIR, 'pid'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(BROKER_DIR, 'generated'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
}
