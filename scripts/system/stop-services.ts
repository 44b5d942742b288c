import { existsSync, readdirSync, rmSync } from 'node:fs';
import { ENV_FILE, PIDS_DIR } from '../stack';
import { stopInstance } from './instance';
import { getService, SERVICES, STAGES, type InstanceName } from './services';
import { removeSystemState } from './state';

type Report = (line: string) => void;

/**
 * Stops every service process of this folder, the edge first, the bank last. The pid files are the
 * source: they also name what a killed supervisor left behind or another terminal restarted.
 */
export async function stopServices(report: Report): Promise<string[]> {
  const stopped: string[] = [];
  for (const stage of [...STAGES].reverse()) {
    const instances = knownInstances().filter(({ service }) => getService(service).stage === stage);
    await Promise.all(
      instances.map(async (instance) => {
        const pid = await stopInstance(instance);
        if (pid === undefined) return;
        stopped.push(instance.name);
        report(`${instance.name} is stopped`);
      }),
    );
  }
  return stopped;
}

/** The same, and the folder no longer tells other terminals about a system. */
export async function stopSystem(report: Report): Promise<string[]> {
  const stopped = await stopServices(report);
  removeSystemState();
  rmSync(ENV_FILE, { force: true });
  return stopped;
}

function knownInstances(): InstanceName[] {
  const files = existsSync(PIDS_DIR) ? readdirSync(PIDS_DIR) : [];
  return files.flatMap((file) => instanceOfPidFile(file) ?? []);
}

/** The instance whose pid is in a file of that name: `deal-2.pid` belongs to the second copy of deal. */
export function instanceOfPidFile(file: string): InstanceName | undefined {
  const name = /^(.+)\.pid$/.exec(file)?.[1];
  const service = SERVICES.find((candidate) => {
    return name === candidate.name || name?.replace(/-\d+$/, '') === candidate.name;
  });
  return name && service ? { name, service: service.name } : undefined;
}
