import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from '@bucket-sync/shared/contracts';
import { quoted } from '@bucket-sync/shared/shell';
import type { FixableFile } from '../../../src/domain/fixes/fix.ts';

/** A JPEG that a lossless turn fixes. */
export const JPEG: Findings = {
  mediaType: 'IMAGE',
  format: 'image/jpeg',
  width: 64,
  height: 48,
  orientation: 6,
  isLossy: true,
  jpeg: { process: 'BASELINE', unitWidth: 16, unitHeight: 16 },
};
export const PNG: Findings = {
  mediaType: 'IMAGE',
  format: 'image/png',
  width: 64,
  height: 48,
  orientation: 6,
  isLossy: false,
  bitDepth: 8,
  colourType: 2,
};
export const MP4: Findings = {
  mediaType: 'VIDEO',
  format: 'video/mp4',
  width: 64,
  height: 48,
  majorBrand: 'isom',
  brandOffset: 8,
  pixelFormat: 'yuv420p',
  tracks: [
    { handler: 'vide', format: 'avc1' },
    { handler: 'meta', format: 'gpmd' },
  ],
};

export const aFile = (file: Partial<FixableFile>): FixableFile => ({
  objectKey: 'photos/a.jpg',
  etag: null,
  reason: 'EXIF_ORIENTATION',
  detail: 'EXIF orientation 6',
  findings: JPEG,
  ...file,
});

export const aConversion = (
  objectKey: string,
  format = 'Netpbm',
  mediaType: 'IMAGE' | 'VIDEO' = 'IMAGE',
): FixableFile => aFile({ objectKey, reason: 'UNSUPPORTED_FORMAT', detail: format, findings: { mediaType, format } });

/** Names that shells, option parsers and ImageMagick could misinterpret. */
export const ODD_NAMES = [
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

/**
 * Runs a script with programs that only record their arguments. When they are asked for an orientation, they print 6.
 *
 * @param exitCode  of these programs; unless it is 0, they report that an object is not found
 */
export function withRecordingTools(
  folder: string,
  script: string,
  tools: string[],
  exitCode = 0,
): { calls: string[][]; output: string } {
  const bin = join(folder, 'bin');
  execFileSync('mkdir', ['-p', bin]);
  for (const tool of tools) {
    const log = quoted(join(folder, 'calls'));
    const lines = [
      '#!/bin/sh',
      `printf '%s\\0' ${tool} "$@" >> ${log}`,
      `printf '\\036' >> ${log}`,
      'case $* in *-IFD0:Orientation*) echo 6 ;; esac',
      exitCode === 0 ? '' : "echo '(404) Not Found' >&2",
      `exit ${exitCode}`,
    ];
    writeFileSync(join(bin, tool), lines.join('\n'), { mode: 0o755 });
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
