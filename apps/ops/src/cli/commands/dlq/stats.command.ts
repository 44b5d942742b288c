import { SubCommand } from 'nest-commander';
import { type LetterStats } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';
import { count, money } from '../../output/formats';
import { paragraphs, type Printer } from '../../output/printer';

@SubCommand({ name: 'stats', description: 'how many, how old, how much money' })
export class DlqStatsCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops dlq stats', 'tbank-ops dlq stats --json | jq .open'];

  async execute({ api, out }: Call<object>): Promise<undefined> {
    const stats = await api.get<LetterStats>('/dead-letters/stats');
    await out.result(stats, () => statsText(stats, out));
    if (stats.open > 0) out.note('By cause: tbank-ops dlq groups');
  }
}

function statsText(stats: LetterStats, out: Printer): string {
  const { formats } = out;
  const rows = stats.byQueue.map(({ queue, open, oldestOpenSince }) => [
    queue,
    count(open),
    formats.age(oldestOpenSince),
  ]);
  return paragraphs(
    out.facts([
      ['Open', count(stats.open)],
      ['  money', money(stats.openKopecks)],
      ['  oldest', stats.oldestOpenSince ? formats.age(stats.oldestOpenSince) : null],
      ['Being replayed', count(stats.replaying)],
      ['Resolved', count(stats.resolved)],
      ['Discarded', count(stats.discarded)],
      ['Causes', count(stats.groups)],
    ]),
    rows.length > 0 &&
      out.table(
        [
          { title: 'Queue', flexible: true },
          { title: 'Open', right: true },
          { title: 'Oldest', right: true },
        ],
        rows,
      ),
  );
}
