import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { type LetterDetails } from '../../api/ops.views';
import { type Call, OpsCommand } from '../../ops-command';
import { reasonIfAny } from '../../options/start-options';
import { paragraphs } from '../../output/printer';
import { REVEAL_OPTIONS, revealed, type RevealFlags, revealedText } from '../reveal';
import { letterText } from './letter-text';

@SubCommand({ name: 'show', arguments: '<id>', description: 'one dead letter with its history' })
export class DlqShowCommand extends OpsCommand<RevealFlags> {
  protected override readonly options = REVEAL_OPTIONS;
  protected readonly examples = [
    'tbank-ops dlq show <id>',
    'tbank-ops dlq show <id> --reveal --reason "INC-7: which field is wrong"',
  ];

  async execute(call: Call<RevealFlags>): Promise<undefined> {
    const { args, flags, api, out } = call;
    if (flags.reveal) reasonIfAny(flags);
    const path = `/dead-letters/${part(args[0] ?? '')}`;
    const letter = await api.get<LetterDetails>(path);
    const payload = await revealed(call, `${path}/reveal`);
    const answer = payload === undefined ? letter : { ...letter, revealed: payload };
    await out.result(answer, () =>
      paragraphs(letterText(letter, out), payload && revealedText(payload)),
    );
  }
}
