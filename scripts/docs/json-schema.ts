/** A JSON Schema (2020-12) as OpenAPI 3.1 and AsyncAPI 3 take it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** Named schemas of a document; a name is taken by one type. */
export type Components = Map<string, JsonSchema>;

/** What may be one of several; nested choices and doubles are flattened, `null` joins a plain type. */
export function oneOf(choices: readonly JsonSchema[]): JsonSchema {
  const unique = [...new Map(choices.map((choice) => [JSON.stringify(choice), choice])).values()];
  const others = unique.filter(({ type }) => type !== 'null');
  const [only] = others;
  if (!only) return unique[0] ?? {};
  if (others.length === unique.length) return others.length === 1 ? only : { anyOf: others };
  if (others.length > 1 || only.$ref) return { anyOf: [...others, { type: 'null' }] };
  if (only.enum) return { ...only, enum: [...only.enum, null], type: nullable(only.type) };
  return typeof only.type === 'string' ? { ...only, type: nullable(only.type) } : only;
}

const nullable = (type: JsonSchema['type']): string[] => [
  ...(typeof type === 'string' ? [type] : (type ?? [])),
  'null',
];
