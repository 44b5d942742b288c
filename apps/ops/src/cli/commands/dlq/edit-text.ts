import { type EditView } from '../../api/ops.views';
import { paragraphs, type Printer } from '../../output/printer';
import { type Cell } from '../../output/table';

type Change = EditView['diff'][number];

/** What changes; the values only where the API was asked to reveal them. */
export function editText(edit: EditView, out: Printer): string {
  const { diff, problems } = edit;
  return paragraphs(
    out.facts([
      ['Edit', edit.id],
      ['Dead letter', edit.letterId],
      ['State', edit.state],
    ]),
    diff.length > 0 && changeTable(diff, out),
    problems.length > 0 &&
      out.table(
        [{ title: 'Problem', flexible: true }],
        problems.map((problem) => [textOf(problem)]),
      ),
  );
}

function changeTable(diff: readonly Change[], out: Printer): string {
  const revealed = diff.some((change) => 'before' in change || 'after' in change);
  const values = ['Before', 'After'].map((title) => ({ title, flexible: true }));
  return out.table(
    [{ title: 'Changed field', flexible: true }, { title: 'Money' }, ...(revealed ? values : [])],
    diff.map(({ path, money, before, after }) => [
      ...[path, money ? 'yes' : 'no'],
      ...(revealed ? [textOf(before), textOf(after)] : []),
    ]),
  );
}

const textOf = (value: unknown): Cell =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
