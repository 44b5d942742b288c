import { SERVICES } from '../system/services';
import { DOCUMENTED_SERVICES } from './documented-services';
import { type Components } from './json-schema';
import { type Operation, Operations } from './operations';
import { type Route, routesOf } from './routes';
import { Sources } from './sources';
import { TypeSchemas } from './type-schemas';
import { Validation } from './validation';
import { webhookPath } from './webhook-operation';

type PathItem = Record<string, Operation | object>;

const SECURITY_SCHEMES = {
  opsToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of ops, or a JSON Web Token of the identity provider',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'lk_ops_session' },
  csrfToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Of GET /api/session; beside the cookie, for everything that changes something',
  },
  internalToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'INTERNAL_API_TOKEN, inside the cluster',
  },
};

const PROBLEM = {
  description: 'What went wrong; `detail` says what to do about it',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** The HTTP of all services in one document: what each answers is a tag. */
export async function openApiDocument(root: string): Promise<object> {
  const routes: Route[] = [];
  for (const service of DOCUMENTED_SERVICES) routes.push(...(await routesOf(service)));
  const components: Components = new Map();
  const sources = new Sources(root);
  const schemas = new TypeSchemas(sources, components, new Validation());
  const paths = pathsOf(routes, new Operations(sources, schemas));
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/' }],
    tags: DOCUMENTED_SERVICES.map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: { Problem: PROBLEM },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const INFO = {
  title: 'lk-tbank',
  version: '0.1.0',
  description:
    'The HTTP interfaces of the services. Times are ISO 8601 in UTC, money is kopecks as text. ' +
    'Generated from the code by `npm run docs:api`; do not edit.',
};

function pathsOf(routes: readonly Route[], operations: Operations): Record<string, PathItem> {
  const paths = new Map<string, PathItem>();
  const webhook = webhookPath();
  paths.set(webhook.path, { servers: serversOf(['webhook-ingress']), ...webhook.item });
  for (const route of routes) {
    const item = paths.get(route.path) ?? {};
    const known = item[route.method] as Operation | undefined;
    // Several services answer the same: one operation with all their tags.
    const tags = [...(known?.tags ?? []), route.service];
    const operation = known ?? operations.of(route);
    paths.set(route.path, { ...item, [route.method]: { ...operation, tags } });
  }
  for (const [path, item] of paths) {
    const tags = Object.values(item).flatMap((one) => ('tags' in one ? one.tags : []));
    paths.set(path, { servers: serversOf([...new Set(tags)]), ...item });
  }
  return Object.fromEntries([...paths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where a service stands is told by a variable of the environment, as in .stack/env. */
const serversOf = (services: readonly string[]): object[] =>
  services.map((name) => {
    const variable = SERVICES.find((service) => service.name === name)?.urlVariable ?? name;
    return { url: `{${variable}}`, variables: { [variable]: { default: `http://${name}:3000` } } };
  });
