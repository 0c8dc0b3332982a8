import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ToolAnswer } from '../../services/sync/testing/index.ts';

const run = promisify(execFile);

const BATCH = 200;
const LIMITS = { maxBuffer: 256 * 1024 * 1024, timeout: 600_000 };
const EXIFTOOL_TAGS = [
  'FileType', 'MIMEType', 'ImageWidth', 'ImageHeight', 'IFD0:Orientation', 'QuickTime:Rotation', 'Error', 'Warning',
]; // biome-ignore format: one line reads better
const FFPROBE_STREAM =
  'codec_type,codec_name,width,height,pix_fmt,avg_frame_rate,nb_frames,duration:stream_disposition=attached_pic';
const FFPROBE_ENTRIES = [
  'format=format_name,duration',
  'format_tags=major_brand',
  `stream=${FFPROBE_STREAM}`,
  'stream_side_data=rotation',
].join(':');

/** Runs exiftool, and ffprobe for files that may be videos. The answers are in the order of `paths`. */
export async function askTools(paths: string[]): Promise<ToolAnswer[]> {
  const images = await askExiftool(paths);
  const answers: ToolAnswer[] = [];
  for (const [index, path] of paths.entries()) {
    const exiftool = images[index]!;
    const mayBeVideo = exiftool.mimeType === null || !exiftool.mimeType.startsWith('image/');
    answers.push({ exiftool, ffprobe: mayBeVideo ? await askFfprobe(path) : null });
  }
  return answers;
}

async function askExiftool(paths: string[]): Promise<ToolAnswer['exiftool'][]> {
  const answers: ToolAnswer['exiftool'][] = [];
  for (let from = 0; from < paths.length; from += BATCH) {
    const batch = paths.slice(from, from + BATCH);
    const tags = EXIFTOOL_TAGS.map((tag) => `-${tag}`);
    // exiftool exits 1 when it cannot read one of the files. Its answer is complete all the same.
    const { stdout } = await run('exiftool', ['-j', '-n', '-a', '-G1', ...tags, '--', ...batch], LIMITS).catch(
      (error: { stdout: string }) => error,
    );
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    const byPath = new Map(rows.map((row) => [row.SourceFile as string, row]));
    for (const path of batch) answers.push(exiftoolAnswer(byPath.get(path) ?? {}));
  }
  return answers;
}

function exiftoolAnswer(row: Record<string, unknown>): ToolAnswer['exiftool'] {
  // EXIF and XMP may have a width of their own. The image's own width is needed, which a TIFF has in IFD0.
  const value = (name: string): unknown => {
    const found = Object.entries(row).filter(([key]) => key.split(':').at(-1) === name);
    const group = ['File', 'PNG', 'GIF', 'RIFF', 'QuickTime', 'Meta'].find((own) =>
      found.some(([key]) => key === `${own}:${name}`),
    );
    return found.find(([key]) => key.startsWith(`${group ?? 'IFD0'}:`))?.[1] ?? found[0]?.[1];
  };
  const number = (name: string): number | null => (typeof value(name) === 'number' ? (value(name) as number) : null);
  const text = (name: string): string | null => (value(name) === undefined ? null : String(value(name)));
  return {
    fileType: text('FileType'),
    mimeType: text('MIMEType'),
    width: number('ImageWidth'),
    height: number('ImageHeight'),
    orientation: number('Orientation'),
    rotation: number('Rotation'),
    error: text('Error'),
    warning: text('Warning'),
  };
}

interface FfprobeOutput {
  format?: { format_name: string; duration?: string; tags?: { major_brand?: string } };
  streams?: FfprobeStream[];
}

interface FfprobeStream {
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  avg_frame_rate?: string;
  nb_frames?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

async function askFfprobe(path: string): Promise<ToolAnswer['ffprobe']> {
  const found = await run(
    'ffprobe',
    ['-v', 'error', '-of', 'json', '-show_entries', FFPROBE_ENTRIES, path],
    LIMITS,
  ).catch((error: { stdout: string; stderr: string }) => error);
  const errorText =
    found.stderr
      .replaceAll(path, 'FILE')
      .replaceAll(/ @ 0x[0-9a-f]+/g, '')
      .trim()
      .split('\n')
      .slice(0, 3)
      .join('; ') || null;
  const { format, streams = [] } = ffprobeOutput(found.stdout);
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  return {
    formatName: format?.format_name ?? null,
    majorBrand: format?.tags?.major_brand ?? null,
    durationSeconds: format?.duration === undefined ? null : Number(format.duration),
    error: errorText,
    video:
      video === undefined
        ? null
        : {
            codec: video.codec_name ?? null,
            width: video.width ?? 0,
            height: video.height ?? 0,
            pixelFormat: video.pix_fmt ?? null,
            averageFrameRate: video.avg_frame_rate ?? '0/0',
            frameCount: video.nb_frames === undefined ? null : Number(video.nb_frames),
            rotation: video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? null,
          },
  };
}

/** For a file that it cannot read, ffprobe prints only the beginning of an object. */
function ffprobeOutput(stdout: string): FfprobeOutput {
  return stdout.trimEnd().endsWith('}') && stdout.includes(':') ? (JSON.parse(stdout) as FfprobeOutput) : {};
}
