import { addCommandSubject, dropCommandSubject } from '@lk/outbox';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** On call reads which commands were about a record. */
export class CommandSubjects1700000000003 implements MigrationInterface {
  readonly name = 'CommandSubjects1700000000003';

  up(runner: QueryRunner): Promise<void> {
    return addCommandSubject(runner);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropCommandSubject(runner);
  }
}
