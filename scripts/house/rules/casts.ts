import ts from 'typescript';
import type { Finding, Rule } from '../finding.ts';
import { lineCount, type ProjectFile, unitOf } from '../project-file.ts';

const LINES_FOR_EACH_CAST = 400;
const TYPESCRIPT = /\.tsx?$/;
/** Files whose purpose is to give text from outside a type. */
const PARSING = /(^|\/)parse(-|\/|\.)/;

/**
 * A cast hides what the compiler would have found. `as never` hides everything, and is never allowed. Other casts are
 * limited for each package, outside of parsing, where a type has to be given to what came from outside.
 */
export const casts: Rule = (files) => {
  const scripts = files.filter(({ path, kind }) => TYPESCRIPT.test(path) && (kind === 'source' || kind === 'test'));
  const sources = scripts.filter(({ kind }) => kind === 'source');
  return [
    ...scripts.flatMap(castsToNever),
    ...[...Map.groupBy(sources, ({ path }) => unitOf(path))].flatMap(([unit, its]) => tooManyCasts(unit, its)),
  ];
};

function castsToNever(file: ProjectFile): Finding[] {
  return castsOf(file)
    .filter(({ type }) => type === 'never')
    .map(({ line }) => ({ rule: 'no-as-never', path: file.path, line, message: '`as never` hides every error' }));
}

function tooManyCasts(unit: string, files: readonly ProjectFile[]): Finding[] {
  const lines = files.reduce((sum, { text }) => sum + lineCount(text), 0);
  const most = Math.max(1, Math.floor(lines / LINES_FOR_EACH_CAST));
  const found = files.flatMap((file) =>
    PARSING.test(file.path) ? [] : castsOf(file).map((cast) => ({ ...cast, path: file.path })),
  );
  const counted = found.filter(({ isOfParsedText }) => !isOfParsedText);
  if (counted.length <= most) return [];
  const message = `${unit} has ${counted.length} casts in ${lines} lines; it may have ${most}`;
  return counted.map(({ path, line, type }) => ({ rule: 'casts', path, line, message: `as ${type}: ${message}` }));
}

interface Cast {
  line: number;
  type: string;
  /** `JSON.parse(…) as T`, `(await response.json()) as T` */
  isOfParsedText: boolean;
}

function castsOf({ path, text }: ProjectFile): Cast[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Cast[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) {
      found.push({
        line: source.getLineAndCharacterOfPosition(node.type.getStart()).line + 1,
        type: node.type.getText(),
        isOfParsedText: isParsedText(node.expression),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isParsedText(expression: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(expression) || ts.isAwaitExpression(expression)) {
    return isParsedText(expression.expression);
  }
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return false;
  return ['parse', 'json'].includes(expression.expression.name.text);
}
