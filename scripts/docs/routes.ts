import { AppLogger, PlatformModule, ServiceConfig, type ServiceDefinition } from '@lk/platform';
import { type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** One method of one controller, as Nest routes it. */
export interface Route {
  readonly service: string;
  /** For example `/deals/{dealId}`. */
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  readonly controller: string;
  readonly handler: string;
  readonly status: string;
  /** Reads what a decorator left at the method, or else at its controller. */
  metadata<T>(key: string): T | undefined;
}

const METHODS = new Set(['get', 'post', 'put', 'delete', 'patch']);

/** The routes of a service. Nothing of it is started, and no server is asked: Nest only looks. */
export async function routesOf(definition: ServiceDefinition): Promise<Route[]> {
  const app = await previewOf(definition);
  const controllers = controllersOf(app);
  const options = { operationIdFactory: (key: string, method: string) => `${key} ${method}` };
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build(), options);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { operationId: string; responses: object }>)
      .filter(([method]) => METHODS.has(method))
      .map(([method, { operationId, responses }]): Route => {
        const [controller = '', handler = ''] = operationId.split(' ');
        const status = Object.keys(responses).find((code) => code < '400') ?? '200';
        const type = controllers.get(controller);
        const place = { service: definition.name, path, method, controller, handler, status };
        return { ...place, metadata: (key) => metadataOf(type, handler, key) };
      }),
  );
}

async function previewOf({ name, configs, module }: ServiceDefinition) {
  const logger = new AppLogger(name, 'silent');
  const filled = [new ServiceConfig(), ...configs.map((type) => new type())] as const;
  class PreviewModule {}
  const imports = [PlatformModule.forService({ service: name, configs: filled, logger }), module];
  return NestFactory.create<NestFastifyApplication>(
    { module: PreviewModule, imports },
    new FastifyAdapter(),
    { preview: true, logger, abortOnError: false },
  );
}

/** The classes by their names. */
function controllersOf(app: NestFastifyApplication): Map<string, Type<object>> {
  const { container } = app as unknown as {
    container: {
      getModules(): Map<string, { controllers: Map<unknown, { metatype: Type<object> }> }>;
    };
  };
  const modules = [...container.getModules().values()];
  const all = modules.flatMap(({ controllers }) => [...controllers.values()]);
  return new Map(all.map(({ metatype }) => [metatype.name, metatype]));
}

function metadataOf<T>(
  type: Type<object> | undefined,
  handler: string,
  key: string,
): T | undefined {
  if (!type) return undefined;
  const method = (type.prototype as Record<string, object | undefined>)[handler];
  const own = method && (Reflect.getMetadata(key, method) as T | undefined);
  return own ?? (Reflect.getMetadata(key, type) as T | undefined);
}
