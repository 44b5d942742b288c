import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { generatedDocuments } from './docs/generated-documents';

const HELP = `Usage: npm run docs:api

Writes docs/openapi.yaml, docs/openapi.json and docs/asyncapi.yaml from the code, and prints their names. A test
compares what is checked in with what this would write.`;

async function main(): Promise<void> {
  if (process.argv.slice(2).some((argument) => ['--help', '-h'].includes(argument))) {
    console.log(HELP);
    return;
  }
  for (const [file, text] of await generatedDocuments(process.cwd())) {
    writeFileSync(file, text);
    console.log(file);
  }
  // Nest keeps timers of what it only looked at.
  process.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
