// Reads the product's own source files for the architecture test: imports, module-level state, forbidden calls. By the syntax tree, not by text search, so that a
// word in a comment or a string is no finding.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT: string = resolve(import.meta.dirname, '../..');
export const PRODUCT_FOLDERS = ['solver', 'propagators', 'model', 'formulation', 'io', 'cli'] as const;

export interface Import {
  /** Path from the repository's root for relative imports, else the module's name. */
  readonly target: string;
  readonly relative: boolean;
  /** Only types are imported: nothing is left of it at run time. */
  readonly typeOnly: boolean;
  /** import() at run time. */
  readonly dynamic: boolean;
}

export interface SourceFile {
  /** Path from the repository's root, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Descriptions of what no product file may have. */
  readonly smells: readonly string[];
}

const MUTABLE_CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

/** What would reach the network from a page; markup put in place, but for the one file that may. */
const REACHES: ReadonlySet<string> = new Set([
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'sendBeacon',
  'importScripts',
]);
const MARKUP: ReadonlySet<string> = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'write',
  'writeln',
  'srcdoc',
]);
/** Its markup comes from the desk, escaped. */
const PLACES_MARKUP = 'web/charts.ts';

/** Parses one module. `path` is from the repository's root. */
export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const smells: string[] = [];
  const add = (specifier: string, typeOnly: boolean, dynamic = false): void => {
    const isRelative = specifier.startsWith('.');
    const target = isRelative ? posix.normalize(posix.join(posix.dirname(path), specifier)) : specifier;
    imports.push({ target, relative: isRelative, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add((node.moduleSpecifier as ts.StringLiteral).text, isTypeImport(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
      add((node.moduleSpecifier as ts.StringLiteral).text, node.isTypeOnly);
    else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && argument !== undefined) {
        if (ts.isStringLiteralLike(argument)) add(argument.text, false, true);
        else smells.push('imports a computed module name');
      }
      if (ts.isIdentifier(node.expression) && ['eval', 'Function'].includes(node.expression.text))
        smells.push(`calls ${node.expression.text}()`);
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Function') {
      smells.push('calls new Function()');
    } else if (path.startsWith('web/') && ts.isIdentifier(node)) {
      if (REACHES.has(node.text)) smells.push(`reaches the network by ${node.text}`);
      if (MARKUP.has(node.text) && path !== PLACES_MARKUP && path !== 'web/build.ts')
        smells.push(`puts markup in place by ${node.text}`);
    } else if (node.kind === ts.SyntaxKind.AnyKeyword && !path.startsWith('solver/portfolio/')) {
      smells.push('uses any');
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0)
      smells.push(`module-level variable ${statement.declarationList.declarations[0]!.name.getText()}`);
    for (const declaration of statement.declarationList.declarations)
      if (isMutableContainer(declaration)) smells.push(`module-level mutable container ${declaration.name.getText()}`);
  }
  return { path, imports, smells };
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  return (
    clause.name === undefined &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

/** Containers that can change and are not declared Readonly...: `new Map()`, `[]` and typed arrays of nonzero length. */
function isMutableContainer(declaration: ts.VariableDeclaration): boolean {
  let value = declaration.initializer;
  const declared = declaration.type?.getText() ?? '';
  if (value === undefined || /^(readonly |Readonly)/.test(declared)) return false;
  if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) {
    if (/\bconst$|^(readonly |Readonly)/.test(value.type.getText())) return false;
    value = value.expression;
  }
  if (ts.isArrayLiteralExpression(value)) return true;
  if (!ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return false;
  if (MUTABLE_CONTAINERS.has(value.expression.text)) return true;
  // an empty typed array has nothing that could change
  return /(Int|Uint|Float)\d+Array$/.test(value.expression.text) && value.arguments?.[0]?.getText() !== '0';
}

/** All TypeScript files of those of the given folders that exist, and of the root itself for '.'. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap((folder) => {
    if (!existsSync(join(ROOT, folder))) return [];
    const recursive = folder !== '.';
    return readdirSync(join(ROOT, folder), { recursive, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split('\\').join('/'));
  });
  return paths.sort().map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** The first import cycle found among run-time imports, as a list of paths, or null. */
export function importCycle(files: readonly SourceFile[]): string[] | null {
  const byPath = new Map(files.map((f) => [f.path, f]));
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): string[] | null => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    if (done.has(name)) return null;
    path.push(name);
    for (const i of byPath.get(name)?.imports ?? []) {
      if (!i.relative || i.typeOnly) continue;
      const cycle = visit(i.target);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(name);
    return null;
  };
  for (const f of files) {
    const cycle = visit(f.path);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** The folder of the layer a path belongs to: 'solver', ..., or 'index.ts' for the root module. */
export function layerOf(path: string): string {
  return dirname(path) === '.' ? path : path.slice(0, path.indexOf('/'));
}
