import { Command, InjectCommander } from 'nest-commander';
import { describeTree } from '../completion/command-tree';
import { SHELLS, type Shell } from '../completion/shells';
import { usageError } from '../exit-codes';
import { CliHost } from '../host';
import { type Command as CommanderCommand } from '../command-option';
import { type Call, OpsCommand } from '../ops-command';

@Command({
  name: 'completion',
  arguments: '<shell>',
  description: 'completion for bash, zsh or fish',
})
export class CompletionCommand extends OpsCommand {
  protected override readonly explanation = [
    'bash: add  source <(tbank-ops completion bash)  to ~/.bashrc',
    'zsh:  add  source <(tbank-ops completion zsh)   to ~/.zshrc, below compinit',
    'fish: tbank-ops completion fish > ~/.config/fish/completions/tbank-ops.fish',
  ].join('\n');
  protected readonly examples = ['tbank-ops completion bash'];

  constructor(
    host: CliHost,
    @InjectCommander() private readonly program: CommanderCommand,
  ) {
    super(host);
  }

  async execute({ args, out }: Call<object>): Promise<undefined> {
    const [shell = ''] = args;
    if (!Object.hasOwn(SHELLS, shell)) throw usageError('It is one of bash, zsh, fish.');
    const script = SHELLS[shell as Shell](describeTree(this.program));
    await out.result({ shell, script }, () => script);
  }
}
