import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { usageError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';
import { REASON, type ReasonFlags, reasonOf } from '../../options/start-options';

interface DecideFlags extends ReasonFlags {
  readonly made?: string;
  readonly notMade?: boolean;
}

@SubCommand({
  name: 'decide',
  arguments: '<payoutId>',
  description: 'say what the bank has confirmed about a payment whose outcome is unknown',
})
export class PayoutDecideCommand extends OpsCommand<DecideFlags> {
  protected override readonly options = [
    { flags: '--made <paymentId>', description: 'the bank made it, under this id' },
    { flags: '--not-made', description: 'the bank did not make it, and never will' },
    REASON,
  ];
  protected override readonly explanation =
    'Only with the word of the bank in writing. After --not-made the share is free, and a new payout may be made.';
  protected readonly examples = [
    'tbank-ops payout decide <payoutId> --not-made --reason "INC-7: letter of the bank"',
    'tbank-ops payout decide <payoutId> --made <paymentId> --reason "INC-7: statement"',
  ];

  async execute({ args, flags, api, out }: Call<DecideFlags>): Promise<undefined> {
    const { made: paymentId, notMade = false } = flags;
    if ((paymentId === undefined) === !notMade) {
      throw usageError('Give one of --made <paymentId> and --not-made.');
    }
    const body = { made: !notMade, paymentId, reason: reasonOf(flags) };
    const [payoutId = ''] = args;
    const answer = await api.post(`/payouts/${part(payoutId)}/decision`, body);
    await out.result(answer ?? { payoutId }, () => `Decided: ${payoutId}`);
  }
}
