import { SubCommand } from 'nest-commander';
import { ShowTimelineCommand } from './show-timeline';

@SubCommand({ name: 'show', arguments: '<id>', description: 'what happened to it, oldest first' })
export class DealShowCommand extends ShowTimelineCommand {
  protected readonly subject = 'deal';
  protected readonly examples = [
    'tbank-ops deal show <dealId>',
    'tbank-ops deal show <dealId> --utc',
  ];
}

@SubCommand({ name: 'show', arguments: '<id>', description: 'what happened to it, oldest first' })
export class PayoutShowCommand extends ShowTimelineCommand {
  protected readonly subject = 'payout';
  protected readonly examples = ['tbank-ops payout show <payoutId>'];
}

@SubCommand({ name: 'show', arguments: '<id>', description: 'what happened to them, oldest first' })
export class SelfEmployedShowCommand extends ShowTimelineCommand {
  protected readonly subject = 'self-employed';
  protected readonly examples = ['tbank-ops self-employed show <selfEmployedId>'];
}
