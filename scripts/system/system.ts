import { existsSync, writeFileSync } from 'node:fs';
import { ENV_FILE, ensureStack, stopStack, type Stack } from '../stack';
import { renderEnvFile, systemVariables, type Variables } from './environment';
import { entryOf } from './instance';
import { assignPorts, startInstances, urlsOf } from './instances';
import { prepareDatabase } from './prepare-database';
import { runningSystem, type RunningSystem } from './running-system';
import { instancesOf, type InstanceName } from './services';
import { claimSystem, writeSystemState } from './state';
import { stopServices, stopSystem } from './stop-services';

/** Settings of `startSystem`. */
export interface StartSystemOptions {
  /** Copies per service; one where not named. */
  readonly scale?: Readonly<Record<string, number>>;
  /** Variables that win over those of the environment. */
  readonly env?: Variables;
  /** Gets one line per step; standard output by default. */
  readonly report?: (line: string) => void;
  /** No process stays with the system: `npm stop` ends it. Default false. */
  readonly detached?: boolean;
  /** Empty a private broker that runs already, as the database is. Default false: tests may share it. */
  readonly freshBroker?: boolean;
}

/** Brings up servers, database and services, and returns when all of them are ready. */
export async function startSystem(options: StartSystemOptions = {}): Promise<RunningSystem> {
  const { report = console.log, freshBroker } = options;
  const names = instancesOf(options.scale ?? {});
  checkBuilt(names);
  const former = await claimSystem();
  let stack: Stack | undefined;
  try {
    await stopServices((line) => {
      report(`left over from an earlier start: ${line}`);
    });
    stack = await ensureStack({ report, freshBroker });
    const instances = await assignPorts(names, former?.instances);
    const caller = { ...process.env, ...options.env };
    const variables = systemVariables(stack, urlsOf(instances), caller);
    const state = {
      supervisorPid: options.detached ? undefined : process.pid,
      instances,
      variables,
    };
    writeSystemState(state);
    report('system: preparing the database ...');
    await prepareDatabase(stack.databaseUrl, report);
    await startInstances(instances, variables, report);
    writeFileSync(ENV_FILE, renderEnvFile(variables), { mode: 0o600 });
    return runningSystem(state, stack.startedHere);
  } catch (error) {
    await stopSystem(() => undefined);
    if (stack?.startedHere) await stopStack(report);
    throw error;
  }
}

function checkBuilt(names: InstanceName[]): void {
  const entries = names.map(({ service }) => entryOf(service));
  const missing = entries.filter((entry) => !existsSync(entry));
  if (missing.length > 0) throw new Error(`Not built yet: ${missing.join(', ')}`);
}
