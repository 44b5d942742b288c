import { SubCommand } from 'nest-commander';
import { usageError } from '../../exit-codes';
import { invalid } from '../../command-option';
import { type Call, OpsCommand } from '../../ops-command';
import { recordText } from '../../output/record-text';

interface ReportFlags {
  readonly day?: string;
  readonly run?: string;
  readonly format?: 'csv' | 'json';
}

const day = (text: string): string => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw invalid('It is a day like 2026-01-31, in UTC.');
};

@SubCommand({ name: 'report', description: 'is the day green? what a day or a run found' })
export class ReconcileReportCommand extends OpsCommand<ReportFlags> {
  protected override readonly options = [
    { flags: '--day <day>', description: 'this day (default: today)', parse: day },
    { flags: '--run <id>', description: 'this run' },
    { flags: '--format <format>', description: 'as a file for others', choices: ['csv', 'json'] },
  ];
  protected readonly examples = [
    'tbank-ops reconcile report',
    'tbank-ops reconcile report --day 2026-01-31 --format csv > day.csv',
    'tbank-ops reconcile report --run <runId>',
  ];

  async execute({ flags, api, out, host }: Call<ReportFlags>): Promise<undefined> {
    const { run, format } = flags;
    if (run !== undefined && flags.day !== undefined) throw usageError('Give --day or --run.');
    const today = new Date().toISOString().slice(0, 10);
    const query = { day: run === undefined ? (flags.day ?? today) : undefined, run };
    if (format === 'csv') {
      await host.write(await api.text('/reconcile/report', { ...query, format }));
      return;
    }
    const report = await api.get<Record<string, unknown>>('/reconcile/report', query);
    if (format === 'json') await host.write(`${JSON.stringify(report, null, 2)}\n`);
    else await out.result(report, () => recordText(report, out));
  }
}
