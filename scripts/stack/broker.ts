import { amqpAnswers } from './amqp-handshake';
import { pauseDockerBroker, removeDockerBroker } from './broker-docker';
import { resumeDockerBroker, startDockerBroker } from './broker-docker';
import { canInstall, installRabbitmq } from './broker-install';
import { findRabbitmqServer, nativeBrokerLives } from './broker-native';
import { startNativeBroker, stopNativeBroker } from './broker-native';
import { brokerUrl } from './external';
import { readStackState, type BrokerState } from './state';

/** A way to a private RabbitMQ. */
export type BrokerWay = 'installed' | 'docker' | 'apt';

type Report = (line: string) => void;

const WAYS: readonly BrokerWay[] = ['installed', 'docker', 'apt'];

/** The ways to try, in order; LK_STACK_RABBITMQ forces one. */
export function chooseWays(
  forced: string | undefined,
  can: { installed: boolean; apt: () => boolean },
): BrokerWay[] {
  const way = WAYS.find((candidate) => candidate === forced);
  if (way) return [way];
  if (forced) throw new Error(`LK_STACK_RABBITMQ is ${forced}; it may be ${WAYS.join(', ')}.`);
  if (can.installed) return ['installed'];
  return can.apt() ? ['docker', 'apt'] : ['docker'];
}

/** Starts the private broker; with `keepData`, what its queues held before is there again. */
export async function startPrivateBroker(report: Report, keepData: boolean): Promise<BrokerState> {
  const former = readStackState().broker;
  if (former?.kind === 'docker' && keepData) {
    await resumeDockerBroker(former);
    return former;
  }
  if (former?.kind === 'docker') await removeDockerBroker(former);
  const ways = chooseWays(process.env.LK_STACK_RABBITMQ, {
    installed: findRabbitmqServer() !== undefined,
    apt: canInstall,
  });
  return startFirstOf(ways, report, keepData);
}

async function startFirstOf(ways: BrokerWay[], report: Report, keepData: boolean) {
  const failures: string[] = [];
  for (const way of ways) {
    try {
      return await startBy(way, report, keepData);
    } catch (error) {
      failures.push(`${way}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    `No private RabbitMQ could be started (${failures.join('; ')}).\nOne of these helps: ` +
      'install RabbitMQ (rabbitmq-server), start Docker, run as root or with passwordless sudo on ' +
      'Debian or Ubuntu (it is then installed by apt-get), or set AMQP_URL.',
  );
}

async function startBy(way: BrokerWay, report: Report, keepData: boolean): Promise<BrokerState> {
  if (way === 'docker') return startDockerBroker();
  if (way === 'apt' && !findRabbitmqServer()) installRabbitmq(report);
  const server = findRabbitmqServer();
  if (!server) throw new Error('no rabbitmq-server was found');
  return startNativeBroker(server, keepData);
}

/** True when the broker that `state` describes lives and completes an AMQP handshake. */
export async function brokerIsHealthy(state: BrokerState | undefined): Promise<boolean> {
  if (!state || (state.kind === 'native' && !nativeBrokerLives())) return false;
  return amqpAnswers(brokerUrl(state.port));
}

/** Ends the broker for good: processes and port mapper, or the container. */
export async function endPrivateBroker(state: BrokerState): Promise<void> {
  await (state.kind === 'docker' ? removeDockerBroker(state) : stopNativeBroker(state));
}

/** Stops the broker so that it can be started again with its queues. */
export async function pausePrivateBroker(state: BrokerState): Promise<void> {
  await (state.kind === 'docker' ? pauseDockerBroker(state) : stopNativeBroker(state));
}
