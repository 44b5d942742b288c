import { SubCommand } from 'nest-commander';
import { type JobItemView } from '../../api/job.views';
import { part } from '../../api/ops-client';
import { ITEM_COLUMNS, itemRow } from '../../jobs/job-text';
import { type Call, OpsCommand } from '../../ops-command';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';

const RESULTS = [
  ...['pending', 'sending', 'sent', 'succeeded', 'failed_again', 'already_done'],
  ...['refused', 'skipped', 'undecided'],
];

interface ItemFlags extends PageFlags {
  readonly result?: string;
}

@SubCommand({
  name: 'items',
  arguments: '<id>',
  description: 'the result of each message of a job',
})
export class JobsItemsCommand extends OpsCommand<ItemFlags> {
  protected override readonly options = [
    { flags: '--result <result>', description: 'with this result', choices: RESULTS },
    ...PAGE_OPTIONS,
  ];
  protected readonly examples = [
    'tbank-ops jobs items <jobId> --result failed_again',
    'tbank-ops jobs items <jobId> --all --json',
  ];

  async execute({ args, flags, api, out }: Call<ItemFlags>): Promise<undefined> {
    const path = `/jobs/${part(args[0] ?? '')}/items`;
    const { result } = flags;
    const answer = await readPages<'items', JobItemView>(api, path, 'items', { result }, flags);
    await out.result(answer, () =>
      answer.items.length === 0
        ? 'No messages.'
        : out.table(ITEM_COLUMNS, answer.items.map(itemRow)),
    );
    const more = moreText(answer.next);
    if (more !== undefined) out.note(more);
  }
}
