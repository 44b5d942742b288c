import 'reflect-metadata';
import { migrateSchemas } from '@lk/persistence';
import { readVariable } from '@lk/platform';
import { SCHEMAS } from './schemas';

const HELP = `Usage: npm run migrate

Brings every schema of the database of DATABASE_URL (or DATABASE_URL_FILE) to its newest version and says what
it did. Several at once wait for each other; what is up to date is left alone.`;

/** Brings every schema of the database to its newest version and says what it did. */
export async function runMigrations(
  databaseUrl: string,
  report: (line: string) => void = console.log,
): Promise<void> {
  const done = await migrateSchemas(databaseUrl, SCHEMAS);
  for (const migration of done) report(`  migrated ${migration}`);
}

async function main(): Promise<void> {
  if (process.argv.slice(2).some((argument) => ['--help', '-h'].includes(argument))) {
    console.log(HELP);
    return;
  }
  const databaseUrl = readVariable(process.env, 'DATABASE_URL');
  if (!databaseUrl) {
    console.error('Set DATABASE_URL (or DATABASE_URL_FILE) to the database to migrate.');
    process.exit(78);
  }
  await runMigrations(databaseUrl);
  console.log('All schemas are up to date.');
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
