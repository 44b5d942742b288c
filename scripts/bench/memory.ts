import { readFileSync } from 'node:fs';

/** Resident memory of a process, in megabytes. */
export interface Memory {
  readonly now: number;
  /** The most it ever had. */
  readonly peak: number;
}

/** Undefined where the system does not tell (it has no /proc) or the process is gone. */
export function memoryOf(pid: number | undefined): Memory | undefined {
  if (pid === undefined) return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    return { now: field('VmRSS'), peak: field('VmHWM') };
  } catch {
    return undefined;
  }
}

/** Memory of a service over the run; processes that replace each other count as one. */
export interface MemoryGrowth {
  readonly service: string;
  readonly startMb: number;
  readonly endMb: number;
  readonly peakMb: number;
}

/** Keeps the first, the last and the highest memory of services. */
export class MemoryWatch {
  private readonly seen = new Map<string, MemoryGrowth>();

  note(service: string, memory: Memory | undefined): void {
    if (!memory) return;
    const known = this.seen.get(service);
    this.seen.set(service, {
      service,
      startMb: known?.startMb ?? memory.now,
      endMb: memory.now,
      peakMb: Math.max(known?.peakMb ?? 0, memory.peak),
    });
  }

  get growth(): readonly MemoryGrowth[] {
    return [...this.seen.values()];
  }
}
