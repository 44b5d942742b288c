import { SubCommand } from 'nest-commander';
import { type GroupView } from '../../api/ops.views';
import { wholeNumber } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';
import { count, money } from '../../output/formats';
import { type Printer } from '../../output/printer';

const GROUPINGS = ['cause', 'queue', 'type', 'deal', 'bank-error-code', 'hour'] as const;

interface GroupFlags {
  readonly by?: (typeof GROUPINGS)[number];
  readonly all?: boolean;
  readonly limit?: number;
}

interface GroupListView {
  readonly by: string;
  readonly groups: readonly GroupView[];
}

@SubCommand({ name: 'groups', description: 'dead letters by what they have in common' })
export class DlqGroupsCommand extends OpsCommand<GroupFlags> {
  protected override readonly options = [
    { flags: '--by <what>', description: 'what (default: cause)', choices: GROUPINGS },
    { flags: '--all', description: 'groups without an open letter too' },
    { flags: '--limit <n>', description: 'at most so many', parse: wholeNumber(1, 1000) },
  ];
  protected readonly examples = ['tbank-ops dlq groups', 'tbank-ops dlq groups --by deal'];

  async execute({ flags, api, out }: Call<GroupFlags>): Promise<undefined> {
    const { by = 'cause', all, limit } = flags;
    const answer = await api.get<GroupListView>('/dead-letter-groups', { by, all, limit });
    const { groups } = answer;
    await out.result(answer, () => {
      if (groups.length === 0) return 'No dead letters.';
      return by === 'cause' ? causesText(groups, out) : keyTable(by, groups, out);
    });
    const largest = by === 'cause' ? groups[0]?.key : undefined;
    if (largest) out.note(`The largest one: tbank-ops dlq list --group ${largest}`);
  }
}

/** Nothing of a cause is cut: it is what one came for. */
function causesText(groups: readonly GroupView[], out: Printer): string {
  return groups.map((group) => causeText(group, out)).join('\n\n');
}

function causeText(group: GroupView, out: Printer): string {
  const { errorCode = '', bankErrorCode, sampleMessage, note, noteBy } = group;
  const [open, age, rubles] = sums(group, out);
  const bank = bankErrorCode ? ` (the bank: ${bankErrorCode})` : '';
  return (
    out.heading(`${open} open, ${age}, ${rubles} RUB`) +
    '\n' +
    out.facts([
      ['  Error', `${errorCode}${bank}`],
      ['  Says', sampleMessage],
      ['  Of', `${group.type ?? 'unknown type'} in ${group.queue ?? 'unknown queue'}`],
      ['  Group', group.key],
      ['  Note', note ? `${note} (${noteBy ?? 'unknown'})` : null],
    ])
  );
}

function keyTable(by: string, groups: readonly GroupView[], out: Printer): string {
  const columns = [
    { title: by === 'hour' ? out.timeTitle('hour') : by, flexible: by !== 'deal' },
    { title: 'Open', right: true },
    { title: 'Age', right: true },
    { title: 'RUB', right: true },
    { title: 'All', right: true },
  ];
  const keyOf = ({ key }: GroupView) => (by === 'hour' ? out.formats.time(key) : key);
  return out.table(
    columns,
    groups.map((group) => [keyOf(group), ...sums(group, out), count(group.total)]),
  );
}

const sums = (group: GroupView, out: Printer): string[] => [
  count(group.open),
  out.formats.age(group.openSince),
  group.openKopecks === '0' ? '-' : money(group.openKopecks).replace(' RUB', ''),
];
