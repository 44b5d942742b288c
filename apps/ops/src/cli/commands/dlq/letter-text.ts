import { type LetterDetails, type LetterView } from '../../api/ops.views';
import { money } from '../../output/formats';
import { paragraphs, type Printer } from '../../output/printer';
import { plainTable } from '../../output/plain-table';
import { type Cell, type Column } from '../../output/table';

export const letterColumns = (out: Printer): readonly Column[] => [
  { title: 'Dead letter' },
  { title: out.timeTitle('Failed') },
  { title: 'Status', optional: true },
  { title: 'Type', flexible: true, optional: true },
  { title: 'Error', flexible: true },
  { title: 'Queue', flexible: true, optional: true },
];

export const letterRow = (letter: LetterView, out: Printer): Cell[] => [
  letter.id,
  out.formats.shortTime(letter.lastFailedAt),
  letter.status,
  letter.type,
  letter.errorCode,
  letter.queue,
];

/** Everything but the payload. */
export const letterText = (letter: LetterDetails, out: Printer): string =>
  paragraphs(
    out.facts([
      ['Dead letter', letter.id],
      ['Status', `${letter.status} since ${out.formats.time(letter.statusAt)}`],
      ['Queue', letter.queue],
      [letter.kind === 'command' ? 'Command' : 'Type', letter.type],
      ['Message id', letter.messageId],
      ['Error', letter.errorCode],
      ["Bank's error", letter.bankErrorCode],
      ['', letter.errorMessage],
      ['Group', letter.fingerprint],
      ['Deal', letter.dealId],
      ["Bank's deal", letter.externalDealId],
      ['Payout', letter.payoutId],
      ["Bank's payment", letter.externalPaymentId],
      ['Self-employed', letter.selfEmployedId],
      ['Amount', letter.amountKopecks === null ? null : money(letter.amountKopecks)],
      ['Attempts', letter.attempts],
      ['Occurrences', letter.occurrences],
      ['First failed', out.formats.time(letter.firstFailedAt)],
      ['Last failed', `${out.formats.time(letter.lastFailedAt)} (${out.formats.zone})`],
    ]),
    historyTable('Replays', letter.replays ?? [], out),
    historyTable('Edits', letter.edits ?? [], out),
  );

function historyTable(title: string, rows: readonly object[], out: Printer): string {
  if (rows.length === 0) return '';
  return `${out.heading(title)}\n${plainTable(rows, out)}`;
}
