import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoted } from '@bucket-sync/shared/shell';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FixableFile } from '../../../../src/domain/fixes/fix.ts';
import { repairScript } from '../../../../src/domain/fixes/script/repair-script.ts';
import { aConversion, aFile, JPEG, MP4, ODD_NAMES, PNG, withRecordingTools } from '../recording-tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repair-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aBrand = aFile({ objectKey: 'a.mp4', reason: 'MP4_MAJOR_BRAND', findings: MP4 });
const aReencoding = aFile({ objectKey: 'a.mp4', reason: 'PIXEL_FORMAT', findings: { ...MP4, pixelFormat: 'yuv444p' } });
const anArchived = aFile({ objectKey: 'c.jpg', reason: 'ARCHIVED', findings: { storageClass: 'GLACIER' } });

describe('the repair script', () => {
  const runRecorded = (files: FixableFile[], command: string, tools: string[], exitCode = 0) => {
    writeFileSync(join(folder, 'script'), repairScript({ bucketName: 'bucket', files }));
    return withRecordingTools(folder, command, tools, exitCode);
  };

  test.each(ODD_NAMES)('asks for %j and downloads it under its own key', (name) => {
    const key = `photos/${name}`;
    const { calls } = runRecorded([aFile({ objectKey: key })], 'sh script || true', ['aws', 'jpegtran', 'exiftool']);
    expect(calls[0]!.slice(0, 6)).toEqual(['aws', 's3api', 'head-object', '--bucket', 'bucket', '--cli-input-json']);
    expect(JSON.parse(calls[0]![6]!)).toEqual({ Key: key });
    expect(calls[2]).toEqual(['aws', 's3', 'cp', '--only-show-errors', `s3://bucket/${key}`, expect.any(String)]);
    expect(readdirSync(folder).sort()).toEqual(['bin', 'calls', 'script']);
  });

  test('continues after a file that it cannot fix, and ends with a list of those files', () => {
    const files = ['a.mp4', 'b.mp4', 'c.mp4'].map((objectKey) => ({ ...aReencoding, objectKey }));
    const command = 'sh script --allow-loss; echo "exit code $?"';
    const { output } = runRecorded(files, command, ['aws', 'ffmpeg', 'ffprobe']);
    expect(output).toContain('[2/3] b.mp4: PIXEL_FORMAT: EXIF orientation 6');
    expect(output).toMatch(/0 of 3 fixed\.\nNot fixed:\na\.mp4: could not fix it\nb\.mp4.*\nc\.mp4.*\nexit code 1/);
  });

  test('says how many files no command fixes', () => {
    const files = [aFile({ findings: null }), aFile({ findings: null })];
    expect(runRecorded(files, 'sh script', ['aws']).output).toBe(
      'Fixing 0 files of the bucket; no command fixes 2 others.\n0 of 0 fixed.\n',
    );
    expect(runRecorded([aBrand], 'DRY_RUN=1 sh script', ['aws', 'ffprobe']).output).toMatch(
      /^Fixing 1 file of the bucket\.\n/,
    );
  });

  test('skips a lossy fix unless it is allowed', () => {
    const tools = ['aws', 'ffmpeg', 'ffprobe'];
    const refused = runRecorded([aReencoding], 'sh script', tools);
    expect(refused.output).toContain('its fix loses picture quality (it is encoded again); colour resolution');
    expect(refused.output).toContain('1 of 1 would lose something: run this with --allow-loss');
    expect(refused.calls).toEqual([]);
    expect(runRecorded([aReencoding], 'sh script --allow-loss || true', tools).calls.length).toBeGreaterThan(2);
  });

  test.each(['--unknown', '--keep-original', '--keep-original "; touch x"'])('does nothing with %s', (options) => {
    const { calls, output } = runRecorded([aBrand], `sh script ${options} 2>&1 || true`, ['aws', 'ffprobe']);
    expect(output).toMatch(/^Nothing was done: /);
    expect(calls).toEqual([]);
  });

  test.each([
    ['.orig', ''],
    ['.before.BAK', ''],
    ['.mine', 'The next sync will read the originals that are kept as .mine'],
    ['orig', 'The next sync will read the originals that are kept as orig'],
  ])('says whether a sync will read originals that are kept as %s', (suffix, said) => {
    const command = `sh script --dry-run --keep-original ${suffix} 2>&1 > /dev/null`;
    const { output } = runRecorded([aBrand], command, ['aws', 'ffprobe']);
    expect(output.slice(0, said.length || undefined)).toBe(said);
  });

  /** Runs the script where only a shell's own tools and the given programs are installed. */
  const runWithOnly = (tools: string[], files: FixableFile[], settings: Record<string, string> = {}) => {
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

  test('stops before any change when a program is missing, and names the programs to install in one sentence', () => {
    const files = [aFile({}), aFile({ findings: PNG }), aConversion('a.ppm'), aReencoding];
    expect(runWithOnly(['ffmpeg', 'ffprobe'], files)).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'Nothing was done: install these first, then run this again: ' +
        'aws (the AWS command line), jpegtran (libjpeg), convert (ImageMagick), exiftool (ExifTool).\n',
      calls: '',
    });
  });

  test.each([
    ['a turned JPEG', aFile({}), 'bake', 'jpegtran exiftool'],
    ['a turned JPEG', aFile({}), 'drop', 'exiftool'],
    ['a turned PNG', aFile({ findings: PNG }), 'bake', 'convert exiftool'],
    ['a HEIC', aFile({ findings: { ...JPEG, format: 'image/heic' } }), 'bake', 'exiftool'],
    ['a brand', aBrand, 'bake', 'ffprobe'],
    ['an encoding', aReencoding, 'bake', 'ffmpeg ffprobe'],
    ['a picture to convert', aConversion('a.ppm'), 'bake', 'convert exiftool'],
    ['an archived object', anArchived, 'bake', ''],
  ] as const)('for %s with ORIENTATION=%s asks for the programs it needs', (_what, file, ORIENTATION, needed) => {
    const tools = needed.split(' ').filter((tool) => tool !== '');
    const without = runWithOnly([], [file], { ORIENTATION });
    expect([...without.stderr.matchAll(/(\w+) \(/g)].map(([, tool]) => tool)).toEqual(['aws', ...tools]);
    const { stderr, stdout } = runWithOnly(['aws', ...tools], [file], { ORIENTATION });
    expect(stderr).not.toContain('install');
    expect(stdout).toContain('Fixing 1 file of the bucket.');
  });

  test('a dry run continues without the programs, and names those to install', () => {
    const { status, stdout } = runWithOnly(['aws', 'exiftool'], [aFile({})], { DRY_RUN: '1' });
    expect(status).toBe(0);
    expect(stdout).toContain('To be installed before the files can be fixed: jpegtran (libjpeg).\n');
    expect(stdout).toContain('would turn its pixels without encoding them again');
  });

  test('warns before it overwrites originals, and only then', () => {
    const outputOf = (file: FixableFile): string => runRecorded([file], 'sh script --dry-run', ['aws'], 1).output;
    for (const file of [aFile({}), aBrand, aReencoding]) {
      expect(outputOf(file)).toContain('written over the originals. Where the bucket keeps versions the old ones stay');
    }
    for (const file of [aConversion('a.ppm'), anArchived]) expect(outputOf(file)).not.toContain('written over');
  });

  test('a dry run prints its steps, and only checks whether a converted file exists', () => {
    const files = [aFile({}), aConversion('b.ppm'), anArchived];
    const { calls, output } = runRecorded(files, 'sh script --dry-run', ['aws', 'jpegtran', 'exiftool', 'convert'], 1);
    expect(calls).toHaveLength(1);
    expect(calls[0]!.slice(0, 7)).toEqual([
      ...['aws', 's3api', 'head-object', '--bucket', 'bucket', '--cli-input-json', '{"Key": "b.ppm.png"}'],
    ]);
    expect(output).toContain('  would turn its pixels without encoding them again and write photos/a.jpg\n');
    expect(output).toContain('  would convert it to PNG and write b.ppm.png\n');
    expect(output).toContain('  would request its restore\n');
    expect(output).toMatch(/A dry run: nothing was changed; 3 of 3 would be fixed\.\n$/);
  });

  test('takes another bucket and region from the environment', () => {
    const script = repairScript({ bucketName: 'bucket', region: 'eu-west-1', files: [aBrand] });
    expect(runRecorded([aBrand], 'BUCKET=other sh script || true', ['aws', 'ffprobe']).calls[0]).toContain('other');
    expect(script).toContain('AWS_DEFAULT_REGION:-eu-west-1');
  });

  test('is valid shell code for any keys, details and prefix', () => {
    const anyText = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(anyText, anyText, anyText, (objectKey, detail, prefix) => {
        const script = repairScript({
          bucketName: 'bucket',
          prefix,
          files: [aFile({ objectKey, detail }), { ...anArchived, objectKey }],
        });
        execFileSync('sh', ['-n'], { input: script });
      }),
      { numRuns: 50 },
    );
  });
});
