import { type EditChange } from '../../api/types';

/** `recipients[1].splitValue` inside a parsed body; undefined where there is nothing. */
export function valueAt(body: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[step]
        : undefined,
    body,
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The server keeps values to itself; who revealed the original and wrote the copy has both. */
export function withValues(
  diff: readonly EditChange[],
  bodies: { readonly before: string; readonly after: string },
): EditChange[] {
  const [before, after] = [parsed(bodies.before), parsed(bodies.after)];
  return diff.map((change) => ({
    ...change,
    before: valueAt(before, change.path),
    after: valueAt(after, change.path),
  }));
}
