import * as ts from 'typescript';
import { NEEDED_ROLE } from '../../apps/ops/src/access/needs.decorator';
import { OPEN_ROUTE } from '../../apps/ops/src/access/open.decorator';
import { type JsonSchema } from './json-schema';
import { type Route } from './routes';
import { docOf, type Sources } from './sources';
import { type TypeSchemas } from './type-schemas';

/** What Nest's `@Header()` leaves at a method. */
const HEADERS_METADATA = '__headers__';
const OPEN_PATH = /^\/(health|metrics)/;

export interface Operation {
  readonly operationId: string;
  readonly tags: string[];
  readonly [key: string]: unknown;
}

interface Argument {
  readonly decorator: string;
  /** The first argument of the decorator, where it is a text. */
  readonly name: string | undefined;
  readonly type: ts.Type;
}

/** Makes an operation of OpenAPI from the method of a controller. */
export class Operations {
  constructor(
    private readonly sources: Sources,
    private readonly schemas: TypeSchemas,
  ) {}

  of(route: Route): Operation {
    const method = this.methodOf(route);
    const given = argumentsOf(method, this.sources.checker);
    const symbol = this.sources.checker.getSymbolAtLocation(method.name);
    const parameters = this.parametersOf(route, given);
    return {
      operationId: `${route.controller.replace(/Controller$/, '')}.${route.handler}`,
      tags: [route.service],
      ...withText(docOf(symbol, this.sources.checker), roleOf(route)),
      ...(parameters.length > 0 ? { parameters } : {}),
      ...this.bodyOf(given),
      responses: { [route.status]: this.answerOf(route, method), default: PROBLEM },
      security: securityOf(route),
    };
  }

  private methodOf({ controller, handler, service }: Route): ts.MethodDeclaration {
    const found = this.sources
      .getClass(controller, `apps/${service}/`)
      .members.find((member) => member.name?.getText() === handler);
    if (found && ts.isMethodDeclaration(found)) return found;
    throw new Error(`${controller} has no method ${handler}`);
  }

  private parametersOf({ path }: Route, given: readonly Argument[]): object[] {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    return [...inPath, ...given.flatMap((one) => this.queryOf(one))];
  }

  private queryOf({ decorator, name, type }: Argument): object[] {
    if (decorator !== 'Query') return [];
    if (name !== undefined) return [{ name, in: 'query', schema: { type: 'string' } }];
    const { properties = {}, required = [] } = this.schemas.inline(type);
    return Object.entries(properties).map(([key, { description, ...schema }]) => ({
      name: key,
      in: 'query',
      ...(required.includes(key) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema,
    }));
  }

  private bodyOf(given: readonly Argument[]): { requestBody?: object } {
    const body = given.find(({ decorator }) => decorator === 'Body');
    if (!body) return {};
    const schema = this.schemas.of(body.type);
    return { requestBody: { required: true, content: { 'application/json': { schema } } } };
  }

  private answerOf(route: Route, method: ts.MethodDeclaration): object {
    const type = this.returned(method);
    if (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return { description: 'Done' };
    const schema = this.schemas.of(type);
    const contentType = contentTypeOf(route, schema);
    // A handler that gives ready JSON as text says nothing of what is in it.
    const isReady = contentType === 'application/json' && schema.type === 'string';
    const content = { [contentType]: { schema: isReady ? {} : schema } };
    return { description: 'Done', content };
  }

  private returned(method: ts.MethodDeclaration): ts.Type {
    const { checker } = this.sources;
    const signature = checker.getSignatureFromDeclaration(method);
    const type = signature && checker.getReturnTypeOfSignature(signature);
    const awaited = type && checker.getAwaitedType(type);
    if (awaited) return awaited;
    throw new Error(`${method.name.getText()} has no type`);
  }
}

const PROBLEM = { $ref: '#/components/responses/Problem' };

function argumentsOf(method: ts.MethodDeclaration, checker: ts.TypeChecker): Argument[] {
  return method.parameters.flatMap((parameter) => {
    const [call] = (ts.getDecorators(parameter) ?? []).map(({ expression }) => expression);
    if (!call || !ts.isCallExpression(call)) return [];
    const [first] = call.arguments;
    const name = first && ts.isStringLiteral(first) ? first.text : undefined;
    return [
      { decorator: call.expression.getText(), name, type: checker.getTypeAtLocation(parameter) },
    ];
  });
}

function contentTypeOf(route: Route, { type }: JsonSchema): string {
  const headers = route.metadata<{ name: string; value: unknown }[]>(HEADERS_METADATA) ?? [];
  const own = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  if (typeof own === 'string') return own.split(';')[0] ?? own;
  return type === 'string' ? 'text/plain' : 'application/json';
}

const isOpen = (route: Route): boolean =>
  OPEN_PATH.test(route.path) || (route.metadata<boolean>(OPEN_ROUTE) ?? false);

/** In ops every route has a role, `viewer` if it names none. */
function roleOf(route: Route): string | undefined {
  if (route.service !== 'ops' || isOpen(route)) return undefined;
  return `Needs the role \`${route.metadata<string>(NEEDED_ROLE) ?? 'viewer'}\`.`;
}

function securityOf(route: Route): object[] {
  if (isOpen(route)) return [];
  if (route.service !== 'ops') return [{ internalToken: [] }];
  const needsCsrf = route.method !== 'get';
  return [{ opsToken: [] }, { session: [], ...(needsCsrf ? { csrfToken: [] } : {}) }];
}

/** The first sentence is the summary. */
function withText(doc: string | undefined, role: string | undefined): object {
  const end = doc?.search(/(?<=[^.]\.) /) ?? -1;
  const summary = end < 0 ? doc : doc?.slice(0, end);
  const rest = end < 0 ? undefined : doc?.slice(end + 1);
  const description = [rest, role].filter(Boolean).join(' ');
  return {
    ...(summary ? { summary: summary.replace(/\.$/, '') } : {}),
    ...(description ? { description } : {}),
  };
}
