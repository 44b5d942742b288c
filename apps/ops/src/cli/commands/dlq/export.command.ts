import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SubCommand } from 'nest-commander';
import { queryText } from '../../api/ops-client';
import { CliError, EXIT, type ExitCode } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { wholeNumber } from '../../command-option';
import { FILTER_OPTIONS, type FilterFlags, filterOf } from '../../options/selection-options';
import { reasonIfAny } from '../../options/start-options';
import { REVEAL_OPTIONS, type RevealFlags } from '../reveal';

/** Of one export, as the API has it. */
const MOST = 1_000_000;

interface ExportFlags extends FilterFlags, RevealFlags {
  readonly limit?: number;
  readonly output?: string;
}

@SubCommand({ name: 'export', description: 'dead letters as JSON lines, without payloads' })
export class DlqExportCommand extends OpsCommand<ExportFlags> {
  protected override readonly options = [
    ...FILTER_OPTIONS,
    { flags: '--limit <n>', description: 'at most so many', parse: wholeNumber(1, MOST) },
    { flags: '--output <file>', description: 'into this file, which only you may read' },
    ...REVEAL_OPTIONS,
  ];
  protected readonly examples = [
    'tbank-ops dlq export --since 1d > letters.ndjson',
    'tbank-ops dlq export --group 3f9a1c --output letters.ndjson',
    'tbank-ops dlq export --group 3f9a1c --reveal --reason "INC-7" --output payloads.ndjson',
  ];

  async execute(call: Call<ExportFlags>): Promise<ExitCode | undefined> {
    const { flags, out } = call;
    const response = await open(call);
    if (!response.body) throw new CliError('The ops service sent nothing.');
    const source = Readable.fromWeb(response.body);
    try {
      if (flags.output === undefined) await pipeline(source, process.stdout, { end: false });
      else await pipeline(source, createWriteStream(flags.output, { mode: 0o600 }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') return undefined;
      throw new CliError(
        'The export ended before its end: what was written is not all.',
        EXIT.part,
      );
    }
    if (flags.output !== undefined) out.note(`Written to ${flags.output}.`);
    if (response.headers.get('x-cut-at-limit') !== 'true') return undefined;
    out.note(
      `This is not all: the limit cut it off. Narrow the filters, or raise --limit (${MOST} at most).`,
    );
    // Whoever named the limit has got what was asked for.
    return flags.limit === undefined ? EXIT.part : undefined;
  }
}

function open({ flags, api }: Call<ExportFlags>): Promise<Response> {
  const filter = filterOf(flags);
  const { limit } = flags;
  if (flags.reveal) {
    const body = { filter, limit, reveal: true, reason: reasonIfAny(flags) };
    return api.stream('POST', '/dead-letters/export', body);
  }
  return api.stream('GET', `/dead-letters/export${queryText({ ...filter, limit })}`);
}
