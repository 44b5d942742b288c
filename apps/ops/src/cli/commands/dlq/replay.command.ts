import { SubCommand } from 'nest-commander';
import { PACE_OPTIONS } from '../../options/start-options';
import { JOB_OPTIONS, JobCommand } from '../job-command';

@SubCommand({
  name: 'replay',
  arguments: '[ids...]',
  description: 'send dead letters to the queue they came from; shows its plan first',
})
export class DlqReplayCommand extends JobCommand {
  protected override readonly options = [...JOB_OPTIONS, ...PACE_OPTIONS];
  protected readonly kind = 'replay';
  protected readonly from = 'open';
  protected override readonly explanation = [
    'Without --execute nothing is sent: the set is frozen and shown. A replayed message keeps its',
    'identity, so what already took effect does not take effect twice. Ctrl-C leaves a running',
    'replay alone. Selected are open dead letters unless --status says otherwise.',
  ].join('\n');
  protected readonly examples = [
    'tbank-ops dlq replay --group 3f9a1c',
    'tbank-ops dlq replay --queue deal.events --error ENTITY_NOT_FOUND --since 2h',
    'tbank-ops dlq replay --plan <jobId> --canary 20 --rate 50 --execute --reason "mended in 1.4.2"',
    'tbank-ops dlq replay --all --exclude <id>,<id> --stop-on-failure-share 5%',
    "tbank-ops dlq list --json | jq -r '.deadLetters[].id' | tbank-ops dlq replay -",
  ];
}
