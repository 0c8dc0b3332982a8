import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Findings, SkipReason } from '@bucket-sync/shared/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandOf, losslessCommand } from '../../../src/domain/fixes/command.ts';
import { findingsOfEarlierFix } from '../../../src/domain/fixes/earlier-fix.ts';
import type { FixableFile } from '../../../src/domain/fixes/fix.ts';
import { fixesOf } from '../../../src/domain/fixes/fixes-of.ts';
import { aConversion, aFile, JPEG, MP4, ODD_NAMES, PNG, withRecordingTools } from './recording-tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kindsOf = (findings: Findings, reason: SkipReason = 'EXIF_ORIENTATION'): string[] =>
  fixesOf(aFile({ reason, findings })).map(({ kind, loses }) => `${kind}${loses.length === 0 ? '' : ' *'}`);
const lossesOf = (findings: Findings, reason: SkipReason = 'EXIF_ORIENTATION'): string[] =>
  fixesOf(aFile({ reason, findings }))[0]!.loses.slice();
const bestCommand = (file: FixableFile): string | null => losslessCommand(fixesOf(file), file.objectKey);

describe('the fixes of an orientation, those that lose something marked *', () => {
  test.each<[string, Findings, string[]]>([
    ['a JPEG of whole units', JPEG, ['TURN_JPEG', 'DROP_ORIENTATION *', 'AUTO_ORIENT *']],
    ['a JPEG with a part of a unit', { ...JPEG, height: 45 }, ['TRIM_JPEG *', 'DROP_ORIENTATION *', 'AUTO_ORIENT *']],
    ['a JPEG whose other side has it', { ...JPEG, width: 45 }, ['TURN_JPEG', 'DROP_ORIENTATION *', 'AUTO_ORIENT *']],
    [
      'a JPEG that is only transposed',
      { ...JPEG, width: 45, height: 33, orientation: 5 },
      ['TURN_JPEG', 'DROP_ORIENTATION *', 'AUTO_ORIENT *'],
    ],
    ['a PNG', PNG, ['TURN_PIXELS', 'DROP_ORIENTATION *']],
    ['an animated PNG', { ...PNG, isAnimated: true, frames: 10 }, ['TURN_PIXELS *', 'DROP_ORIENTATION *']],
    ['a HEIC', { ...PNG, format: 'image/heic' }, ['DROP_ORIENTATION']],
  ])('%s', (_what, findings, kinds) => {
    expect(kindsOf(findings)).toEqual(kinds);
  });

  test('name what each one loses', () => {
    expect(lossesOf({ ...PNG, isAnimated: true, frames: 10 })).toEqual(['animation (9 of 10 frames)']);
    expect(lossesOf({ ...JPEG, height: 45 })).toEqual(['the last 13 of 45 rows of pixels']);
    expect(lossesOf({ ...PNG, format: 'image/tiff', bitDepth: 32, sampleFormat: 'FLOAT', privateTags: 3 })).toEqual([
      'sample format (floating point)',
      'sample depth (32 to 16 bits)',
      '3 TIFF tags of its own, such as GeoTIFF or SubIFDs',
    ]);
    expect(lossesOf({ ...PNG, format: 'image/tiff', furtherChannels: 2 })).toEqual([
      '2 channels besides colours and alpha',
    ]);
    expect(lossesOf({ ...PNG, format: 'image/tiff', bitDepth: 12, hasOtherPages: true })).toEqual([
      'sample depth (values of 12 bits may change by 1)',
      'what later pages have in another form than the first page',
    ]);
    expect(lossesOf({ ...PNG, format: 'image/heic', trailer: { sizeBytes: 9, holds: 'VIDEO' } })).toEqual([
      'the place of its video (motion photo), which is no longer the last part',
    ]);
    expect(lossesOf({ ...PNG, colourType: 3 })).toEqual([
      'the numbers of its palette colours, such as the classes of a mask',
    ]);
    expect(lossesOf({ ...PNG, privateTags: 1 })).toEqual([
      '1 PNG chunk of its own, such as HDR or text in other scripts',
    ]);
    const unturned = 'the fit of its depth map, gain map or second picture, which stays unturned';
    for (const { kind, loses } of fixesOf(aFile({ findings: { ...JPEG, hasMaps: true } })))
      expect(loses.includes(unturned), kind).toBe(kind !== 'DROP_ORIENTATION');
    expect(lossesOf({ ...JPEG, hasFurtherPictures: true, trailer: { sizeBytes: null, holds: 'VIDEO' } })).toEqual([
      'the further pictures behind the first one (MPF)',
      'the video behind the picture (motion photo)',
    ]);
  });

  test.each<[string, Findings, string]>([
    ['colours', { colourType: 2 }, 'TrueColor'],
    ['colours and alpha', { hasTransparency: true }, 'TrueColorAlpha'],
    ['a palette', { colourType: 3 }, 'Palette'],
  ])('keep %s of a TIFF, even if all of them are gray', (_what, findings, type) => {
    const file = aFile({ findings: { ...PNG, format: 'image/tiff', ...findings } });
    expect(bestCommand(file)).toContain(` -type ${type} tiff:`);
  });

  test('copy all data behind a JPEG, even if the inspection found none', () => {
    const copied =
      /exiftool .*-IFD1:all= -TagsFromFile 'a\.jpg' -Trailer -n -Orientation=1 bucket-sync-fixed\.jpg && mv /;
    expect(bestCommand(aFile({ findings: JPEG }))).toMatch(copied);
    expect(bestCommand(aFile({ findings: { ...JPEG, trailer: { sizeBytes: null, holds: 'VIDEO' } } }))).toMatch(copied);
  });

  test("keep the mission's two ways: the pixels turned by the tag, and the tag dropped", () => {
    const commands = fixesOf(aFile({})).map((fix) => commandOf(fix, 'photos/a.jpg'));
    expect(commands).toContain("mogrify -auto-orient 'a.jpg'");
    expect(commands).toContain("exiftool -q -overwrite_original -Orientation= 'a.jpg'");
  });
});

describe('the fix of an MP4', () => {
  test('that only needs its brand changes four bytes', () => {
    const file = aFile({ objectKey: 'a b.mp4', reason: 'MP4_MAJOR_BRAND', findings: MP4 });
    expect(bestCommand(file)).toBe(
      "[ -f 'a b.mp4' ] && printf mp42 | dd of='a b.mp4' bs=1 seek=8 conv=notrunc 2> /dev/null",
    );
  });

  test('that is encoded again names the range, the depth and the tracks that are lost', () => {
    const losses = lossesOf({ ...MP4, pixelFormat: 'yuv422p10le', hdr: 'HDR10' }, 'MP4_MAJOR_BRAND');
    expect(losses).toEqual([
      'high dynamic range (HDR10)',
      'picture quality (it is encoded again)',
      'sample depth (10 to 8 bits)',
      'colour resolution (yuv422p10le to 4:2:0)',
      'telemetry (gpmd)',
      'metadata that FFmpeg does not copy, such as the GPS of some cameras',
    ]);
  });
});

test.each([
  ['GLACIER', 'Days=7'],
  ['INTELLIGENT_TIERING', "'{}'"],
])('the restore of an object archived in %s is requested with %s', (storageClass, request) => {
  expect(bestCommand(aFile({ reason: 'ARCHIVED', findings: { storageClass } }))).toContain(
    `restore-object --bucket "$BUCKET" --restore-request ${request} --cli-input-json`,
  );
});

test.each(['CORRUPT', 'NOT_MEDIA', 'EMPTY', 'TOO_LARGE', 'KMS_DENIED', 'QUOTA_EXCEEDED'] as const)(
  'no command fixes a file skipped as %s',
  (reason) => {
    expect(fixesOf(aFile({ reason, findings: null }))).toEqual([]);
  },
);

test.each([
  ['ORIENT_IMAGE', 'EXIF orientation 6', 'EXIF_ORIENTATION'],
  ['TURN_IMAGE', 'EXIF orientation 5', 'EXIF_ORIENTATION'],
  ['REBRAND_MP4', 'major brand isom, pixel format yuv420p', 'MP4_MAJOR_BRAND'],
  ['REENCODE_MP4', 'major brand mp42, pixel format yuv444p', 'PIXEL_FORMAT'],
] as const)(
  'a file that an earlier release skipped as %s has fixes, none of which claims to lose nothing',
  (mend, detail, reason) => {
    const fixes = fixesOf(aFile({ reason, detail, findings: findingsOfEarlierFix(mend, detail) }));
    expect(fixes.length).toBeGreaterThan(0);
    for (const { loses } of fixes) expect(loses).not.toEqual([]);
  },
);

describe('a command', () => {
  const files = (objectKey: string): FixableFile[] => [
    aFile({ objectKey }),
    aFile({ objectKey, findings: PNG }),
    aFile({ objectKey, reason: 'MP4_MAJOR_BRAND', findings: MP4 }),
    aFile({ objectKey, reason: 'PIXEL_FORMAT', findings: { ...MP4, pixelFormat: 'yuv444p' } }),
    aConversion(objectKey),
    aConversion(objectKey, 'RealMedia', 'VIDEO'),
  ];
  const tools = 'mogrify exiftool ffmpeg convert jpegtran dd mv cp rm tail'.split(' ');

  test.each(ODD_NAMES)('runs nothing but its tools, for %j', (name) => {
    writeFileSync(join(folder, name), '');
    for (const file of files(`folder/${name}`)) {
      for (const fix of fixesOf(file)) {
        const { calls } = withRecordingTools(folder, commandOf(fix, file.objectKey), tools);
        expect(calls.length).toBeGreaterThan(0);
        for (const argument of calls[0]!.slice(1))
          if (argument.startsWith('-') && argument !== '--') expect(name.startsWith(argument)).toBe(false);
        expect(calls.flat().some((argument) => argument.includes(name))).toBe(true);
        expect(readdirSync(folder).sort()).toEqual(['bin', 'calls', name].sort());
      }
    }
  });
});
