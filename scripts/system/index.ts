export { parseStartArguments, type StartArguments } from './arguments';
export { type Variables } from './environment';
export { urlOf } from './instances';
export {
  findInstancePid,
  getStartedSystem,
  restartInstance,
  type RunningSystem,
} from './running-system';
export { SERVICES, type InstanceState } from './services';
export { readSystemState, type SystemState } from './state';
export { stopSystem } from './stop-services';
export { startSystem, type StartSystemOptions } from './system';
export { watchInstances } from './watch';
export { renderWelcome } from './welcome';
