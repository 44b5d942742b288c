import { SubCommand } from 'nest-commander';
import { type AuditVerdict } from '../../api/ops.views';
import { EXIT, type ExitCode } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { count } from '../../output/formats';

@SubCommand({ name: 'verify', description: 'check that no audit record was changed or removed' })
export class AuditVerifyCommand extends OpsCommand {
  protected readonly examples = ['tbank-ops audit verify'];

  async execute({ api, out }: Call<object>): Promise<ExitCode> {
    // The whole log is read: as long as it takes.
    const answer = await api.stream('GET', '/audit/verify');
    const verdict = (await answer.json()) as AuditVerdict;
    const { ok, checked, firstBrokenSeq, reason } = verdict;
    await out.result(verdict, () =>
      ok
        ? `The audit log is whole: ${count(checked)} records.`
        : `The audit log was tampered with from record ${firstBrokenSeq} on: ${reason ?? 'unknown'}.`,
    );
    return ok ? EXIT.done : EXIT.failed;
  }
}
