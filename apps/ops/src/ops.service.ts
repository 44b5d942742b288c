import { AmqpConfig } from '@lk/messaging';
import { DatabaseConfig } from '@lk/persistence';
import { InternalApiConfig, type ServiceDefinition } from '@lk/platform';
import { AccessConfig } from './access/access.config';
import { protectHttp } from './access/http-protection';
import { OidcConfig } from './access/oidc.config';
import { serveWebPage } from './access/web-page';
import { DeadLetterIntake } from './adapters/dead-letter-intake';
import { JobWorker } from './application/replays/job-worker';
import { ReplayUpkeep } from './application/replays/replay-upkeep';
import { OpsUpkeep } from './application/ops-upkeep';
import { OpsConfig } from './ops.config';
import { OpsModule } from './ops.module';
import { OwnersConfig } from './owners.config';
import { ReplaysConfig } from './replays.config';

/** On call: every dead letter of the system, kept, grouped and searchable. */
export const ops: ServiceDefinition = {
  name: 'ops',
  configs: [
    DatabaseConfig,
    AmqpConfig,
    InternalApiConfig,
    OpsConfig,
    OwnersConfig,
    ReplaysConfig,
    AccessConfig,
    OidcConfig,
  ],
  module: OpsModule,
  beforeListen: async (app) => {
    await protectHttp(app);
    await serveWebPage(app);
    await app.get(OpsUpkeep).start();
    app.get(DeadLetterIntake).start();
    app.get(JobWorker).start();
    app.get(ReplayUpkeep).start();
  },
};
