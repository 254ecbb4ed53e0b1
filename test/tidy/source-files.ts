import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import ts from 'typescript';

/** The repository's top folder, from wherever the tests run. */
export const ROOT: string = process.cwd();

/** A named function and its length. */
export interface SourceFunction {
  readonly name: string;
  readonly lineCount: number;
}

/** What the tidy tests ask of a source file. */
export interface SourceFile {
  /** Relative to the top, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  /** Resolved paths for our own modules, bare names for packages. */
  readonly imports: readonly { readonly from: string; readonly names: readonly string[]; readonly typeOnly: boolean }[];
  /** Exported functions, classes and constants. */
  readonly valueExports: readonly string[];
  readonly exportCount: number;
  readonly functions: readonly SourceFunction[];
}

/** Reads every TypeScript file under these folders; generated files are left out. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(folder => filesUnder(join(ROOT, folder))).map(readSource);
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.generated.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.includes('node_modules'))
    .toSorted();
}

function readSource(absolute: string): SourceFile {
  const text = readFileSync(absolute, 'utf8');
  const parsed = ts.createSourceFile(absolute, text, ts.ScriptTarget.ES2023, true);
  return {
    path: relative(ROOT, absolute).replaceAll('\\', '/'),
    text,
    lineCount: text.split('\n').length - 1,
    imports: importsOf(parsed, absolute),
    ...exportsOf(parsed),
    functions: functionsOf(parsed),
  };
}

function importsOf(parsed: ts.SourceFile, absolute: string): SourceFile['imports'] {
  return parsed.statements.flatMap(statement => {
    const isImport = ts.isImportDeclaration(statement);
    if (!isImport && !ts.isExportDeclaration(statement)) return [];
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const name = statement.moduleSpecifier.text;
    const from = name.startsWith('.')
      ? relative(ROOT, resolve(dirname(absolute), name))
          .replace(/\.js$/, '.ts')
          .replaceAll('\\', '/')
      : name;
    const typeOnly = isImport
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly;
    return [{ from, names: importedNames(statement), typeOnly }];
  });
}

function importedNames(statement: ts.ImportDeclaration | ts.ExportDeclaration): readonly string[] {
  const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
  if (bindings === undefined) return ['default'];
  if (ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return ['*'];
  return bindings.elements.map(element => (element.propertyName ?? element.name).text);
}

function exportsOf(parsed: ts.SourceFile): Pick<SourceFile, 'valueExports' | 'exportCount'> {
  const exported = parsed.statements.filter(
    statement =>
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) === true,
  );
  const values = exported.flatMap(statement => {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  });
  return { valueExports: values, exportCount: exported.length };
}

function functionsOf(parsed: ts.SourceFile): readonly SourceFunction[] {
  const found: SourceFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const line = (position: number): number => parsed.getLineAndCharacterOfPosition(position).line;
      const name = ts.isArrowFunction(node) ? 'arrow' : (node.name?.getText() ?? 'constructor');
      found.push({ name, lineCount: line(node.end) - line(node.getStart()) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}
