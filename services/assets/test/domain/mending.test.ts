import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixCommand, type MendableFile } from '../../src/domain/mending.ts';
import { repairScript } from '../../src/domain/mending-script.ts';
import { quoted } from '../../src/domain/mending-shell.ts';

const aFile = (file: Partial<MendableFile>): MendableFile => ({
  objectKey: 'photos/a.jpg',
  reason: 'EXIF_ORIENTATION',
  detail: 'EXIF orientation 6',
  mend: 'ORIENT_IMAGE',
  ...file,
});

/** Names that shells, option parsers and ImageMagick would take for something else. */
const ODD_NAMES = [
  'a b.jpg',
  "it's.jpg",
  '"quoted".jpg',
  '$HOME.jpg',
  '$(touch pwned).jpg',
  '`touch pwned`.jpg',
  'a;touch pwned;.jpg',
  'a\ntouch pwned\n.jpg',
  '-rf.jpg',
  '--help.jpg',
  'a&b|c>d<e.jpg',
  '*.jpg',
  '[a-z]?.jpg',
  'png:a.jpg',
  '%d.jpg',
  '@list.jpg',
  '~.jpg',
  '\\.jpg',
  '!a.jpg',
  '#a.jpg',
  'ünï — 日本.jpg',
  '{a,b}.jpg',
  "';touch pwned;'.jpg",
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mending-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts programs on the path that write down their arguments instead of doing anything. */
function withRecordingTools(script: string, tools: string[], exitCode = 0): { calls: string[][]; output: string } {
  const bin = join(folder, 'bin');
  execFileSync('mkdir', ['-p', bin]);
  for (const tool of tools) {
    const log = quoted(join(folder, 'calls'));
    writeFileSync(
      join(bin, tool),
      `#!/bin/sh\nprintf '%s\\0' ${tool} "$@" >> ${log}\nprintf '\\036' >> ${log}\nexit ${exitCode}\n`,
      {
        mode: 0o755,
      },
    );
  }
  writeFileSync(join(folder, 'calls'), '');
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: folder };
  const output = execFileSync('sh', ['-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\x1e').slice(0, -1);
  return { calls: calls.map((call) => call.split('\0').slice(0, -1)), output };
}

describe('a fix command', () => {
  test('of an orientation gives both ways and says when the second is right', () => {
    expect(fixCommand(aFile({}))).toBe(
      "mogrify -auto-orient 'a.jpg'\n# or, if it looks right with its tag ignored, drop the tag: exiftool -q -overwrite_original -Orientation= 'a.jpg'",
    );
  });

  test.each([
    ['TURN_IMAGE', 'EXIF orientation 5', 'mogrify -transpose'],
    ['TURN_IMAGE', 'EXIF orientation 8', 'mogrify -rotate 270'],
    ['DROP_ORIENTATION', 'EXIF orientation 6', 'exiftool -q -overwrite_original -Orientation='],
    ['REBRAND_MP4', 'major brand isom, pixel format yuv420p', '-c copy -brand mp42'],
    ['REENCODE_MP4', 'major brand mp42, pixel format yuv444p', '-pix_fmt yuv420p'],
    ['CONVERT_IMAGE', 'Photoshop', 'convert'],
    ['CONVERT_VIDEO', 'Flash video', '-brand mp42'],
    ['RESTORE_ARCHIVED', 'in GLACIER', 'aws s3api restore-object'],
  ] as const)('for %s (%s) holds %s', (mend, detail, part) => {
    expect(fixCommand(aFile({ mend, detail }))).toContain(part);
  });

  test('is null where nothing mends', () => {
    expect(fixCommand(aFile({ mend: null, reason: 'CORRUPT' }))).toBeNull();
  });

  test.each(ODD_NAMES)('runs nothing but its tool, for %j', (name) => {
    for (const mend of [
      'ORIENT_IMAGE',
      'TURN_IMAGE',
      'DROP_ORIENTATION',
      'REBRAND_MP4',
      'CONVERT_IMAGE',
      'CONVERT_VIDEO',
    ] as const) {
      const tools = ['mogrify', 'exiftool', 'ffmpeg', 'convert', 'mv', 'cp', 'rm'];
      const { calls } = withRecordingTools(fixCommand(aFile({ objectKey: `folder/${name}`, mend }))!, tools);
      expect(calls.length).toBeGreaterThan(0);
      for (const argument of calls[0]!.slice(1))
        if (argument.startsWith('-')) expect(name.startsWith(argument)).toBe(false);
      expect(calls.flat().some((argument) => argument.includes(name))).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(['bin', 'calls']);
    }
  });
});

describe('the repair script', () => {
  test.each(ODD_NAMES)('downloads, mends and uploads %j under its own key', (name) => {
    const key = `photos/${name}`;
    const script = repairScript({ bucketName: 'bucket', files: [aFile({ objectKey: key })] });
    writeFileSync(join(folder, 'script'), script);
    const { calls } = withRecordingTools('sh script || true', ['aws', 'mogrify']);
    expect(calls[0]).toEqual(['aws', 's3', 'cp', '--only-show-errors', `s3://bucket/${key}`, expect.any(String)]);
    expect(readdirSync(folder).sort()).toEqual(['bin', 'calls', 'script']);
  });

  test('goes on after a file it cannot mend, and ends with a list of those', () => {
    const files = ['a.jpg', 'b.jpg', 'c.jpg'].map((objectKey) => aFile({ objectKey }));
    writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files }));
    const { calls, output } = withRecordingTools('sh script; echo "exit code $?"', ['aws', 'mogrify']);
    expect(calls.filter(([tool]) => tool === 'aws')).toHaveLength(3);
    expect(output).toContain('[2/3] b.jpg: EXIF_ORIENTATION: EXIF orientation 6');
    expect(output).toMatch(/0 of 3 mended\.\nNot mended:\na\.jpg: could not mend it\nb\.jpg.*\nc\.jpg.*\nexit code 1/);
  });

  test('says how many files no command can mend', () => {
    const script = repairScript({ bucketName: 'bucket', files: [aFile({ mend: null }), aFile({ mend: null })] });
    writeFileSync(join(folder, 'script'), script);
    expect(withRecordingTools('sh script', ['aws']).output).toBe(
      'Mending 0 files of the bucket; no command can mend 2 others.\n0 of 0 mended.\n',
    );
  });

  test('does not speak of others where every file can be mended', () => {
    const script = repairScript({ bucketName: 'bucket', files: [aFile({})], unmendableCount: 0 });
    writeFileSync(join(folder, 'script'), script);
    const { output } = withRecordingTools('DRY_RUN=1 sh script', ['aws', 'mogrify']);
    expect(output).toMatch(/^Mending 1 file of the bucket\.\n/);
  });

  /** Runs the script where nothing is installed but a shell's own tools and those given. */
  const runWithOnly = (tools: string[], files: MendableFile[], settings: Record<string, string> = {}) => {
    writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files }));
    const bin = join(folder, 'only');
    mkdirSync(bin);
    for (const tool of ['mktemp', 'rm', 'mkdir', 'cp', 'cat', 'tr']) {
      const found = execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
      symlinkSync(found, join(bin, tool));
    }
    for (const tool of tools)
      writeFileSync(join(bin, tool), `#!/bin/sh\necho ${tool} >> ${quoted(join(folder, 'calls'))}\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'calls'), '');
    const env = { PATH: bin, HOME: folder, ...settings };
    const ended = spawnSync('/bin/sh', ['script'], { cwd: folder, env, encoding: 'utf8' });
    rmSync(bin, { recursive: true });
    return { ...ended, calls: readFileSync(join(folder, 'calls'), 'utf8') };
  };

  test('stops before it does anything where a program is missing, and names those to install in one sentence', () => {
    const files = (['ORIENT_IMAGE', 'CONVERT_IMAGE', 'REBRAND_MP4'] as const).map((mend) => aFile({ mend }));
    expect(runWithOnly(['ffmpeg'], files)).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'Nothing was done: install these first, then run this again: ' +
        'aws (the AWS command line), mogrify (ImageMagick), convert (ImageMagick).\n',
      calls: '',
    });
  });

  test.each([
    ['ORIENT_IMAGE', 'bake', 'mogrify'],
    ['ORIENT_IMAGE', 'drop', 'exiftool'],
    ['TURN_IMAGE', 'bake', 'mogrify exiftool'],
    ['TURN_IMAGE', 'drop', 'exiftool'],
    ['DROP_ORIENTATION', 'bake', 'exiftool'],
    ['CONVERT_IMAGE', 'bake', 'convert'],
    ['REBRAND_MP4', 'bake', 'ffmpeg'],
    ['REENCODE_MP4', 'bake', 'ffmpeg'],
    ['CONVERT_VIDEO', 'bake', 'ffmpeg'],
    ['RESTORE_ARCHIVED', 'bake', ''],
  ] as const)('for %s with ORIENTATION=%s asks for no program but aws and: %s', (mend, ORIENTATION, needed) => {
    const tools = needed.split(' ').filter((tool) => tool !== '');
    const files = [aFile({ mend })];
    const without = runWithOnly([], files, { ORIENTATION });
    expect([...without.stderr.matchAll(/(\w+) \(/g)].map(([, tool]) => tool)).toEqual(['aws', ...tools]);
    const { stderr, stdout } = runWithOnly(['aws', ...tools], files, { ORIENTATION });
    expect(stderr).not.toContain('install');
    expect(stdout).toContain('Mending 1 file of the bucket.');
  });

  test('run dry goes on without the programs, and names those to install', () => {
    const { status, stdout } = runWithOnly(['aws'], [aFile({})], { DRY_RUN: '1' });
    expect(status).toBe(0);
    expect(stdout).toContain('To be installed before the files can be mended: mogrify (ImageMagick).\n');
    expect(stdout).toContain('would turn its pixels');
  });

  test('warns of writing over originals, and only where it does', () => {
    const outputOf = (mend: MendableFile['mend']): string => {
      writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files: [aFile({ mend })] }));
      return withRecordingTools('DRY_RUN=1 sh script', ['aws'], 1).output;
    };
    for (const mend of ['ORIENT_IMAGE', 'TURN_IMAGE', 'DROP_ORIENTATION', 'REBRAND_MP4', 'REENCODE_MP4'] as const)
      expect(outputOf(mend)).toContain('written over the originals. Where the bucket keeps versions the old ones stay');
    for (const mend of ['CONVERT_IMAGE', 'CONVERT_VIDEO', 'RESTORE_ARCHIVED'] as const)
      expect(outputOf(mend)).not.toContain('written over');
  });

  test('run dry says what it would do, and asks for no more than whether a converted file is there', () => {
    const files = (['ORIENT_IMAGE', 'CONVERT_IMAGE', 'RESTORE_ARCHIVED'] as const).map((mend) =>
      aFile({ objectKey: `${mend}.x`, mend }),
    );
    writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files }));
    const { calls, output } = withRecordingTools('DRY_RUN=1 sh script', ['aws', 'mogrify', 'convert'], 1);
    expect(calls).toEqual([
      ['aws', 's3api', 'head-object', '--bucket', 'bucket', '--cli-input-json', '{"Key":"CONVERT_IMAGE.x.png"}'],
    ]);
    expect(output).toContain('  would turn its pixels and write ORIENT_IMAGE.x\n');
    expect(output).toContain('  would convert it to PNG and write CONVERT_IMAGE.x.png\n');
    expect(output).toContain('  would ask for it\n');
    expect(output).toMatch(/A dry run: nothing was changed; 3 of 3 would be mended\.\n$/);
  });

  test('leaves out what is converted already', () => {
    const files = [
      aFile({ objectKey: 'a.psd', mend: 'CONVERT_IMAGE' }),
      aFile({ objectKey: 'b.flv', mend: 'CONVERT_VIDEO' }),
    ];
    writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files }));
    const { calls, output } = withRecordingTools('sh script', ['aws', 'convert', 'ffmpeg']);
    expect(calls.map((call) => call.slice(0, 3).join(' '))).toEqual(Array(2).fill('aws s3api head-object'));
    expect(output).toContain('  a.psd.png is already there: skipped\n');
    expect(output).toContain('2 of 2 were already there.\n0 of 2 mended.\n');
  });

  test('takes another bucket and region from the environment', () => {
    const script = repairScript({ bucketName: 'bucket', region: 'eu-west-1', files: [aFile({})] });
    writeFileSync(join(folder, 'script'), script);
    expect(withRecordingTools('BUCKET=other sh script || true', ['aws', 'mogrify']).calls[0]).toContain(
      's3://other/photos/a.jpg',
    );
    expect(script).toContain('AWS_DEFAULT_REGION:-eu-west-1');
  });

  test('is a program that a shell can read, whatever keys, details and prefix hold', () => {
    const anyText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(anyText, anyText, anyText, (objectKey, detail, prefix) => {
        const script = repairScript({
          bucketName: 'bucket',
          prefix,
          files: [aFile({ objectKey, detail }), aFile({ objectKey, mend: 'RESTORE_ARCHIVED' })],
        });
        execFileSync('sh', ['-n'], { input: script });
      }),
      { numRuns: 50 },
    );
  });

  test('a quoted text is one word that reads as itself', () => {
    const anyText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').toWellFormed());
    fc.assert(
      fc.property(anyText, (text) => {
        expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});
