import { SubCommand } from 'nest-commander';
import { type Call, OpsCommand } from '../../ops-command';
import { paragraphs, type Printer } from '../../output/printer';
import { plainTable } from '../../output/plain-table';
import { recordText } from '../../output/record-text';

interface BankStatusView {
  readonly breaker: Readonly<Record<string, unknown>> | null;
  readonly limits: readonly object[];
  readonly certificates: readonly {
    readonly service: string;
    readonly notAfter: string;
    readonly daysLeft: number;
    readonly fingerprint: string;
  }[];
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly unknownOutcomes: { readonly count: number; readonly oldestSince: string | null };
  readonly openCalls: readonly object[];
}

@SubCommand({ name: 'status', description: 'breaker, limits, certificate, calls in doubt' })
export class BankStatusCommand extends OpsCommand {
  protected readonly examples = [
    'tbank-ops bank status',
    'tbank-ops bank status --json | jq .breaker',
  ];

  async execute({ api, out }: Call<object>): Promise<undefined> {
    const status = await api.get<BankStatusView>('/bank/status');
    await out.result(status, () => statusText(status, out));
  }
}

function statusText(status: BankStatusView, out: Printer): string {
  const { formats } = out;
  const { breaker, limits, certificates, unknownOutcomes: unknown, openCalls } = status;
  return paragraphs(
    out.facts([
      ['Last success', ago(status.lastSuccessAt, out)],
      ['Last failure', ago(status.lastFailureAt, out)],
      ['Outcome unknown', unknown.count === 0 ? 'none' : unknown.count],
      ['  oldest', unknown.oldestSince ? formats.age(unknown.oldestSince) : null],
    ]),
    breaker === null
      ? 'The breaker is not known yet: no service has called the bank.'
      : `${out.heading('Breaker')}\n${recordText(breaker, out)}`,
    limits.length > 0 && `${out.heading('Limits')}\n${plainTable(limits, out)}`,
    certificates.length > 0 && certificateTable(certificates, out),
    openCalls.length > 0 &&
      `${out.heading('Calls whose outcome is unknown')}\n${plainTable(openCalls, out)}`,
  );
}

const ago = (at: string | null, out: Printer): string =>
  at === null ? 'never' : `${out.formats.time(at)} (${out.formats.age(at)} ago)`;

const certificateTable = (certificates: BankStatusView['certificates'], out: Printer): string =>
  out.table(
    [
      { title: 'Certificate of', flexible: true },
      { title: out.timeTitle('Ends') },
      { title: 'Days left', right: true },
      { title: 'Fingerprint', flexible: true, optional: true },
    ],
    certificates.map(({ service, notAfter, daysLeft, fingerprint }) => [
      service,
      out.formats.time(notAfter),
      Math.floor(daysLeft),
      fingerprint,
    ]),
  );
