import * as ts from 'typescript';
import { type Components, type JsonSchema, oneOf } from './json-schema';
import { docOf, type Sources } from './sources';
import { type Validation } from './validation';

/** Types that mean something on the wire that their members do not tell. */
const KNOWN: Readonly<Record<string, JsonSchema>> = {
  Date: { type: 'string', format: 'date-time' },
  Buffer: { type: 'string', format: 'binary' },
  StreamableFile: { type: 'string', format: 'binary' },
  JsonValue: {},
  JsonObject: { type: 'object', additionalProperties: true },
};

/**
 * TypeScript types as JSON Schema: what a handler returns is what its type says, so the type is what
 * the document is made of. Named types become components; doc blocks become descriptions.
 */
export class TypeSchemas {
  private readonly names = new Map<ts.Symbol, string>();

  constructor(
    private readonly sources: Sources,
    readonly components: Components,
    private readonly validation: Validation,
    private readonly prefix = '#/components/schemas/',
  ) {}

  of(type: ts.Type): JsonSchema {
    const known = KNOWN[(type.aliasSymbol ?? type.getSymbol())?.name ?? ''];
    if (known) return known;
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (type.isUnion()) return this.ofUnion(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) {
      return { type: typeof type.value, enum: [type.value] };
    }
    return primitiveOf(type, this.checker) ?? this.ofObject(type);
  }

  /** The properties of a type as one object schema, without a name. */
  inline(type: ts.Type): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const property of this.checker.getPropertiesOfType(type)) {
      if (isMethod(property)) continue;
      properties[property.name] = this.ofProperty(property);
      if (!isOptional(property)) required.push(property.name);
    }
    const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
    return this.validation.constrain(type.getSymbol()?.name, schema);
  }

  private get checker(): ts.TypeChecker {
    return this.sources.checker;
  }

  private ofUnion(type: ts.UnionType): JsonSchema {
    const parts = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const values = parts.flatMap((part) =>
      part.isStringLiteral() || part.isNumberLiteral() ? [part.value] : [],
    );
    const others = parts.filter((part) => !part.isStringLiteral() && !part.isNumberLiteral());
    const booleans = others.filter(({ flags }) => flags & ts.TypeFlags.BooleanLiteral);
    const rest = booleans.length === 2 ? others.filter((part) => !booleans.includes(part)) : others;
    return oneOf([
      ...(values.length > 0 ? [{ type: typeof values[0], enum: values }] : []),
      ...(booleans.length === 2 ? [{ type: 'boolean' }] : []),
      ...rest.map((part) => this.of(part)),
    ]);
  }

  private ofObject(type: ts.Type): JsonSchema {
    const element = this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (element && (this.checker.isArrayType(type) || this.checker.isTupleType(type))) {
      return { type: 'array', items: this.of(element) };
    }
    const values = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (values) return { type: 'object', additionalProperties: this.of(values) };
    const symbol = namedSymbolOf(type);
    return symbol ? this.component(symbol, type) : this.inline(type);
  }

  private component(symbol: ts.Symbol, type: ts.Type): JsonSchema {
    const known = this.names.get(symbol);
    if (known) return { $ref: this.prefix + known };
    const name = this.freeName(symbol);
    this.names.set(symbol, name);
    // Known by its name before its members are looked at: one of them may lead back to it.
    this.components.set(name, {});
    const description = docOf(symbol, this.checker);
    this.components.set(name, { ...(description ? { description } : {}), ...this.inline(type) });
    return { $ref: this.prefix + name };
  }

  /** The second type of a name carries that of its service before it. */
  private freeName(symbol: ts.Symbol): string {
    if (!this.components.has(symbol.name)) return symbol.name;
    const [declaration] = symbol.getDeclarations() ?? [];
    const folder = declaration ? (this.sources.pathOf(declaration).split('/')[1] ?? '') : '';
    return (
      folder.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase()) +
      symbol.name
    );
  }

  private ofProperty(property: ts.Symbol): JsonSchema {
    const schema = this.of(this.checker.getTypeOfSymbol(property));
    const description = docOf(property, this.checker);
    const initial = initialOf(property);
    return {
      ...schema,
      ...(description ? { description } : {}),
      ...(initial === undefined ? {} : { default: initial }),
    };
  }
}

function primitiveOf(type: ts.Type, checker: ts.TypeChecker): JsonSchema | undefined {
  if (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.BigIntLike)) return { type: 'string' };
  if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    const value = checker.typeToString(type) === 'true';
    return { type: 'boolean', enum: [value] };
  }
  return type.flags & ts.TypeFlags.BooleanLike ? { type: 'boolean' } : undefined;
}

/** A class, an interface, or an alias of an object type; what is written in place has no name. */
function namedSymbolOf(type: ts.Type): ts.Symbol | undefined {
  if (type.aliasSymbol && !type.aliasTypeArguments) return type.aliasSymbol;
  const symbol = type.getSymbol();
  const isNamed = symbol && symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface);
  return isNamed ? symbol : undefined;
}

const isMethod = ({ flags }: ts.Symbol): boolean => Boolean(flags & ts.SymbolFlags.Method);

/** Also one that has a value when it is not given. */
const isOptional = (property: ts.Symbol): boolean =>
  Boolean(property.flags & ts.SymbolFlags.Optional) || initialOf(property) !== undefined;

/** The value a property begins with, where it is a plain one. */
function initialOf(property: ts.Symbol): string | number | boolean | undefined {
  const declaration = property.valueDeclaration;
  if (!declaration || !ts.isPropertyDeclaration(declaration)) return undefined;
  const { initializer } = declaration;
  if (!initializer) return undefined;
  if (ts.isStringLiteral(initializer)) return initializer.text;
  if (ts.isNumericLiteral(initializer)) return Number(initializer.text);
  if (initializer.kind === ts.SyntaxKind.TrueKeyword) return true;
  return initializer.kind === ts.SyntaxKind.FalseKeyword ? false : undefined;
}
