import { findPid, logFileOf } from './instance';
import type { InstanceState } from './services';

/** Fast enough for a person at a terminal. */
const PERIOD_MS = 500;

/** Says once when a process goes away, and when it is back. Returns the function that ends the watch. */
export function watchInstances(
  instances: readonly InstanceState[],
  report: (line: string) => void,
): () => void {
  const pids = new Map(instances.map((instance) => [instance.name, findPid(instance)]));
  const timer = setInterval(() => {
    for (const instance of instances) {
      const before = pids.get(instance.name);
      const now = findPid(instance);
      pids.set(instance.name, now);
      if (now !== before) report(describeChange(instance.name, before, now));
    }
  }, PERIOD_MS);
  return () => {
    clearInterval(timer);
  };
}

/** It is not restarted for the reader: whoever ended it may be testing exactly that. */
export function describeChange(name: string, before?: number, now?: number): string {
  if (now !== undefined) return `${name} is back (pid ${now})`;
  return (
    `${name} (pid ${before ?? '?'}) is gone, see ${logFileOf(name)}. ` +
    `Bring it back with: npm start -- --only ${name}`
  );
}
