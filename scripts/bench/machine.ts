import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on; without it they say nothing. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly node: string;
  readonly platform: string;
  /** Processes that wanted to run in the minute before the bench. */
  readonly loadBefore: number;
}

/** Taken before anything is started. */
export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: loadavg()[0] ?? 0,
  };
}

export function renderMachine(machine: Machine): string {
  const { cores, processor, memoryGb, node, platform, loadBefore } = machine;
  const load = `load before ${loadBefore.toFixed(1)}`;
  return `${cores} cores (${processor}), ${memoryGb} GB, ${platform}, Node ${node}, ${load}`;
}

/** True when somebody else already took more than a quarter of the cores. */
export const isBusy = ({ cores, loadBefore }: Machine): boolean => loadBefore > cores / 4;
