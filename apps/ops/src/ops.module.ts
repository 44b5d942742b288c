import { systemClock } from '@lk/kernel';
import { AmqpConfig, MessagingModule, TopologyNames } from '@lk/messaging';
import { OutboxModule } from '@lk/outbox';
import { PersistenceModule, TransactionRunner } from '@lk/persistence';
import { AlertSender, AppLogger, HealthChecks, Metrics, ShutdownSequence } from '@lk/platform';
import { Module } from '@nestjs/common';
import { AccessModule } from './access.module';
import { BodyRepository } from './adapters/body.repository';
import { DeadLetterGroupsController } from './adapters/dead-letter-groups.controller';
import { DeadLetterIntake } from './adapters/dead-letter-intake';
import { DeadLettersController } from './adapters/dead-letters.controller';
import { GroupRepository } from './adapters/group.repository';
import { IdentityRepository } from './adapters/identity.repository';
import { LetterRepository } from './adapters/letter.repository';
import { OpsMetrics } from './adapters/ops.metrics';
import { PartitionRepository } from './adapters/partition.repository';
import { EditRepository } from './adapters/replays/edit.repository';
import { RollupRepository } from './adapters/rollup.repository';
import { KeepPartitions } from './application/keep-partitions.use-case';
import { LetterBatcher } from './application/letter-batcher';
import { OpsUpkeep } from './application/ops-upkeep';
import { RaiseGroupAlerts } from './application/raise-group-alerts.use-case';
import { ReEncryptBodies } from './application/re-encrypt-bodies.use-case';
import { StoreDeadLetters } from './application/store-dead-letters.use-case';
import { LettersModule } from './letters.module';
import { makeBatcher } from './make-batcher';
import { OpsConfig } from './ops.config';
import { opsSchema } from './ops.schema';
import { OwnersModule } from './owners.module';
import { ReplaysModule } from './replays.module';
import { TimelineModule } from './timeline.module';

const service = 'ops';
const clock = systemClock;

@Module({
  imports: [
    PersistenceModule.forService({ service, schema: opsSchema }),
    MessagingModule.forService({ service }),
    OutboxModule.forService({ service, schema: opsSchema.schema, inbox: false }),
    AccessModule,
    LettersModule,
    OwnersModule,
    ReplaysModule,
    TimelineModule,
  ],
  controllers: [DeadLettersController, DeadLetterGroupsController],
  providers: [
    IdentityRepository,
    ...[GroupRepository, PartitionRepository].map((provide) => ({
      provide,
      inject: [TransactionRunner],
      useFactory: (transactions: TransactionRunner) => new provide(transactions),
    })),
    {
      provide: StoreDeadLetters,
      inject: [TransactionRunner, IdentityRepository, LetterRepository, RollupRepository],
      useFactory: (
        transactions: TransactionRunner,
        identities: IdentityRepository,
        letters: LetterRepository,
        rollups: RollupRepository,
      ) => new StoreDeadLetters(transactions, identities, letters, rollups, clock),
    },
    {
      provide: ReEncryptBodies,
      inject: [TransactionRunner, BodyRepository, EditRepository],
      useFactory: (
        transactions: TransactionRunner,
        bodies: BodyRepository,
        edits: EditRepository,
      ) => new ReEncryptBodies(transactions, bodies, edits),
    },
    {
      provide: OpsUpkeep,
      inject: [
        PartitionRepository,
        GroupRepository,
        AlertSender,
        OpsConfig,
        AppLogger,
        ShutdownSequence,
      ],
      useFactory: makeUpkeep,
    },
    {
      provide: OpsMetrics,
      inject: [Metrics, GroupRepository],
      useFactory: (metrics: Metrics, groups: GroupRepository) =>
        new OpsMetrics(metrics, () => groups.openByQueue()),
    },
    {
      provide: LetterBatcher,
      inject: [OpsConfig, StoreDeadLetters, OpsMetrics, OpsUpkeep, AppLogger],
      useFactory: makeBatcher,
    },
    {
      provide: DeadLetterIntake,
      inject: [
        AmqpConfig,
        OpsConfig,
        TopologyNames,
        LetterBatcher,
        AppLogger,
        ShutdownSequence,
        HealthChecks,
      ],
      useFactory: makeIntake,
    },
  ],
})
export class OpsModule {}

function makeUpkeep(
  partitions: PartitionRepository,
  groups: GroupRepository,
  sender: AlertSender,
  config: OpsConfig,
  logger: AppLogger,
  shutdown: ShutdownSequence,
): OpsUpkeep {
  const keep = new KeepPartitions(partitions, config.OPS_RETENTION_DAYS, clock);
  const alerts = new RaiseGroupAlerts(groups, sender, clock);
  const upkeep = new OpsUpkeep(keep, alerts, config.OPS_ALERT_POLL_MS, logger);
  shutdown.register('drain', 'upkeep', () => upkeep.stop());
  return upkeep;
}

function makeIntake(
  config: AmqpConfig,
  { OPS_PREFETCH: prefetch }: OpsConfig,
  names: TopologyNames,
  batcher: LetterBatcher,
  logger: AppLogger,
  shutdown: ShutdownSequence,
  health: HealthChecks,
): DeadLetterIntake {
  const intake = new DeadLetterIntake({ config, names, prefetch, batcher, logger, clock });
  intake.registerAt(shutdown, health);
  return intake;
}
