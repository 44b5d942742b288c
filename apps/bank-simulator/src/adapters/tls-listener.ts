import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type FastifyAdapter } from '@nestjs/platform-fastify';
import { ServiceConfig, ShutdownSequence } from '@lk/platform';
import { SimulatorTlsConfig } from '../simulator-tls.config';

/** Only the bank itself: a client must not find the control surface behind its certificate. */
const BANK_PATHS = '/api/v1/';

/** Serves the same handlers over HTTPS to clients with a certificate of the configured authority. */
@Injectable()
export class TlsListener implements OnApplicationBootstrap, OnModuleDestroy {
  private server: Server | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly service: ServiceConfig,
    private readonly config: SimulatorTlsConfig,
    shutdown: ShutdownSequence,
  ) {
    shutdown.register('stop-intake', 'tls', () => void this.close());
    shutdown.register('drain', 'tls', () => this.close());
  }

  /** The port it listens on; null without this listener. */
  get port(): number | null {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address?.port ?? null;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.SIM_TLS_CERT_PATH === '') return;
    await this.host.httpAdapter.getInstance().ready();
    const server = createServer(this.certificates(), (request, response) =>
      this.pass(request, response),
    );
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.config.SIM_TLS_PORT, this.service.HOST, resolve);
    });
  }

  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private certificates() {
    return {
      cert: readFileSync(this.config.SIM_TLS_CERT_PATH),
      key: readFileSync(this.config.SIM_TLS_KEY_PATH),
      ca: readFileSync(this.config.SIM_TLS_CLIENT_CA_PATH),
      requestCert: true,
      rejectUnauthorized: true,
    };
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith(BANK_PATHS)) {
      this.host.httpAdapter.getInstance().routing(request, response);
    } else {
      response.writeHead(404).end();
    }
  }

  /** Waits for requests under way; idle connections are closed at once. */
  private close(): Promise<void> {
    const { server } = this;
    if (!server) return Promise.resolve();
    this.closed ??= new Promise((resolve) => server.close(() => resolve()));
    return this.closed;
  }
}
