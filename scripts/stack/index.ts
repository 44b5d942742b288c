export { DATABASE_NAME, externalUrls, postgresUrl, type StackUrls } from './external';
export { startBroker, startPostgres, stopBroker, stopPostgres } from './outage';
export { ENV_FILE, LOGS_DIR, PIDS_DIR, ROOT, STACK_DIR, SYSTEM_STATE_FILE } from './paths';
export { withLock } from './lock';
export { freePorts } from './ports';
export { queryPostgres } from './postgres-query';
export {
  commandLine,
  isRunning,
  sendSignal,
  startDetached,
  tailOf,
  terminate,
  waitUntil,
} from './processes';
export { ensureStack, stopStack, type EnsureStackOptions, type Stack } from './stack';
export { readJson, writeJson } from './state';
