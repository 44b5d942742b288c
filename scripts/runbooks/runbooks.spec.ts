import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from '../../apps/ops/src/cli/program';
import { createCli } from '../../apps/ops/src/cli/run-cli';
import { alertCodes } from './alert-codes';
import { blocksOf, commandLines, documents, RUNBOOKS_FOLDER } from './documents';

type Command = Program['command'];

/** The real tree, whose verbs do nothing. */
async function parser(): Promise<(args: readonly string[]) => Promise<unknown>> {
  const app = await createCli();
  const { command } = app.get(Program);
  disarm(command);
  return (args) => command.parseAsync([...args], { from: 'user' });
}

function disarm(command: Command): void {
  command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  command.commands.forEach(disarm);
}

describe('documents of on call', () => {
  const lines = documents().flatMap((document) =>
    blocksOf(document).flatMap(({ script, line }) =>
      commandLines(script).map((args) => ({ at: `${document}:${line}`, args })),
    ),
  );
  let parse: Awaited<ReturnType<typeof parser>>;

  beforeAll(async () => {
    parse = await parser();
  });

  it.each(lines)('$at: tbank-ops $args', async ({ args }) => {
    await expect(parse(args)).resolves.toBeDefined();
  });

  it('would notice an unknown verb, an unknown flag and a wrong value', async () => {
    for (const wrong of ['dlq unheard', 'dlq list --unheard', 'dlq list --status x', 'dlq show']) {
      await expect(parse(wrong.split(' '))).rejects.toThrow();
    }
  });

  it('have commands that a test runs in every runbook', () => {
    const untested = documents().filter(
      (document) =>
        !document.endsWith('README.md') && !blocksOf(document).some(({ tested }) => tested),
    );
    expect(untested).toEqual([]);
    expect(lines.length).toBeGreaterThan(60);
  });

  it.each(documents().filter((document) => /runbooks\/[a-z-]+\.md$/.test(document)))(
    '%s says meaning, impact, checks, fix and how to confirm',
    (document) => {
      const titles = readFileSync(document, 'utf8').match(/^## .*$/gm);
      expect(titles).toEqual(
        ['Meaning', 'Impact', 'Checks', 'Fix', 'How to confirm'].map((title) => `## ${title}`),
      );
    },
  );

  it('lead from every alert code to a runbook that exists', () => {
    const index = readFileSync(join(RUNBOOKS_FOLDER, 'README.md'), 'utf8');
    const rows = [...index.matchAll(/^\| `([A-Z_]+)`\s*\| \[.*?\]\((.*?)\)/gm)];
    const runbooks = new Map(rows.map(([, code = '', file = '']) => [code, file]));
    const codes = alertCodes();
    expect(codes).toEqual(
      expect.arrayContaining(['BANK_AUTH', 'DEAD_LETTERS_GROUP', 'PAYOUT_FAILED']),
    );
    expect(codes.filter((code) => !runbooks.has(code))).toEqual([]);
    const broken = [...runbooks.values()].filter(
      (file) => !existsSync(join(RUNBOOKS_FOLDER, file)),
    );
    expect(broken).toEqual([]);
  });
});

describe(commandLines, () => {
  it.each([
    [`tbank-ops dlq list --group "$GROUP"`, [['dlq', 'list', '--group', '$GROUP']]],
    [`tbank-ops a > file # comment`, [['a']]],
    [
      `tbank-ops a --x 'b c' | jq -r .d | tbank-ops e -`,
      [
        ['a', '--x', 'b c'],
        ['e', '-'],
      ],
    ],
    [`echo tbank-ops`, []],
    [`tbank-ops a \\\n  b`, [['a', 'b']]],
  ])('splits %j', (script, expected) => {
    expect(commandLines(script)).toEqual(expected);
  });
});
