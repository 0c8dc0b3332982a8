import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `source` is the product and its tools; `generated` and `fixture` files follow no rule of the house. */
export type FileKind = 'source' | 'test' | 'generated' | 'fixture';

export interface ProjectFile {
  /** Relative to the repository, with slashes. */
  path: string;
  kind: FileKind;
  text: string;
}

const CODE = /\.(ts|tsx|mjs|cjs|sql|graphql|css|sh)$/;
const GENERATED = /\.generated\.|(^|\/)generated\//;
const FIXTURE = /(^|\/)(fixtures|sample|corpus)\//;
const TEST = /(^|\/)test\/|\.test\./;

/** Every code file that git tracks or would track, in the order of its path. */
export function projectFiles(root: string): ProjectFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const deleted = execFileSync('git', ['ls-files', '--deleted'], { cwd: root, encoding: 'utf8' }).split('\n');
  return listed
    .split('\n')
    .filter((path) => CODE.test(path) && !deleted.includes(path))
    .sort()
    .map((path) => ({ path, kind: kindOf(path), text: readFileSync(join(root, path), 'utf8') }));
}

export function kindOf(path: string): FileKind {
  if (GENERATED.test(path)) return 'generated';
  if (FIXTURE.test(path)) return 'fixture';
  return TEST.test(path) ? 'test' : 'source';
}

export function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** The package, service, app or tool that a file belongs to: `services/sync`, `bench`. */
export function unitOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (!path.includes('/')) return '.';
  return ['services', 'packages', 'apps'].includes(first) ? `${first}/${second}` : first;
}
