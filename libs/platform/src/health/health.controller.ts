import { Controller, Get } from '@nestjs/common';
import {
  HealthCheck as HealthEndpoint,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { HealthChecks } from './health-checks';

/** 200 when every check holds, 503 with the names of those that do not. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly checks: HealthChecks,
  ) {}

  @Get('live')
  @HealthEndpoint()
  live(): Promise<HealthCheckResult> {
    return this.run('live');
  }

  @Get('ready')
  @HealthEndpoint()
  ready(): Promise<HealthCheckResult> {
    return this.run('ready');
  }

  private run(kind: 'live' | 'ready'): Promise<HealthCheckResult> {
    return this.terminus.check(
      this.checks.of(kind).map(([name, check]) => async () => {
        const indicator = this.indicators.check(name);
        try {
          await check();
          return indicator.up();
        } catch (error) {
          return indicator.down(error instanceof Error ? error.message : 'failed');
        }
      }),
    );
  }
}
