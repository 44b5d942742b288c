import { freePorts } from '../stack';
import type { Variables } from './environment';
import { findPid, startInstance } from './instance';
import { getService, SERVICES, STAGES, type InstanceName, type InstanceState } from './services';

/** Gives every process a port: the one it had in `former` where that is free. */
export async function assignPorts(
  names: InstanceName[],
  former: readonly InstanceState[] = [],
): Promise<InstanceState[]> {
  const wanted = names.map(({ name }) => former.find((known) => known.name === name)?.port);
  const ports = await freePorts(wanted);
  return names.map((name, index) => ({ ...name, port: ports[index] ?? 0 }));
}

/** The address of each service's first copy, by variable name. */
export function urlsOf(instances: readonly InstanceState[]): Variables {
  return Object.fromEntries(
    SERVICES.flatMap(({ name, urlVariable }) => {
      const first = instances.find((instance) => instance.name === name);
      return first ? [[urlVariable, urlOf(first)]] : [];
    }),
  );
}

/** The address of one process. */
export function urlOf({ port }: InstanceState): string {
  return `http://127.0.0.1:${port}`;
}

/** Starts all processes, the bank first, each stage in parallel. */
export async function startInstances(
  instances: readonly InstanceState[],
  variables: Variables,
  report: (line: string) => void,
): Promise<void> {
  for (const stage of STAGES) {
    const staged = instances.filter(({ service }) => getService(service).stage === stage);
    const starts = staged.map(async (instance) => {
      await startInstance(instance, variables);
      report(`${instance.name} is ready (pid ${findPid(instance) ?? '?'}, ${urlOf(instance)})`);
    });
    // All are awaited before the first failure is passed on, so that no start goes on behind a stop.
    const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}
