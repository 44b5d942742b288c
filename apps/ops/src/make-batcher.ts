import { type AppLogger, ThrottledLog } from '@lk/platform';
import { type OpsMetrics } from './adapters/ops.metrics';
import { LetterBatcher } from './application/letter-batcher';
import { type OpsUpkeep } from './application/ops-upkeep';
import { type StoreDeadLetters } from './application/store-dead-letters.use-case';
import { type OpsConfig } from './ops.config';

/** The batcher with its figures, its log lines and the wake-up of the alerts. */
export function makeBatcher(
  { OPS_BATCH_ROWS: maxRows }: OpsConfig,
  storing: StoreDeadLetters,
  metrics: OpsMetrics,
  upkeep: OpsUpkeep,
  logger: AppLogger,
): LetterBatcher {
  const trouble = new ThrottledLog(5000);
  return new LetterBatcher({
    maxRows,
    store: async (letters) => {
      const ended = metrics.startBatch();
      return storing.execute(letters).finally(ended);
    },
    stored: (letters, outcomes) => {
      metrics.stored(letters, outcomes);
      upkeep.lettersCame();
    },
    failed: (error, kept) => {
      metrics.failed(error.code, kept);
      const text = kept
        ? 'a dead letter cannot be stored and stays with the broker'
        : 'dead letters cannot be stored now';
      trouble.write((suppressed) =>
        logger.warn(text, { ...error.safeDetails, errorCode: error.code, suppressed }),
      );
    },
  });
}
