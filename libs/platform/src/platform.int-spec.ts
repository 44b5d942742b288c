import { Writable } from 'node:stream';
import { permanentError, transientError } from '@lk/kernel';
import {
  BadRequestException,
  Controller,
  Get,
  HttpException,
  Module,
  Post,
  ServiceUnavailableException,
  UseGuards,
} from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { ConfigError } from './config/load-config';
import { InternalApiConfig } from './config/service-config';
import { HealthChecks } from './health/health-checks';
import { AwayException } from './http/away.exception';
import { InternalTokenGuard } from './http/internal-token.guard';
import { AppLogger } from './logging/app-logger';
import { Metrics } from './metrics/metrics';
import { createService, startService } from './run-service';
import { ShutdownSequence } from './shutdown/shutdown-sequence';

const CANARY = 'canary-500100732259';

@Controller()
class SampleController {
  @Get('secret')
  @UseGuards(InternalTokenGuard)
  secret(): object {
    return { ok: true };
  }

  @Get('fails/unexpected')
  unexpected(): never {
    throw new TypeError(CANARY);
  }

  @Get('fails/ours')
  ours(): never {
    throw permanentError('X', 'Refused', { cause: new Error(CANARY) });
  }

  @Get('fails/outage')
  outage(): never {
    throw transientError('DATABASE_UNAVAILABLE', 'The database cannot be reached', {
      holdsQueue: true,
      cause: new Error(CANARY),
    });
  }

  @Get('fails/bad')
  bad(): never {
    throw new BadRequestException('Invalid signature');
  }

  @Get('fails/away')
  away(): never {
    throw new ServiceUnavailableException('not told');
  }

  @Get('fails/other-away')
  otherAway(): never {
    throw new AwayException('The other one is away');
  }

  @Get('fails/teapot')
  teapot(): never {
    throw new HttpException('short', 418);
  }

  @Get('named/:name')
  named(): object {
    return {};
  }

  @Post('body')
  body(): object {
    return {};
  }
}

@Module({ controllers: [SampleController], providers: [InternalTokenGuard] })
class SampleModule {}

const DEFINITION = { name: 'sample', configs: [InternalApiConfig], module: SampleModule };
const ENVIRONMENT = {
  PORT: '0',
  HOST: '127.0.0.1',
  INTERNAL_API_TOKEN: 'sample-internal-token',
  SHUTDOWN_TIMEOUT_MS: '5000',
};

interface Running {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly logs: Record<string, unknown>[];
  stop(): Promise<void>;
}

async function start(): Promise<Running> {
  const logs: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(line: Buffer, _encoding, done) {
      logs.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = new AppLogger('sample', 'debug', sink);
  const app = await createService(DEFINITION, ENVIRONMENT, logger);
  await startService(app, DEFINITION);
  return { app, logs, url: await app.getUrl(), stop: () => app.get(ShutdownSequence).run() };
}

/** Real: a whole Nest application over Fastify on a free port. */
describe('a service on the platform', () => {
  let service: Running;

  beforeAll(async () => {
    service = await start();
  });
  afterAll(() => service.stop());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(service.url + path, { headers });

  it.each([
    ['/fails/bad', 400, { title: 'Bad Request', detail: 'Invalid signature' }],
    ['/fails/unexpected', 500, { title: 'Internal Server Error' }],
    ['/fails/ours', 500, { title: 'Internal Server Error' }],
    [
      '/fails/outage',
      503,
      { title: 'Service Unavailable', detail: 'The database cannot be reached' },
    ],
    ['/fails/away', 503, { title: 'Service Unavailable' }],
    ['/fails/other-away', 503, { title: 'Service Unavailable', detail: 'The other one is away' }],
    ['/fails/teapot', 418, { title: 'Error', detail: 'short' }],
    ['/secret', 401, { title: 'Unauthorized', detail: 'A valid Bearer token is required' }],
  ])('answers %s with a problem document', async (path, status, problem) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toEqual({ type: 'about:blank', status, ...problem });
  });

  it.each([`/${CANARY}%E0%A4%A`, `/named/${CANARY.repeat(60)}`])(
    'does not repeat a path that it cannot read: %s',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await answer.text()).not.toContain(CANARY);
    },
  );

  it('does not repeat the path of the caller when nothing is there', async () => {
    const answer = await get(`/nothing?inn=${CANARY}`);
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
    });
  });

  it('answers a body that is no JSON with a problem document', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}/body`, { method: 'POST', headers, body: '{"x' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ title: 'Bad Request', status: 400 });
  });

  it('logs a failure of ours without its words', async () => {
    await get('/fails/unexpected');
    const line = service.logs.find(({ msg }) => msg === 'http request failed');
    expect(line).toMatchObject({ level: 'error', errorName: 'TypeError' });
    expect(JSON.stringify(service.logs)).not.toContain('canary');
  });

  it.each([
    ['Bearer sample-internal-token', 200],
    ['Bearer sample-internal-tokeN', 401],
    ['bearer sample-internal-token', 200],
    ['Basic sample-internal-token', 401],
    ['sample-internal-token', 401],
    ['', 401],
  ])('lets %p in with %i', async (authorization, status) => {
    expect((await get('/secret', { authorization })).status).toBe(status);
  });

  it('tells what is not healthy, for readiness and liveness apart', async () => {
    const checks = service.app.get(HealthChecks);
    expect((await get('/health/ready')).status).toBe(200);
    let well = false;
    checks.addReadiness('queue', () => {
      if (!well) throw new Error('not attached');
    });
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- foreign code may
    checks.addLiveness('disk', () => (well ? Promise.resolve() : Promise.reject('text')));
    const ready = await get('/health/ready');
    const live = await get('/health/live');
    expect([ready.status, live.status]).toEqual([503, 503]);
    expect(await ready.json()).toMatchObject({
      status: 'error',
      error: { queue: { status: 'down', message: 'not attached' } },
    });
    expect(await live.json()).toMatchObject({ error: { disk: { message: 'failed' } } });
    well = true;
    expect((await get('/health/ready')).status).toBe(200);
    expect((await get('/health/live')).status).toBe(200);
  });

  it('shows metrics, and gives the same one to whoever asks for its name again', async () => {
    const metrics = service.app.get(Metrics);
    const counter = metrics.counter('sample_total', 'help', ['kind']);
    expect(metrics.counter('sample_total', 'help', ['kind'])).toBe(counter);
    counter.inc({ kind: 'a' });
    const gauge = metrics.gauge('sample_now', 'help', [], (one) => one.set(7));
    expect(metrics.gauge('sample_now', 'help')).toBe(gauge);
    metrics.gauge('sample_plain', 'help').set(1);
    const histogram = metrics.histogram('sample_seconds', 'help');
    expect(metrics.histogram('sample_seconds', 'help')).toBe(histogram);
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toContain('sample_total{kind="a",service="sample"} 1');
    expect(text).toContain('sample_now{service="sample"} 7');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('is not ready once it is told to stop, finishes what runs, and stops listening', async () => {
    const stopping = await start();
    const shutdown = stopping.app.get(ShutdownSequence);
    let status = 0;
    shutdown.register('stop-intake', 'probe', async () => {
      const checks = stopping.app.get(HealthChecks).of('ready');
      status = await Promise.all(checks.map(async ([, check]) => check())).then(
        () => 200,
        () => 503,
      );
    });
    await stopping.stop();
    expect(status).toBe(503);
    await expect(fetch(`${stopping.url}/health/live`)).rejects.toThrow();
  });

  it('does not start with a wrong configuration', async () => {
    class Wrong {
      @IsString()
      MUST_BE_SET!: string;
    }
    const definition = { ...DEFINITION, configs: [Wrong] };
    await expect(createService(definition, { PORT: 'x' })).rejects.toBeInstanceOf(ConfigError);
  });
});
