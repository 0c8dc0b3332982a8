/** Named facts of one file, in display order. */
export type FileFacts = { name: string; value: string }[];

export interface FactsRequest {
  href: string;
  contentType: string;
  sizeBytes: number;
}

/** The pictures that exifr reads. It fails on every other format. */
const EXIF_PICTURES = ['image/jpeg', 'image/tiff', 'image/png', 'image/heic', 'image/heif', 'image/avif'];

/** Containers of ISO/IEC 14496-12, which mp4box reads. */
const ISO_MOVIES = ['video/mp4', 'video/quicktime', 'video/x-m4v'];

/** The facts that a file states about itself; none for a format that neither library reads. */
export function readFacts({ href, contentType, sizeBytes }: FactsRequest): Promise<FileFacts> {
  if (EXIF_PICTURES.includes(contentType)) return readImageFacts(href);
  return ISO_MOVIES.includes(contentType) ? readMovieFacts(href, sizeBytes) : Promise.resolve([]);
}

/** The EXIF and XMP data of almost every camera lie within these first bytes. */
const IMAGE_BYTES = 256 * 1024;

const MOVIE_STEP_BYTES = 512 * 1024;
/** After this number of reads the search for a file's index stops. */
const MOVIE_READS = 12;

async function readImageFacts(href: string): Promise<FileFacts> {
  const { parse } = await import('exifr');
  const found = await parse(await readRange(href, 0, IMAGE_BYTES), { gps: true, xmp: false, icc: false, iptc: false });
  if (!found) return [];
  const camera = [found.Make, found.Model]
    .filter(Boolean)
    .join(' ')
    .replace(/^(\S+) \1\b/, '$1');
  return facts({
    Camera: camera,
    Lens: found.LensModel ?? found.LensMake,
    Taken: found.DateTimeOriginal instanceof Date ? found.DateTimeOriginal.toLocaleString('en') : undefined,
    Exposure: found.ExposureTime && exposureText(found.ExposureTime),
    Aperture: found.FNumber && `f/${found.FNumber}`,
    ISO: found.ISO,
    'Focal length': found.FocalLength && `${found.FocalLength} mm`,
    Place: found.latitude !== undefined && `${found.latitude.toFixed(5)}, ${found.longitude.toFixed(5)}`,
    Software: found.Software,
    Orientation: found.Orientation,
    Artist: found.Artist,
    Copyright: found.Copyright,
    Description: found.ImageDescription,
  });
}

async function readMovieFacts(href: string, sizeBytes: number): Promise<FileFacts> {
  const { createFile, MP4BoxBuffer } = await import('mp4box');
  const file = createFile();
  let movie: Parameters<NonNullable<typeof file.onReady>>[0] | undefined;
  file.onReady = (info) => {
    movie = info;
  };
  let position = 0;
  for (let read = 0; read < MOVIE_READS && !movie && position < sizeBytes; read += 1) {
    const bytes = await readRange(href, position, MOVIE_STEP_BYTES);
    const next = file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes, position));
    position = next !== undefined && next > position ? next : position + bytes.byteLength;
  }
  if (!movie) return [];
  const tracks = movie.tracks.map((track, n) => ({
    name: `Track ${n + 1}`,
    value: [
      track.type ?? 'data',
      track.codec,
      track.video && `${track.video.width} × ${track.video.height}`,
      track.audio && `${track.audio.channel_count} channels, ${track.audio.sample_rate} Hz`,
      `${track.nb_samples} samples`,
      track.language && track.language !== 'und' && track.language,
    ]
      .filter(Boolean)
      .join(' · '),
  }));
  return [
    ...facts({
      Brands: movie.brands.map((brand) => brand.trim()).join(', '),
      Recorded: movie.created && movie.created.getFullYear() > 1970 ? movie.created.toLocaleString('en') : undefined,
      Fragmented: movie.isFragmented ? 'yes' : undefined,
      'Starts at once': movie.isProgressive ? 'yes' : 'no: its index is at the end',
    }),
    ...tracks,
  ];
}

async function readRange(href: string, from: number, length: number): Promise<ArrayBuffer> {
  const response = await fetch(href, {
    headers: { range: `bytes=${from}-${from + length - 1}` },
    // The cached response of an <img> has no CORS header.
    cache: 'no-store',
  });
  if (!response.ok) throw new Error(`S3 answered ${response.status}`);
  return response.arrayBuffer();
}

function facts(named: Readonly<Record<string, unknown>>): FileFacts {
  return Object.entries(named)
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false)
    .map(([name, value]) => ({ name, value: String(value).slice(0, 300) }));
}

const exposureText = (seconds: number) => (seconds < 1 ? `1/${Math.round(1 / seconds)} s` : `${seconds} s`);
