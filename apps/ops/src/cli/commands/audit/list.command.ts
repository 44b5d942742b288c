import { SubCommand } from 'nest-commander';
import { type AuditListView } from '../../api/ops.views';
import { time } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';

interface AuditFlags extends PageFlags {
  readonly actor?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
}

type AuditRecord = AuditListView['records'][number];

@SubCommand({ name: 'list', description: 'who did what, when and why' })
export class AuditListCommand extends OpsCommand<AuditFlags> {
  protected override readonly options = [
    { flags: '--actor <id>', description: 'by this person' },
    { flags: '--action <name>', description: 'this action, for example job.start' },
    time('--since <time>', 'at or after'),
    time('--until <time>', 'before'),
    ...PAGE_OPTIONS,
  ];
  protected readonly examples = [
    'tbank-ops audit list --since 1d',
    'tbank-ops audit list --action job.start --all --json',
  ];

  async execute({ flags, api, out }: Call<AuditFlags>): Promise<undefined> {
    const { actor, action, since, until } = flags;
    const query = { actor, action, since, until };
    const answer = await readPages<'records', AuditRecord>(api, '/audit', 'records', query, flags);
    const columns = [
      { title: 'Seq', right: true },
      { title: out.timeTitle('Time') },
      { title: 'Who', flexible: true },
      { title: 'Action', flexible: true },
      { title: 'Outcome', flexible: true },
      { title: 'Subject', flexible: true },
      { title: 'Reason', flexible: true },
    ];
    await out.result(answer, () =>
      out.table(
        columns,
        answer.records.map((record) => [
          record.seq,
          out.formats.shortTime(record.at),
          record.actor.name,
          record.action,
          ...[record.outcome, record.subject, record.reason],
        ]),
      ),
    );
    const more = moreText(answer.next);
    if (more !== undefined) out.note(more);
  }
}
