import { execFileSync } from 'node:child_process';
import { TbankOps, tooWide } from './run-tbank-ops';

/** Real: the process and the shell. */
describe('tbank-ops, the command line itself', () => {
  let ops: TbankOps;
  let script: string;

  beforeAll(async () => {
    ops = new TbankOps({});
    script = (await ops.run(['completion', 'bash'])).stdout;
  });
  afterAll(() => ops.remove());

  it.each([
    [[], 'Usage: tbank-ops'],
    [['unheard'], "unknown command 'unheard'"],
    [['dlq'], 'dlq needs a verb'],
    [['dlq', 'unheard'], 'unknown verb "unheard"'],
    [['dlq', 'list', '--unheard'], "unknown option '--unheard'"],
    [['dlq', 'list', '--since', 'yesterday'], 'It is 30m, 2h, 3d'],
    [['dlq', 'list', '--status', 'unheard'], 'It is one of open'],
    [['dlq', 'show'], "missing required argument 'id'"],
    [['dlq', 'show', 'a', 'b'], 'too many arguments'],
    [['dlq', 'replay', '--all', '--rate', '0'], 'from 0.1 to 5000'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
  ])('refuses %j as wrong usage', async (args, message) => {
    const { exitCode, stdout, stderr } = await ops.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([['--help'], ['dlq --help'], ['dlq replay --help'], ['help jobs']])(
    'answers %s',
    async (line) => {
      const { exitCode, stdout } = await ops.run(line.split(' '));
      expect(exitCode).toBe(0);
      expect(tooWide(stdout)).toEqual([]);
    },
  );

  /** What bash would offer after the words, the last of which is being typed. */
  function complete(...words: string[]): string[] {
    const quoted = ['tbank-ops', ...words].map((word) => `'${word}'`).join(' ');
    const question = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _tbank_ops; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const answer = execFileSync('bash', ['-c', `${script}\n${question}`], { encoding: 'utf8' });
    return answer.split('\n').filter(Boolean);
  }

  it.each([
    [['dl'], ['dlq']],
    [
      ['dlq', 're'],
      ['replay', 'restore'],
    ],
    [['dlq', 'replay', '--bank'], ['--bank-error']],
    [['dlq', 'list', '--queue', 'x', '--sta'], ['--status']],
    [
      ['dlq', 'list', '--status', ''],
      ['open', 'replaying', 'resolved', 'discarded'],
    ],
    [['tokens', 'create', 'anna', '--role', 'op'], ['operator']],
    [['completion', 'z'], ['zsh']],
    [['dlq', 'list', '--queue', ''], []],
  ])('completes %j in bash', (words, offered) => {
    expect(complete(...words)).toEqual(offered);
  });
});
