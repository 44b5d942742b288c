import { readFileSync } from 'node:fs';
import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { type EditView } from '../../api/ops.views';
import { CliError, EXIT, type ExitCode, usageError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { REASON, type ReasonFlags, reasonOf } from '../../options/start-options';
import { editText } from './edit-text';

interface EditFlags extends ReasonFlags {
  readonly file?: string;
  readonly edit?: string;
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly reveal?: boolean;
  readonly execute?: boolean;
}

@SubCommand({
  name: 'edit',
  arguments: '[letterId]',
  description: 'correct a payload and send the corrected copy; shows the difference first',
})
export class DlqEditCommand extends OpsCommand<EditFlags> {
  protected override readonly options = [
    { flags: '--file <path>', description: 'the corrected payload; - is stdin' },
    { flags: '--edit <editId>', description: 'this edit instead of a new one' },
    { flags: '--approve', description: 'let through an edit of money; not by who made it' },
    { flags: '--reject', description: 'do not let it through' },
    { flags: '--reveal', description: 'with the values, which are personal data; is audited' },
    { flags: '--execute', description: 'send the corrected copy' },
    REASON,
  ];
  protected override readonly explanation = [
    'The copy gets a new message id and points to the original, which is kept and becomes resolved.',
    'Ids of the deal, the payout and the event cannot be changed.',
  ].join('\n');
  protected readonly examples = [
    'tbank-ops dlq show <id> --reveal --reason "INC-7" --json | jq -r .revealed.body > body.json',
    'tbank-ops dlq edit <id> --file body.json --reason "INC-7: the type was misspelt"',
    'tbank-ops dlq edit --edit <editId>',
    'tbank-ops dlq edit --edit <editId> --approve --reason "checked with the bank"',
    'tbank-ops dlq edit --edit <editId> --execute --reason "INC-7"',
  ];

  async execute(call: Call<EditFlags>): Promise<ExitCode | undefined> {
    checkFlags(call);
    const { flags, out } = call;
    let edit = await this.edit(call);
    const waits = flags.execute === true && edit.state === 'awaiting-approval';
    if (!waits && edit.problems.length === 0) {
      for (const verb of verbsOf(flags)) edit = await this.tell(call, edit.id, verb);
    }
    await out.result(edit, () => editText(edit, out));
    if (edit.problems.length > 0) return EXIT.guard;
    out.note(nextOf(edit));
    return waits ? EXIT.guard : undefined;
  }

  private tell({ flags, api }: Call<EditFlags>, id: string, verb: string): Promise<EditView> {
    return api.post<EditView>(`/edits/${part(id)}/${verb}`, { reason: reasonOf(flags) });
  }

  private async edit(call: Call<EditFlags>): Promise<EditView> {
    const { args, flags, api } = call;
    if (flags.edit !== undefined) return api.get<EditView>(`/edits/${part(flags.edit)}`);
    const body = await bodyOf(call);
    const path = `/dead-letters/${part(args[0] ?? '')}/edits`;
    return api.post<EditView>(path, { body, reason: reasonOf(flags) });
  }
}

function checkFlags({ args, flags }: Call<EditFlags>): void {
  const { file, edit } = flags;
  if (args.length > 0 === (edit !== undefined)) {
    throw usageError('Give the id of a dead letter with --file, or --edit <editId>.');
  }
  if (edit !== undefined && file !== undefined) {
    throw usageError('An edit has its payload already: --edit does not go with --file.');
  }
  if (edit === undefined && file === undefined) {
    throw usageError('Give the corrected payload: --file body.json.');
  }
  const verbs = verbsOf(flags);
  if (verbs.length > 1)
    throw usageError('One at a time: --approve, --reject, --reveal, --execute.');
  const decides = verbs.includes('approve') || verbs.includes('reject');
  if (edit === undefined && decides) throw usageError('Nobody decides on an edit of their own.');
  if (edit === undefined || verbs.length > 0) reasonOf(flags);
}

const verbsOf = ({ approve, reject, reveal, execute }: EditFlags): string[] => [
  ...(approve ? ['approve'] : []),
  ...(reject ? ['reject'] : []),
  ...(reveal ? ['reveal'] : []),
  ...(execute ? ['replay'] : []),
];

async function bodyOf({ flags, host }: Call<EditFlags>): Promise<string> {
  if (flags.file === '-') return host.readInput();
  try {
    return readFileSync(flags.file ?? '', 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new CliError(`The file of the payload cannot be read (${code}).`, EXIT.usage);
  }
}

function nextOf({ id, state, letterId }: EditView): string {
  const command = `  tbank-ops dlq edit --edit ${id}`;
  switch (state) {
    case 'awaiting-approval':
      return `It changes money. Another person with the role approver lets it through:\n${command} --approve --reason "..."`;
    case 'ready':
    case 'approved':
      return `Nothing was sent yet. To send the corrected copy:\n${command} --execute --reason "..."`;
    case 'sending':
      return `Nobody knows yet whether the copy was sent. It is sent again by itself within some minutes, under the same id, so that it takes effect once.`;
    default:
      return `The dead letter: tbank-ops dlq show ${letterId}`;
  }
}
