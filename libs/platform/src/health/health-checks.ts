/** Throws, or rejects, when the thing is not healthy. The message names what is wrong, not data. */
export type HealthCheck = () => void | Promise<void>;

/** The checks that libs and apps add: `ready` (may it get work?) and `live` (must it be restarted?). */
export class HealthChecks {
  private readonly checks = {
    live: new Map<string, HealthCheck>(),
    ready: new Map<string, HealthCheck>(),
  };

  addReadiness(name: string, check: HealthCheck): void {
    this.checks.ready.set(name, check);
  }

  addLiveness(name: string, check: HealthCheck): void {
    this.checks.live.set(name, check);
  }

  of(kind: 'live' | 'ready'): [string, HealthCheck][] {
    return [...this.checks[kind]];
  }
}
