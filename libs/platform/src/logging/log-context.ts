import { AsyncLocalStorage } from 'node:async_hooks';

export type LogFields = Readonly<Record<string, unknown>>;

const storage = new AsyncLocalStorage<LogFields>();

/** Runs `work` with the given fields on every log line written inside it. */
export function withLogContext<T>(fields: LogFields, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** The fields of the message or request being handled now. */
export function currentLogContext(): LogFields {
  return storage.getStore() ?? {};
}
