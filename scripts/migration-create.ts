import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HELP = `Usage: npm run migration:create -- <app> <name-in-kebab-case>

Writes an empty migration to apps/<app>/src/migrations. Add it to the list in <app>.schema.ts.`;

function classNameOf(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase());
}

/** The source of a new migration; TypeORM orders migrations by the number at the end of the class name. */
export function renderMigration(name: string, timestamp: number): string {
  const className = `${classNameOf(name)}${timestamp}`;
  return `import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  readonly name = '${className}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(\`\`);
  }
}
`;
}

function main(): number {
  const [app, name] = process.argv.slice(2);
  if (!app || !name || !/^[a-z0-9-]+$/.test(name) || !existsSync(join('apps', app, 'src'))) {
    console.log(HELP);
    return app === '--help' ? 0 : 2;
  }
  const timestamp = Date.now();
  const folder = join('apps', app, 'src', 'migrations');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${timestamp}-${name}.ts`);
  writeFileSync(file, renderMigration(name, timestamp));
  console.log(`Written: ${file}\nAdd it to apps/${app}/src/${app}.schema.ts.`);
  return 0;
}

if (require.main === module) process.exit(main());
