import { invariantError } from '@lk/kernel';
import { type ServiceSubscriptions } from '@lk/contracts';

/** Every pattern with the number of handlers declared for it. */
export type HandlerCounts = ReadonlyMap<string, number>;

/**
 * The check at start: each event and command the service binds has exactly one handler, and no
 * handler waits for something that is never delivered.
 * @throws AppError `HANDLERS_WRONG` naming each pattern.
 */
export function checkHandlers(subscriptions: ServiceSubscriptions, handlers: HandlerCounts): void {
  const { bankEvents = [], lkEvents = [], commands = [] } = subscriptions;
  const bound = new Set<string>([...bankEvents, ...lkEvents, ...commands]);
  const problems = [...bound]
    .filter((pattern) => handlers.get(pattern) !== 1)
    .map((pattern) => `${pattern} has ${handlers.get(pattern) ?? 0} handlers`);
  const idle = [...handlers.keys()].filter((pattern) => !bound.has(pattern));
  problems.push(...idle.map((pattern) => `${pattern} is handled but not bound`));
  if (problems.length > 0) {
    throw invariantError(
      'HANDLERS_WRONG',
      'Each bound event and command needs exactly one handler',
      {
        safeDetails: { handlers: problems.join('; ') },
      },
    );
  }
}
