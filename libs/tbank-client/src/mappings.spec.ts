import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from './api/operations';

const MAPPINGS = readFileSync(join(__dirname, '../MAPPINGS.md'), 'utf8');
const rows = MAPPINGS.split('\n').filter((line) => line.startsWith('|'));

/** The sources of a folder, without the tests. */
function sourcesOf(folder: string): string {
  const names = readdirSync(join(__dirname, folder)).filter((name) => !name.includes('spec'));
  return names.map((name) => readFileSync(join(__dirname, folder, name), 'utf8')).join('\n');
}

describe('MAPPINGS.md', () => {
  it.each(Object.values(OPERATIONS))('says where $operation goes', (call) => {
    const row = rows.find((line) => line.startsWith(`| \`${call.operation}\``));
    expect(row).toContain(`${call.method} \``);
    expect(row).toContain(`\`${call.group}\``);
  });

  it('knows every operation that the client names anywhere', () => {
    const named = [...sourcesOf('api').matchAll(/operation: '([^']+)'/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(Object.values(OPERATIONS).map((one) => one.operation)));
  });

  it('names every field that is read from an answer', () => {
    const wire = sourcesOf('wire').concat(sourcesOf('api'));
    const read = [...wire.matchAll(/answer\s*\.(?:\w+)\('(\w+)'/g)].map(([, name]) => name ?? '');
    expect(read.length).toBeGreaterThan(25);
    expect(read.filter((name) => !MAPPINGS.includes(`\`${name}\``))).toEqual([]);
  });

  it('has every word of a status that the client knows', () => {
    const words = [...sourcesOf('wire').matchAll(/'([A-Z][A-Z_]+)'/g)].map(
      ([, word]) => word ?? '',
    );
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !MAPPINGS.includes(`\`${word}\``))).toEqual([]);
  });

  it('names the configuration of the paths that may differ', () => {
    const variables = [...sourcesOf('api').matchAll(/TBANK_\w+/g)].map(([name]) => name);
    expect(variables).toContain('TBANK_SELF_EMPLOYED_RECEIPTS_PATH');
    expect(variables.filter((name) => !MAPPINGS.includes(name))).toEqual([]);
  });
});
