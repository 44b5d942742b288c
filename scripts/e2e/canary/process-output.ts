import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LOGS_DIR } from '../../stack';
import { type RunningSystem } from '../../system';
import { type Sight } from './watched-broker';

/** What the processes write from now on; the files are appended to over many runs. */
export class ProcessOutput {
  private readonly from: ReadonlyMap<string, number>;

  constructor() {
    this.from = new Map(logFiles().map((file) => [file, statSync(join(LOGS_DIR, file)).size]));
  }

  /** Each line, of services and of servers. */
  lines(): Sight[] {
    return logFiles().flatMap((file) => {
      const bytes = readFileSync(join(LOGS_DIR, file)).subarray(this.from.get(file) ?? 0);
      const lines = bytes.toString().split('\n');
      return lines.filter((text) => text !== '').map((text) => ({ place: `log: ${file}`, text }));
    });
  }
}

const logFiles = (): string[] => readdirSync(LOGS_DIR).filter((file) => file.endsWith('.log'));

/** The metrics of every process, and what it says of its health. */
export async function metricsOf({ instances }: RunningSystem): Promise<Sight[]> {
  const paths = ['/metrics', '/health/live', '/health/ready'];
  const asked = instances.flatMap(({ name, port }) =>
    paths.map(async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { place: `metrics: ${name}${path}`, text: await response.text() };
    }),
  );
  return Promise.all(asked);
}
