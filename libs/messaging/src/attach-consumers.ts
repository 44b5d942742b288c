import { AppExceptionFilter, HealthChecks } from '@lk/platform';
import { type INestApplication } from '@nestjs/common';
import { type MicroserviceOptions, type NestMicroservice } from '@nestjs/microservices';
import { AmqpConsumerServer } from './consuming/amqp-consumer.server';
import { PayloadValidationPipe } from './consuming/payload-validation.pipe';
import { type QueueConsumer } from './consuming/queue-consumer';

/** A consumer that could not attach for this long needs a restart: TCP may be up and nothing flows. */
const DETACHED_TOO_LONG_MS = 120_000;

/** Connects the handlers of an application to the broker; give it to `runService` as `beforeListen`. */
export async function attachConsumers(app: INestApplication): Promise<void> {
  const server = app.get(AmqpConsumerServer);
  // Deferred, because Nest would otherwise wire the handlers at once, without the filter and the pipe.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: server },
    { deferInitialization: true },
  ) as NestMicroservice;
  // The application calls the life-cycle hooks itself; without this they would run twice.
  microservice.setIsInitHookCalled(true);
  microservice.useGlobalFilters(app.get(AppExceptionFilter));
  microservice.useGlobalPipes(new PayloadValidationPipe());
  await app.startAllMicroservices();
  addHealthChecks(app.get(HealthChecks), () => server.queues);
}

/** TCP being up proves nothing: what counts is that the broker has our consumer. */
function addHealthChecks(checks: HealthChecks, consumers: () => readonly QueueConsumer[]): void {
  checks.addReadiness('consumers', () => {
    const missing = consumers().filter((consumer) => !consumer.attached);
    if (missing.length > 0)
      throw new Error(`not attached: ${missing.map((c) => c.queue).join(', ')}`);
  });
  checks.addLiveness('consumers', () => {
    const stuck = consumers().filter((consumer) => consumer.stuckMs > DETACHED_TOO_LONG_MS);
    if (stuck.length > 0)
      throw new Error(`detached too long: ${stuck.map((c) => c.queue).join(', ')}`);
  });
}
