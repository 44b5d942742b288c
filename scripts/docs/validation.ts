import { getMetadataStorage } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { type JsonSchema } from './json-schema';

type Constructor = new () => object;

/** Keywords that narrow a value; what shape it has is told by its type. */
const NARROWING = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems'],
];

/** What class-validator refuses, as narrowing keywords on the schema of a class. */
export class Validation {
  private readonly classes = new Map<string, Constructor[]>();

  constructor() {
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: ReadonlyMap<unknown, unknown>;
    };
    for (const target of validationMetadatas.keys()) {
      if (typeof target !== 'function') continue;
      this.classes.set(target.name, [
        ...(this.classes.get(target.name) ?? []),
        target as Constructor,
      ]);
    }
  }

  /** @param schema of the type of that name; an unknown name is no class with rules */
  constrain(name: string | undefined, schema: JsonSchema): JsonSchema {
    const rules = this.rulesOf(name, Object.keys(schema.properties ?? {}));
    if (!rules) return schema;
    const properties = Object.entries(schema.properties ?? {}).map(([key, own]) => [
      key,
      narrowed(own, rules[key] ?? {}),
    ]);
    return { ...schema, properties: Object.fromEntries(properties) as JsonSchema['properties'] };
  }

  /** Where two classes have the name, the one whose properties are those of the type. */
  private rulesOf(
    name: string | undefined,
    keys: readonly string[],
  ): Readonly<Record<string, JsonSchema>> | undefined {
    for (const type of this.classes.get(name ?? '') ?? []) {
      const { properties = {} } = targetConstructorToSchema(type) as JsonSchema;
      if (Object.keys(properties).every((key) => keys.includes(key))) return properties;
    }
    return undefined;
  }
}

function narrowed(own: JsonSchema, rules: JsonSchema): JsonSchema {
  if (own.$ref) return own;
  const keywords = Object.fromEntries(
    NARROWING.filter((keyword) => rules[keyword] !== undefined).map((key) => [key, rules[key]]),
  );
  const isWhole = own.type === 'number' && rules.type === 'integer';
  const items = own.items && rules.items ? { items: narrowed(own.items, rules.items) } : {};
  return { ...own, ...(isWhole ? { type: 'integer' } : {}), ...items, ...keywords };
}
