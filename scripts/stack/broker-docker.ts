import { brokerUrl } from './external';
import { awaitAmqp } from './amqp-handshake';
import { BROKER_ID } from './broker-settings';
import { freePorts } from './ports';
import { readStackState, updateStackState, type BrokerState } from './state';

type DockerBroker = Extract<BrokerState, { kind: 'docker' }>;

const IMAGE = process.env.LK_STACK_RABBITMQ_IMAGE ?? 'rabbitmq:3.13-alpine';
const AMQP_PORT = 5672;
const STOP_TIMEOUT_S = 20;

/** Starts RabbitMQ in a container; throws within a second where there is no Docker. */
export async function startDockerBroker(): Promise<DockerBroker> {
  // The reaper would remove the container as soon as this script ends; `npm stop` removes it instead.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { RabbitMQContainer } = await import('@testcontainers/rabbitmq');
  // Docker takes a name for an id: a container that outlived its state file would block the name.
  await removeContainer(BROKER_ID);
  const [port = 0] = await freePorts([readStackState().lastBrokerPort]);
  const container = await new RabbitMQContainer(IMAGE)
    .withName(BROKER_ID)
    // A fixed port: services reconnect to the same address after an outage.
    .withExposedPorts({ container: AMQP_PORT, host: port })
    .start();
  const state: DockerBroker = { kind: 'docker', port, containerId: container.getId() };
  updateStackState({ broker: state, lastBrokerPort: port });
  await awaitAmqp(brokerUrl(port), () => undefined);
  return state;
}

/** Starts a stopped container again, with its queues. */
export async function resumeDockerBroker(state: DockerBroker): Promise<void> {
  const { client, container } = await findContainer(state.containerId);
  await client.start(container);
  await awaitAmqp(brokerUrl(state.port), () => undefined);
}

/** Stops the container and keeps it, with its queues. */
export async function pauseDockerBroker(state: DockerBroker): Promise<void> {
  const { client, container } = await findContainer(state.containerId);
  await client.stop(container, { timeout: STOP_TIMEOUT_S });
}

/** Removes the container with everything in it; one that is gone already is no error. */
export function removeDockerBroker({ containerId }: DockerBroker): Promise<void> {
  return removeContainer(containerId);
}

async function removeContainer(id: string): Promise<void> {
  const { container } = await findContainer(id);
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
}

async function findContainer(id: string) {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = (await getContainerRuntimeClient()).container;
  return { client, container: client.getById(id) };
}
