/** A block of HCL: `resource "type" "name" { … }`, with its attributes and the blocks within. */
export interface HclBlock {
  type: string;
  labels: string[];
  attributes: Record<string, HclValue>;
  blocks: HclBlock[];
}
/** A reference such as `aws_iam_role.x.id` is represented by its text. */
export type HclValue = string | { reference: string } | HclValue[] | { [key: string]: HclValue };

/**
 * Parses the part of HCL that our files use: blocks, attributes, quoted strings, indented heredocs, lists, objects and
 * references. Anything else, including a template, is an error.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function parseHcl(text: string): HclBlock {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`line ${text.slice(0, at).split('\n').length}: ${what}`);
  };
  const skip = (pattern: RegExp): string | undefined => {
    const match = new RegExp(pattern.source, 'y');
    match.lastIndex = at;
    const found = match.exec(text);
    if (found) at = match.lastIndex;
    return found?.[0];
  };
  const blank = () => void skip(/(?:\s|#[^\n]*)*/);
  const name = () => skip(/[A-Za-z_][\w-]*/) ?? fail('a name is expected');

  const quoted = (): string => {
    const raw = skip(/"(?:[^"\\\n]|\\.)*"/) ?? fail('a string is expected');
    return JSON.parse(literal(raw));
  };
  /** `$${` and `%%{` are the characters themselves; a bare one would begin a template. */
  const literal = (raw: string): string => {
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(raw.replace(/\$\$\{|%%\{/g, ''))) fail('a template');
    return raw.replace(/\$\$\{/g, () => '${').replace(/%%\{/g, '%{');
  };
  const heredoc = (): string => {
    skip(/<<-/);
    const marker = name();
    skip(/\n/) ?? fail('a line end is expected');
    const lines: string[] = [];
    for (;;) {
      const line = skip(/[^\n]*\n/) ?? fail(`${marker} is missing`);
      if (line.trim() === marker) break;
      lines.push(line);
    }
    at -= 1;
    const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => /^ */.exec(line)![0].length));
    return literal(lines.map((line) => line.slice(indent)).join(''));
  };
  const list = (): HclValue[] => {
    skip(/\[/);
    const values: HclValue[] = [];
    for (blank(); !skip(/\]/); blank()) {
      values.push(value());
      blank();
      skip(/,/);
    }
    return values;
  };
  const value = (): HclValue => {
    if (text.startsWith('<<-', at)) return heredoc();
    if (text[at] === '"') return quoted();
    if (text[at] === '[') return list();
    if (text[at] === '{') {
      at++;
      return body('object', [], /\}/).attributes;
    }
    return { reference: skip(/[A-Za-z_][\w-]*(?:\.[\w-]+)+/) ?? fail('a value is expected') };
  };
  const body = (type: string, labels: string[], end: RegExp): HclBlock => {
    const block: HclBlock = { type, labels, attributes: {}, blocks: [] };
    for (blank(); skip(end) === undefined; blank()) {
      const key = name();
      skip(/ */);
      if (skip(/= */)) {
        block.attributes[key] = value();
        continue;
      }
      const blockLabels: string[] = [];
      while (text[at] === '"') {
        blockLabels.push(quoted());
        skip(/ */);
      }
      skip(/\{/) ?? fail('a block is expected');
      block.blocks.push(body(key, blockLabels, /\}/));
    }
    return block;
  };
  return body('file', [], /$(?![\s\S])/);
}
