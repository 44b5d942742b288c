import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { ShutdownSequence } from '@lk/platform';
import { BankLifeController } from './adapters/control/bank-life.controller';
import { PlantingController } from './adapters/control/planting.controller';
import { SimulatorController } from './adapters/control/simulator.controller';
import { WebhooksController } from './adapters/control/webhooks.controller';
import { DealsController } from './adapters/http/deals.controller';
import { FaultInjector } from './adapters/http/fault-injector';
import { acceptAnyBody } from './adapters/http/lenient-json';
import { PaymentsController } from './adapters/http/payments.controller';
import { RequestGate } from './adapters/http/request-gate';
import { SelfEmployedController } from './adapters/http/self-employed.controller';
import { UnknownMethodController } from './adapters/http/unknown-method.controller';
import { SimulatorState } from './adapters/simulator-state';
import { TlsListener } from './adapters/tls-listener';
import { SimulatorConfig } from './simulator.config';

/** The composition root of the simulator. */
@Module({
  controllers: [
    DealsController,
    PaymentsController,
    SelfEmployedController,
    BankLifeController,
    SimulatorController,
    WebhooksController,
    PlantingController,
    UnknownMethodController,
  ],
  providers: [
    {
      provide: SimulatorState,
      useFactory: (config: SimulatorConfig) => new SimulatorState(config),
      inject: [SimulatorConfig],
    },
    RequestGate,
    FaultInjector,
    TlsListener,
  ],
})
export class BankSimulatorModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly state: SimulatorState,
    private readonly shutdown: ShutdownSequence,
  ) {}

  onModuleInit(): void {
    acceptAnyBody(this.host.httpAdapter.getInstance());
    this.shutdown.register('stop-intake', 'simulator', () => this.state.connections.close());
    this.shutdown.register('flush', 'simulator', () => this.state.stop());
  }
}
