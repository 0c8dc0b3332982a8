import type { SkipReason } from '@bucket-sync/shared/contracts';
import { quoted } from '@bucket-sync/shared/shell';
import { extensionFor } from '../file-names.ts';
import { type FileRecipe, type Fix, type FixableFile, numberOf, type Tool } from '../fix.ts';
import { fixesOf } from '../fixes-of.ts';
import { expectedAfter, planOf } from './expectations.ts';
import { FOOTER } from './footer.ts';
import { FUNCTIONS } from './functions.ts';
import { HEADER } from './header.ts';

export interface RepairScriptOptions {
  bucketName: string;
  /** When it is absent, the setting of the aws command line applies. */
  region?: string | undefined;
  prefix?: string | undefined;
  files: Iterable<FixableFile>;
  /** The number of files that no command fixes and that `files` does not contain. */
  unfixableCount?: number;
  /** The arguments of the next script, where more files follow. */
  next?: { reason: SkipReason | null; afterKey: string } | undefined;
}

/**
 * Makes a POSIX shell script that fixes files with the aws command line of its caller. It downloads each file that a
 * command fixes, fixes it, verifies the result and uploads it. It continues after a failure. It ends with a list of the
 * files that it could not fix, and then has exit code 1. It applies a lossy fix only with --allow-loss. Every key and
 * text in the script is one quoted word.
 */
export function repairScript(options: RepairScriptOptions): string {
  const { bucketName, region, prefix, files, unfixableCount, next } = options;
  const functions = new FunctionTable();
  const lines: string[] = [];
  let unfixable = unfixableCount ?? 0;
  let overwrites = false;
  for (const file of files) {
    const [fix] = fixesOf(file);
    if (fix === undefined) unfixable += 1;
    else {
      lines.push(lineFor(file, fix, functions));
      overwrites ||= fix.recipe.how === 'IN_PLACE' || fix.recipe.how === 'NEW_FILE';
    }
  }
  const under = prefix === undefined || prefix === '' ? '' : ` under ${prefix}`;
  const others = unfixable === 0 ? '' : `; no command fixes ${counted(unfixable, 'other')}`;
  return [
    HEADER,
    `BUCKET=\${BUCKET:-${doubleQuoted(bucketName)}}`,
    region === undefined ? '' : `export AWS_DEFAULT_REGION="\${AWS_DEFAULT_REGION:-${doubleQuoted(region)}}"`,
    `total=${lines.length}`,
    FUNCTIONS,
    functions.text(),
    ...functions.needs(lines.length > 0),
    `say ${quoted(`Fixing ${counted(lines.length, 'file')} of the bucket${under}${others}.`)}`,
    overwrites ? `[ -n "$KEEP_ORIGINAL" ] || say ${quoted(OVERWRITING)}` : '',
    ...lines,
    next === undefined ? '' : `say ${quoted(continuedBy(next))}`,
    FOOTER,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The key as a string of GraphQL, whose escapes are those of JSON. */
function continuedBy({ reason, afterKey }: NonNullable<RepairScriptOptions['next']>): string {
  const args = `${reason === null ? '' : `reason: ${reason}, `}afterKey: ${JSON.stringify(afterKey)}`;
  return `More files follow than one script holds. The script for them: repairScriptDownload(${args}).`;
}

const OVERWRITING =
  'Fixed files are written over the originals. Where the bucket keeps versions the old ones stay, elsewhere ' +
  'they are gone: make a backup first, or add --keep-original .orig. --dry-run shows what would be done and ' +
  'changes nothing.';

/** Within \${NAME:-…}: bucket and region names need no character that a shell expands; other characters are removed. */
const doubleQuoted = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '');

const PACKAGES: Record<Tool, string> = {
  jpegtran: 'libjpeg',
  exiftool: 'ExifTool',
  mogrify: 'ImageMagick',
  convert: 'ImageMagick',
  ffmpeg: 'FFmpeg',
  ffprobe: 'FFmpeg',
};

/** The shell functions of one script. Files with the same fix share a function. */
class FunctionTable {
  readonly #names = new Map<string, string>();
  readonly #plans: string[] = [];
  readonly #tools = new Set<Tool>();
  readonly #toolsOfTurns = new Set<Tool>();

  nameOf(fix: Fix, recipe: FileRecipe): string {
    const body = bodyOf(recipe);
    const isTurn = expectedAfter({}, fix).startsWith('image:');
    for (const tool of [...recipe.tools, ...verifyingTools(fix)]) (isTurn ? this.#toolsOfTurns : this.#tools).add(tool);
    const known = this.#names.get(body);
    if (known !== undefined) return known;
    const name = `fix_${this.#names.size + 1}`;
    this.#names.set(body, name);
    this.#plans.push(`    ${name}) echo ${quoted(planOf(fix))} ;;`);
    return name;
  }

  text(): string {
    const functions = [...this.#names].map(([body, name]) => `${name}() { ${body}; }`);
    const plans = [
      'plan() {',
      '  case $1 in',
      "    drop_tag) echo 'drop its orientation tag' ;;",
      ...this.#plans,
      '  esac',
      '}',
    ];
    return ['# Each fixes "$1" into "$2"; "$3" is a number of its own.', ...functions, ...plans].join('\n');
  }

  /** Checks for each program that a fix calls. With ORIENTATION=drop, turns need only exiftool. */
  needs(hasFiles: boolean): string[] {
    if (!hasFiles) return [];
    const need = (tool: Tool): string => `need ${tool} ${PACKAGES[tool]}`;
    const turns = [...this.#toolsOfTurns].filter((tool) => tool !== 'exiftool' && !this.#tools.has(tool)).sort();
    const always = new Set(this.#tools);
    if (this.#toolsOfTurns.has('exiftool')) always.add('exiftool');
    return [
      "need aws 'the AWS command line'",
      ...turns.map((tool) => `[ "$ORIENTATION" = drop ] || ${need(tool)}`),
      ...[...always].sort().map(need),
      'require_needed',
    ];
  }
}

const verifyingTools = (fix: Fix): Tool[] =>
  expectedAfter({}, fix) === 'video' || fix.kind === 'REBRAND_MP4' ? ['ffprobe'] : ['exiftool'];

function bodyOf(recipe: FileRecipe): string {
  if (recipe.how === 'IN_PLACE') return `cp "$1" "$2" && ${recipe.run('"$2"', '"$3"')}`;
  return recipe.run('"$1"', '"$2"');
}

const CONTENT_TYPES = new Map([
  ['.png', 'image/png'],
  ['.mp4', 'video/mp4'],
]);

function lineFor(file: FixableFile, fix: Fix, functions: FunctionTable): string {
  const { objectKey, reason, detail, findings } = file;
  const { recipe } = fix;
  const found = quoted(`${reason}: ${detail}`);
  const key = `${quoted(objectKey)} ${quoted(JSON.stringify(objectKey))}`;
  if (recipe.how === 'REQUEST') return `restore ${key} ${recipe.restoreRequest} ${found}`;
  const suffix = recipe.how === 'BESIDE' ? recipe.extension : '';
  const words = [
    functions.nameOf(fix, recipe),
    key,
    quoted(extensionFor(objectKey, recipe)),
    quoted(suffix),
    quoted(CONTENT_TYPES.get(suffix) ?? ''),
    numberOf(recipe),
    quoted(expectedAfter(findings ?? {}, fix)),
    found,
    quoted(fix.loses.join('; ')),
    quoted(file.etag ?? ''),
  ];
  return `fix ${words.join(' ')}`;
}
