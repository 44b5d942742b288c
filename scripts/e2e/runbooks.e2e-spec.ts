import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@lk/testing';
import { ROOT } from '../stack';
import { type RunningSystem, type Variables } from '../system';
import { playStory } from '../demo/story';
import { blocksOf, documents } from '../runbooks/documents';
import { signatureOf } from './canary/webhooks';
import { openStage, startTestSystem } from './harness';

const run = promisify(execFile);

/** A script as an engineer runs it: the address in the environment, `tbank-ops` on the path. */
class Shell {
  private readonly bin = mkdtempSync(join(tmpdir(), 'runbooks-'));

  constructor(private readonly env: Variables) {
    const program = join(this.bin, 'tbank-ops');
    writeFileSync(
      program,
      `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/bin/tbank-ops.mjs" "$@"\n`,
    );
    chmodSync(program, 0o755);
  }

  async run(script: string, more: Variables = {}): Promise<string> {
    const PATH = `${this.bin}${delimiter}${process.env.PATH ?? ''}`;
    const env = { ...this.env, ...more, PATH, HOME: this.bin };
    const { stdout } = await run('sh', ['-euc', script], { cwd: ROOT, env });
    return stdout;
  }

  async json<T>(command: string): Promise<T> {
    return JSON.parse(await this.run(`tbank-ops ${command} --json`)) as T;
  }

  remove(): void {
    rmSync(this.bin, { recursive: true, force: true });
  }
}

/** What the variables of the documents stand for, made in the real system. */
async function findVariables(system: RunningSystem, shell: Shell): Promise<Variables> {
  const eventId = await sendUnreadable(system);
  const letter = await eventually(() => findLetter(shell, eventId), { timeoutMs: 60_000 });
  const stage = await openStage(system);
  const { dealId, payoutIds } = await playStory(stage).finally(() => stage.close());
  const plan = await shell.json<{ id: string }>(`dlq replay ${letter.id}`);
  return {
    ...{ GROUP: letter.fingerprint, LETTER_ID: letter.id, JOB_ID: plan.id },
    ...{ DEAL_ID: dealId, PAYOUT_ID: payoutIds[0] ?? '', EVENT_ID: eventId },
  };
}

interface Letter {
  readonly id: string;
  readonly fingerprint: string;
}

async function findLetter(shell: Shell, eventId: string): Promise<Letter> {
  const command = `dlq list --message ${eventId}`;
  const { deadLetters } = await shell.json<{ deadLetters: Letter[] }>(command);
  const [letter] = deadLetters;
  if (!letter) throw new Error('The dead letter is not stored yet');
  return letter;
}

/** A type that nobody reads: it is a dead letter at once. */
async function sendUnreadable({ env }: RunningSystem): Promise<string> {
  const id = randomUUID();
  const body = JSON.stringify({ id, type: 'runbook.unknown', data: { dealId: randomUUID() } });
  const signature = signatureOf(body, env.TBANK_WEBHOOK_SECRET ?? '');
  const response = await fetch(`${env.INGRESS_URL}/api/v1/webhooks/tbank`, {
    method: 'POST',
    headers: { 'x-signature': signature },
    body,
  });
  expect(response.status).toBe(200);
  return id;
}

/**
 * Real: every service as a process, Postgres, RabbitMQ, and the commands of the documents in a shell,
 * run as they stand there. The bank is the simulator.
 */
describe('the commands of the runbooks', () => {
  const OPS_TOKEN = randomBytes(24).toString('hex');
  let system: RunningSystem;
  let shell: Shell;
  let variables: Variables;

  beforeAll(async () => {
    system = await startTestSystem({}, { OPS_BOOTSTRAP_TOKEN: OPS_TOKEN });
    shell = new Shell({ ...system.env, OPS_TOKEN });
    variables = await findVariables(system, shell);
  }, 180_000);
  afterAll(async () => {
    shell.remove();
    await system.stop({ servers: false });
  }, 60_000);

  const tested = documents().flatMap((document) =>
    blocksOf(document).filter((block) => block.tested),
  );

  it.each(tested)('$document:$line', async ({ script }) => {
    await expect(shell.run(script, variables)).resolves.toBeDefined();
  });
});
