import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const CHILD = join(__dirname, '../test/child-service.cjs');

/** Real: processes of their own, with signals and exit codes. */
describe('runService', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function run(environment: Record<string, string>) {
    const { PATH = '' } = process.env; // eslint-disable-line no-restricted-properties -- of the child
    const env = { PATH, PORT: '0', HOST: '127.0.0.1', ...environment };
    const child = spawn(process.execPath, [CHILD], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines: Record<string, unknown>[] = [];
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map((line) => JSON.parse(line) as Record<string, unknown>));
      child.emit('line');
    });
    const said = async (msg: string): Promise<Record<string, unknown>> => {
      for (;;) {
        const line = lines.find((one) => one.msg === msg);
        if (line) return line;
        await once(child, 'line');
      }
    };
    const code = async (): Promise<unknown> => ((await once(child, 'close')) as unknown[])[0];
    return { child, said, code, lines };
  }

  it('ends with 78 and all that is wrong when the configuration is not valid', async () => {
    const { code, lines } = run({ PORT: 'canary', LOG_LEVEL: 'canary' });
    expect(await code()).toBe(78);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'fatal', msg: 'configuration is not valid' });
    expect(lines[0]?.fields).toEqual([
      expect.stringContaining('PORT'),
      expect.stringContaining('LOG_LEVEL'),
    ]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('stops in order on SIGTERM and ends with 0', async () => {
    const { child, said, code, lines } = run({});
    await said('service started');
    const ended = code();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(lines.slice(-2).map(({ msg }) => msg)).toEqual(['service stopping', 'service stopped']);
  });

  it('ends with 1 on an error that nobody caught, without its words', async () => {
    const { code, lines } = run({ CHILD_CRASHES: 'true' });
    expect(await code()).toBe(1);
    const last = lines.at(-1);
    expect(last).toMatchObject({ level: 'fatal', msg: 'unhandled error, the process ends' });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('ends with 1 when it cannot start', async () => {
    const { code, lines } = run({ HOST: '203.0.113.1' });
    expect(await code()).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: 'fatal', msg: 'service could not start' });
  });
});
