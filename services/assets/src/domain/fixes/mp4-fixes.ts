import type { Findings } from '@bucket-sync/shared/contracts';
import type { Fix } from './fix.ts';
import { lossOfReencoding } from './losses.ts';
import { FFMPEG } from './programs.ts';

type Track = NonNullable<Findings['tracks']>[number];

/** Audio formats that FFmpeg copies into an MP4 without encoding. */
const COPIED_SOUND = new Set(['mp4a', 'ac-3', 'ec-3', 'Opus', 'fLaC', 'alac', '.mp3']);
const COPIED_TEXT = new Set(['tx3g']);
/** Handlers of tracks that FFmpeg maps as audio and as subtitles. */
const TEXT_HANDLERS = new Set(['text', 'sbtl', 'subt', 'subp', 'clcp']);
/** Handlers of the timed metadata of cameras. */
const KNOWN_DATA = new Map([
  ['gpmd', 'telemetry'],
  ['camm', 'telemetry'],
  ['djmd', 'telemetry'],
  ['mebx', 'timed metadata'],
  ['tmcd', 'timecode'],
]);

/** The fixes of an MP4 of another brand or pixel format. */
export function mp4Fixes(findings: Findings): Fix[] {
  if (findings.pixelFormat !== 'yuv420p') return [reencode(findings)];
  return findings.brandOffset === undefined ? [remux()] : [rebrand(findings.brandOffset)];
}

/** Players use the codec and the compatible brands. So changing four bytes does not change how the file plays. */
function rebrand(brandOffset: number): Fix {
  return {
    kind: 'REBRAND_MP4',
    title: 'Change the brand to mp42, in place.',
    loses: [],
    advice: 'Always right: four bytes change, and every track, frame and tag stays where it is.',
    recipe: {
      how: 'IN_PLACE',
      tools: [],
      number: brandOffset,
      // dd would make a file that is not there.
      run: (file, number) =>
        `[ -f ${file} ] && printf mp42 | dd of=${file} bs=1 seek=${number} conv=notrunc 2> /dev/null`,
    },
  };
}

/** For a file that an earlier release skipped, because that release did not record the brand's offset. */
function remux(): Fix {
  return {
    kind: 'REMUX_MP4',
    title: 'Copy its streams into a new file of brand mp42.',
    loses: ['tracks that FFmpeg cannot copy, such as telemetry'],
    advice: 'Right if only picture, sound and subtitles matter.',
    recipe: {
      how: 'NEW_FILE',
      tools: ['ffmpeg'],
      run: (input, output) =>
        `${FFMPEG} -i ${input} -map 0 -ignore_unknown -c copy -map_metadata 0 -brand mp42 -f mp4 ${output}`,
    },
  };
}

/**
 * The filter makes the size even, because 4:2:0 requires it. It limits the range: otherwise ffprobe reports yuvj420p.
 */
const PLAIN_FILTER = "-vf 'scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=tv'";
/** PQ and HLG are mapped to the standard range. Otherwise the colours look pale. */
const HDR_FILTER =
  "-vf 'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0," +
  "zscale=t=bt709:m=bt709:r=tv,scale=trunc(iw/2)*2:trunc(ih/2)*2'";
/**
 * Each frame keeps its time. By default FFmpeg repeats frames of a variable rate until it is constant. Then later
 * frames have other numbers, and annotations do not fit. The option exists since FFmpeg 5.1; FFmpeg 9 knows no older
 * name.
 */
const EACH_FRAME = '-fps_mode passthrough';
const X264 = `${EACH_FRAME} -c:v libx264 -crf 18 -pix_fmt yuv420p -color_range tv`;

export function reencodeCommand({ hdr, tracks = [] }: Findings): (input: string, output: string) => string {
  const sound = tracks.length > 0 && tracks.every(fitsOrIsNoSound) ? '-c:a copy' : '-c:a aac';
  const texts = tracks.filter(({ handler }) => TEXT_HANDLERS.has(handler));
  const isTextCopied = texts.length > 0 && texts.every(({ format }) => COPIED_TEXT.has(format));
  const text = isTextCopied ? "-map '0:s?' -c:s copy " : '';
  const filter = hdr === 'HDR10' || hdr === 'HLG' ? HDR_FILTER : PLAIN_FILTER;
  return (input, output) =>
    `${FFMPEG} -i ${input} -map 0:v:0 -map '0:a?' ${text}${filter} ${X264} ${sound} -brand mp42 -f mp4 ${output}`;
}

/** Such as `com.android.*`, GoPro's settings, a spherical projection, and the cover. */
const CAMERA_METADATA = 'metadata that FFmpeg does not copy, such as the GPS of some cameras';

function reencode(findings: Findings): Fix {
  return {
    kind: 'REENCODE_MP4',
    title: 'Encode the video again as H.264 of pixel format yuv420p, under the brand mp42.',
    loses: [...lossOfReencoding(findings), ...lostTracks(findings.tracks ?? []), CAMERA_METADATA],
    advice: 'The only way for this pixel format; keep the original.',
    recipe: { how: 'NEW_FILE', tools: ['ffmpeg'], run: reencodeCommand(findings) },
  };
}

const fitsOrIsNoSound = ({ handler, format }: Track): boolean => handler !== 'soun' || COPIED_SOUND.has(format);

function lostTracks(tracks: readonly Track[]): string[] {
  const losses: string[] = [];
  const videos = tracks.filter(({ handler }) => handler === 'vide').length;
  if (videos > 1) losses.push(`${videos - 1} further video ${videos === 2 ? 'track' : 'tracks'}`);
  if (!tracks.every(fitsOrIsNoSound)) losses.push('sound quality (it is encoded again)');
  const texts = tracks.filter(({ handler }) => TEXT_HANDLERS.has(handler));
  if (!texts.every(({ format }) => COPIED_TEXT.has(format))) losses.push('subtitles');
  for (const { handler, format } of tracks) {
    if (handler === 'vide' || handler === 'soun' || TEXT_HANDLERS.has(handler)) continue;
    losses.push(`${KNOWN_DATA.get(format) ?? 'a data track'} (${(format || handler).trim()})`);
  }
  return [...new Set(losses)];
}
