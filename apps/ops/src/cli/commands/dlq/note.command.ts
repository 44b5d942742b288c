import { SubCommand } from 'nest-commander';
import { part } from '../../api/ops-client';
import { usageError } from '../../exit-codes';
import { type Call, OpsCommand } from '../../ops-command';

interface NoteFlags {
  readonly clear?: boolean;
}

@SubCommand({
  name: 'note',
  arguments: '<fingerprint> [text]',
  description: 'leave colleagues a note on a group; no personal data',
})
export class DlqNoteCommand extends OpsCommand<NoteFlags> {
  protected override readonly options = [{ flags: '--clear', description: 'take the note away' }];
  protected readonly examples = [
    'tbank-ops dlq note 3f9a1c "INC-7: mended in 1.4.2, replay after the roll-out"',
    'tbank-ops dlq note 3f9a1c --clear',
  ];

  async execute({ args, flags, api, out }: Call<NoteFlags>): Promise<undefined> {
    const [fingerprint = '', given = ''] = args;
    if ((given.trim() === '') !== (flags.clear === true)) {
      throw usageError('Give the text of the note, or --clear.');
    }
    const text = flags.clear ? '' : given;
    await api.put(`/dead-letter-groups/${part(fingerprint)}/note`, { text });
    await out.result({ fingerprint, text }, () => (text === '' ? 'Note taken away.' : 'Noted.'));
  }
}
