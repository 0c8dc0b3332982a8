import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import {
  corpusFiles,
  createInspector,
  decide,
  FIRST_READ_BYTES,
  isVideoFormat,
  MissingBytes,
  type OwnFormat,
  readAheadBytes,
  SparseBytes,
  sniff,
} from '../services/sync/testing/index.ts';
import { type BenchTable, inTurns } from './table.ts';

interface BenchFile {
  path: string;
  bytes: Buffer;
  format: OwnFormat;
}

const ROUNDS = 3;
/** Ours is so quick that a few passes over the files would measure the clock, and the compiler. */
const OWN_PASSES = 100;
const EXIFTOOL_TAGS = [
  '-n',
  '-S',
  '-FileType',
  '-ImageSize',
  '-IFD0:Orientation',
  '-CompressorID',
  '-MajorBrand',
  '-Duration',
  '-VideoFrameRate',
];

/**
 * Deciding on media: exiftool in its batch mode, which keeps one process and is given all files at once, beside our
 * parsing alone and the whole inspector; the same files, in turns, in one run. exifr and mp4box stand beside them for
 * docs/decisions/0010.
 */
export async function benchMedia(): Promise<BenchTable[]> {
  const files = corpusFiles().flatMap(({ path }): BenchFile[] => {
    const bytes = readFileSync(path);
    const sniffed = sniff(bytes.subarray(0, FIRST_READ_BYTES));
    return sniffed.kind === 'OWN' ? [{ path, bytes, format: sniffed.format }] : [];
  });
  const images = files.filter(({ format }) => !isVideoFormat(format));
  const videos = files.filter(({ format }) => isVideoFormat(format));
  const exiftool = await startExiftool();
  const inspector = createInspector({ workers: 2 });
  const waysFor = (some: BenchFile[], library: { name: string; work: () => Promise<number> | number }) => [
    ...(exiftool === null ? [] : [{ name: 'exiftool -stay_open, all in one batch', work: () => exiftool.ask(some) }]),
    library,
    { name: 'our parsing alone', work: () => parseAll(some) },
    { name: 'our inspector, reads and threads included', work: () => inspectAll(inspector, some) },
  ];
  const note = exiftool === null ? '; exiftool, the ordinary way, is not installed' : '';
  const exifr = { name: 'exifr, orientation only, where it reads the format', work: () => exifrAll(images) };
  const mp4box = { name: 'mp4box, MP4 and MOV only, no pixel format', work: () => mp4boxAll(videos) };
  const options = { rounds: ROUNDS, measure: 'CLOCK' } as const;
  try {
    return [
      {
        title: `Deciding on images, ${images.length} files${note}`,
        unit: 'files',
        ways: await inTurns(waysFor(images, exifr), options),
      },
      {
        title: `Deciding on videos, ${videos.length} files${note}`,
        unit: 'files',
        ways: await inTurns(waysFor(videos, mp4box), options),
      },
    ];
  } finally {
    exiftool?.stop();
    await inspector.stop();
  }
}

/** Parses each file as the inspector does, out of the ranges it would have read. */
function parseAll(files: BenchFile[]): number {
  for (let pass = 0; pass < OWN_PASSES; pass += 1) {
    for (const { bytes, format } of files) {
      const known = new SparseBytes(bytes.length, readAheadBytes(isVideoFormat(format), 1));
      known.add(0, bytes.subarray(0, FIRST_READ_BYTES));
      for (let answer = decide(format, known); answer instanceof MissingBytes; answer = decide(format, known)) {
        known.add(answer.offset, bytes.subarray(answer.offset, answer.offset + answer.lengthBytes));
      }
    }
  }
  return files.length * OWN_PASSES;
}

/** As a sync does it: several at a time; bytes come from memory, as if the bucket took no time. */
async function inspectAll(inspector: ReturnType<typeof createInspector>, files: BenchFile[]): Promise<number> {
  const waiting = [...files];
  const takeTurns = async (): Promise<void> => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const { path, bytes } = file;
      await inspector.inspect({ key: path, sizeBytes: bytes.length, etag: '' }, async (offset, lengthBytes) =>
        bytes.subarray(offset, offset + lengthBytes),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, takeTurns));
  return files.length;
}

interface Exiftool {
  ask(files: BenchFile[]): Promise<number>;
  stop(): void;
}

/** One exiftool process, given files by its standard input; null where there is none. @see exiftool's -stay_open */
async function startExiftool(): Promise<Exiftool | null> {
  const child = spawn('exiftool', ['-stay_open', 'True', '-@', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const hasStarted = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  if (!hasStarted) return null;
  const lines = createInterface({ input: child.stdout });
  return {
    ask: (files) =>
      new Promise((resolve) => {
        const listen = (line: string): void => {
          if (line !== '{ready}') return;
          lines.off('line', listen);
          resolve(files.length);
        };
        lines.on('line', listen);
        child.stdin.write(`${[...EXIFTOOL_TAGS, ...files.map(({ path }) => path), '-execute'].join('\n')}\n`);
      }),
    stop: () => child.stdin.end('-stay_open\nFalse\n'),
  };
}

const ofSyncService = createRequire(new URL('../services/sync/package.json', import.meta.url));

/** Refused files count too, because it inspected them. */
async function exifrAll(files: BenchFile[]): Promise<number> {
  const exifr = ofSyncService('exifr') as { orientation(bytes: Buffer): Promise<number | undefined> };
  for (const { bytes } of files) await exifr.orientation(bytes).catch(() => undefined);
  return files.length;
}

interface Mp4boxFile {
  onReady: (info: unknown) => void;
  appendBuffer(buffer: ArrayBuffer & { fileStart: number }): void;
  flush(): void;
}

function mp4boxAll(files: BenchFile[]): number {
  const { createFile, Log } = ofSyncService('mp4box') as {
    createFile(): Mp4boxFile;
    Log: { setLogLevel(level: unknown): void; LOG_LEVEL_ERROR?: unknown };
  };
  Log?.setLogLevel?.(0);
  const readable = files.filter(({ format }) => format === 'ISO_MEDIA');
  for (const { bytes } of readable) {
    const file = createFile();
    const copy = Uint8Array.from(bytes).buffer as ArrayBuffer & { fileStart: number };
    copy.fileStart = 0;
    try {
      file.appendBuffer(copy);
      file.flush();
    } catch {
      // it throws for some of the corpus; the time counts all the same
    }
  }
  return readable.length;
}
