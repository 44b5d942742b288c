import { SubCommand } from 'nest-commander';
import { usageError } from '../../exit-codes';
import { wholeNumber } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';

const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
const DEFAULT_DAYS = 90;

interface CreateFlags {
  readonly role?: (typeof ROLES)[number];
  readonly expiresInDays?: number;
}

interface CreatedToken {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly expiresAt: string | null;
  readonly token: string;
}

@SubCommand({ name: 'create', arguments: '<name>', description: 'a new access token, shown once' })
export class TokensCreateCommand extends OpsCommand<CreateFlags> {
  protected override readonly options = [
    { flags: '--role <role>', description: 'what it may do', choices: ROLES },
    {
      flags: '--expires-in-days <n>',
      description: `how long it lives (default: ${DEFAULT_DAYS})`,
      parse: wholeNumber(1, 730),
    },
  ];
  protected readonly examples = [
    'tbank-ops tokens create anna --role operator --expires-in-days 30',
  ];

  async execute({ args, flags, api, out }: Call<CreateFlags>): Promise<undefined> {
    const { role, expiresInDays = DEFAULT_DAYS } = flags;
    if (role === undefined) throw usageError(`Give its role: --role ${ROLES.join('|')}`);
    const created = await api.post<CreatedToken>('/tokens', { name: args[0], role, expiresInDays });
    await out.result(created, () =>
      out.facts([
        ['Token', created.token],
        ['Name', created.name],
        ['Role', created.role],
        ['Ends', created.expiresAt ? out.formats.time(created.expiresAt) : 'never'],
        ['Id', created.id],
      ]),
    );
    out.note('It is shown this once only. To end it early:');
    out.note(`  tbank-ops tokens revoke ${created.id}`);
  }
}
