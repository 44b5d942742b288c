import { SubCommand } from 'nest-commander';
import { type LetterView } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';
import { FILTER_OPTIONS, type FilterFlags, filterOf } from '../../options/selection-options';
import { moreText, PAGE_OPTIONS, type PageFlags, readPages } from '../paging';
import { letterColumns, letterRow } from './letter-text';

@SubCommand({ name: 'list', description: 'dead letters, newest failure first, without payloads' })
export class DlqListCommand extends OpsCommand<FilterFlags & PageFlags> {
  protected override readonly options = [...FILTER_OPTIONS, ...PAGE_OPTIONS];
  protected readonly examples = [
    'tbank-ops dlq list',
    'tbank-ops dlq list --status open --queue deal.events --since 2h',
    'tbank-ops dlq list --group 3f9a1c --all --json',
  ];

  async execute({ flags, api, out }: Call<FilterFlags & PageFlags>): Promise<undefined> {
    const query = { ...filterOf(flags) };
    const answer = await readPages<'deadLetters', LetterView>(
      api,
      '/dead-letters',
      'deadLetters',
      query,
      flags,
    );
    const { deadLetters, next } = answer;
    await out.result(answer, () =>
      deadLetters.length === 0
        ? 'No dead letters.'
        : out.table(
            letterColumns(out),
            deadLetters.map((letter) => letterRow(letter, out)),
          ),
    );
    const more = moreText(next);
    if (more !== undefined) out.note(more);
  }
}
