import { join, relative } from 'node:path';
import * as ts from 'typescript';

/** The sources of the project as the compiler understands them. */
export class Sources {
  readonly checker: ts.TypeChecker;
  private readonly classes = new Map<string, ts.ClassDeclaration[]>();

  constructor(private readonly root: string) {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
      ts.sys.readFile(file),
    ) as { config: unknown };
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(fileNames.filter(isOfServices), options);
    this.checker = program.getTypeChecker();
    for (const file of program.getSourceFiles()) {
      if (!file.isDeclarationFile) this.collect(file);
    }
  }

  /** @param folder where to look when several classes have the name */
  getClass(name: string, folder: string): ts.ClassDeclaration {
    const all = this.classes.get(name) ?? [];
    const inside = all.filter((found) => this.pathOf(found).startsWith(folder));
    const [found, ...more] = inside.length > 0 ? inside : all;
    if (!found || more.length > 0) {
      throw new Error(`${all.length} classes are named ${name} in ${folder}; one is needed`);
    }
    return found;
  }

  /** From the root of the project, with slashes. */
  pathOf(node: ts.Node): string {
    return relative(this.root, node.getSourceFile().fileName).replaceAll('\\', '/');
  }

  private collect(file: ts.SourceFile): void {
    for (const statement of file.statements) {
      if (!ts.isClassDeclaration(statement) || !statement.name) continue;
      const name = statement.name.text;
      this.classes.set(name, [...(this.classes.get(name) ?? []), statement]);
    }
  }
}

const isOfServices = (file: string): boolean =>
  /\/(apps|libs)\/[^/]+\/src\//.test(file) &&
  !/(\.|-)spec\.ts$/.test(file) &&
  !/\/apps\/ops\/(web|src\/cli)\//.test(file);

/** The text of a doc block on one line. */
export function docOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): string | undefined {
  const text = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
  return (
    text
      .replaceAll(/\{@link (\w+)\}/g, '$1')
      .replaceAll(/\s+/g, ' ')
      .trim() || undefined
  );
}
