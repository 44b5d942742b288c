import { SubCommand } from 'nest-commander';
import { type Call, OpsCommand } from '../../ops-command';
import { plainTable } from '../../output/plain-table';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';

interface DriftFlags extends PageFlags {
  readonly status?: string;
  readonly class?: string;
  readonly deal?: string;
}

@SubCommand({ name: 'drifts', description: "where our record and the bank's differ" })
export class ReconcileDriftsCommand extends OpsCommand<DriftFlags> {
  protected override readonly options = [
    { flags: '--status <status>', description: 'in this status, for example open' },
    { flags: '--class <class>', description: 'of this class' },
    { flags: '--deal <id>', description: 'of this deal' },
    ...PAGE_OPTIONS,
  ];
  protected readonly examples = [
    'tbank-ops reconcile drifts --status open',
    'tbank-ops reconcile drifts --deal <dealId> --json',
  ];

  async execute({ flags, api, out }: Call<DriftFlags>): Promise<undefined> {
    const { status, class: driftClass, deal: dealId } = flags;
    const query = { status, class: driftClass, dealId };
    const answer = await readPages<'drifts', object>(
      api,
      '/reconcile/drifts',
      'drifts',
      query,
      flags,
    );
    await out.result(answer, () =>
      answer.drifts.length === 0 ? 'No drift.' : plainTable(answer.drifts, out),
    );
    const more = moreText(answer.next);
    if (more !== undefined) out.note(more);
  }
}
