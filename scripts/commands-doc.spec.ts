import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_NAMES } from '@lk/contracts';
import { REFUSAL_MESSAGES } from '../apps/payout/src/domain/payout-rules';

const DOCUMENT = readFileSync('docs/commands.md', 'utf8');

/** The codes of all `new CommandRefusal('CODE'` in the services. */
function refusals(): string[] {
  const files = readdirSync('apps', { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.includes('/src/') && file.endsWith('.ts'));
  const texts = sources.map((file) => readFileSync(join('apps', file), 'utf8')).join('\n');
  return [...texts.matchAll(/new CommandRefusal\(\s*'([A-Z_]+)'/g)].map(([, code]) => code ?? '');
}

/** Refusals that only a bug or a deleted row could cause. */
const NEVER_MEANT = ['PAYOUT_NOT_FOUND', 'SELF_EMPLOYED_NOT_FOUND'];

describe('docs/commands.md', () => {
  it('names every command', () => {
    expect(COMMAND_NAMES.filter((name) => !DOCUMENT.includes(`\`${name}\``))).toEqual([]);
  });

  it('has every code with which a command is refused', () => {
    const codes = [...refusals(), ...Object.keys(REFUSAL_MESSAGES)];
    expect(codes.length).toBeGreaterThan(12);
    const missing = codes.filter((code) => !DOCUMENT.includes(`\`${code}\``));
    expect(missing.filter((code) => !NEVER_MEANT.includes(code))).toEqual([]);
  });
});
