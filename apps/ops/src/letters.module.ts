import { systemClock } from '@lk/kernel';
import { TransactionRunner } from '@lk/persistence';
import { AppLogger } from '@lk/platform';
import { Module, type Provider } from '@nestjs/common';
import { BodyRepository } from './adapters/body.repository';
import { LetterSearchRepository } from './adapters/letter-search.repository';
import { LetterRepository } from './adapters/letter.repository';
import { RollupRepository } from './adapters/rollup.repository';
import { ChangeLetterStatus } from './application/change-letter-status.use-case';
import { RevealBody } from './application/reveal-body.use-case';
import { DataCipher, parseDataKeys } from './domain/data-cipher';
import { OpsConfig } from './ops.config';

const providers: Provider[] = [
  RollupRepository,
  { provide: DataCipher, inject: [OpsConfig, AppLogger], useFactory: makeCipher },
  {
    provide: LetterRepository,
    inject: [DataCipher],
    useFactory: (cipher: DataCipher) => new LetterRepository(cipher),
  },
  {
    provide: LetterSearchRepository,
    inject: [TransactionRunner],
    useFactory: (transactions: TransactionRunner) => new LetterSearchRepository(transactions),
  },
  {
    provide: BodyRepository,
    inject: [TransactionRunner, DataCipher],
    useFactory: (transactions: TransactionRunner, cipher: DataCipher) =>
      new BodyRepository(transactions, cipher),
  },
  {
    provide: ChangeLetterStatus,
    inject: [LetterRepository, RollupRepository],
    useFactory: (letters: LetterRepository, rollups: RollupRepository) =>
      new ChangeLetterStatus(letters, rollups, systemClock),
  },
  {
    provide: RevealBody,
    inject: [BodyRepository],
    useFactory: (bodies: BodyRepository) => new RevealBody(bodies),
  },
];

/** What every part of ops reads and changes: letters, their bodies, their rollups. */
@Module({
  providers,
  exports: providers.map((p) => (typeof p === 'function' ? p : p.provide)),
})
export class LettersModule {}

function makeCipher({ DATA_ENCRYPTION_KEY: keys }: OpsConfig, logger: AppLogger): DataCipher {
  if (keys === undefined) {
    logger.warn('dead letters are stored without encryption, DATA_ENCRYPTION_KEY is not set');
  }
  return new DataCipher(keys === undefined ? [] : (parseDataKeys(keys) ?? []));
}
