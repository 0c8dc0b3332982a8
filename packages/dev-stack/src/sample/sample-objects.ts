import { readFileSync } from 'node:fs';
import { distinct } from './distinct.ts';

/** One object of the sample bucket. */
export interface SampleObject {
  key: string;
  body: Buffer;
  /** Archived objects cannot be read until they are restored. */
  storageClass?: 'GLACIER' | 'DEEP_ARCHIVE';
  /** Encrypted with the customer's KMS key, which the role may not use. */
  isEncrypted?: boolean;
}

const media = (name: string) => readFileSync(new URL(`../../sample/media/${name}`, import.meta.url));

/** Files that occur in several folders, as in the buckets of real cameras. */
interface Shelf {
  folder: string;
  /** Base files, and how many copies of each. */
  files: readonly (readonly [base: string, copies: number])[];
  named: (serial: number, extension: string) => string;
}

const cameraName = (serial: number, extension: string) => `IMG_${4000 + serial * 7}${extension}`;
const frameName = (serial: number, extension: string) => `frame-${String(serial).padStart(4, '0')}${extension}`;

const SHELVES: readonly Shelf[] = [
  {
    folder: 'train/2026-10-01 north gate',
    files: [
      ['photo-1.jpg', 16],
      ['photo-2.jpg', 16],
      ['portrait.jpg', 6],
      ['orientation-1.jpg', 4],
    ],
    named: cameraName,
  },
  {
    folder: 'train/2026-10-02 harbour',
    files: [
      ['photo-3.jpg', 16],
      ['photo-4.jpg', 12],
      ['orientation-6.jpg', 8],
      ['orientation-3.jpg', 3],
      ['orientation-8.jpg', 3],
    ],
    named: cameraName,
  },
  {
    folder: 'train/labels',
    files: [
      ['mask.png', 20],
      ['chart.png', 3],
      ['orientation-6.png', 1],
    ],
    named: frameName,
  },
  {
    folder: 'validation/überflug 7',
    files: [
      ['photo-2.jpg', 8],
      ['sticker.webp', 6],
      ['lossless.webp', 4],
      ['clip.mp4', 5],
      ['clip-fast.mp4', 3],
      ['clip-hevc.mp4', 2],
    ],
    named: frameName,
  },
  {
    folder: 'validation/カメラ 2',
    files: [
      ['phone.heic', 6],
      ['phone.avif', 6],
      ['clip.mov', 4],
      ['clip.m4v', 2],
      ['clip-isom.mp4', 5],
      ['clip-iso5.mp4', 2],
    ],
    named: cameraName,
  },
  {
    folder: "archive/client's scans (2025)",
    files: [
      ['scan.tiff', 6],
      ['orientation-8.tiff', 2],
      ['icon.bmp', 2],
      ['loop.gif', 3],
      ['layers.psd', 2],
      ['icon.ico', 1],
    ],
    named: (serial, extension) => `scan ${serial}${extension}`,
  },
  {
    folder: 'archive/videos',
    files: [
      ['clip.webm', 4],
      ['clip.mkv', 3],
      ['clip.avi', 2],
      ['tape.mpg', 2],
      ['stream.flv', 2],
      ['clip-444.mp4', 3],
      ['clip-10bit.mp4', 2],
    ],
    named: (serial, extension) => `take-${serial}${extension}`,
  },
];

/**
 * The objects of the sample bucket: over 200 small files. A quarter are skipped, at least one for each reason that lies
 * in a small file or in the rights to it. Every call returns the same objects.
 */
export function sampleObjects(): SampleObject[] {
  return [...SHELVES.flatMap(fill), ...oddOnes()];
}

function fill({ folder, files, named }: Shelf): SampleObject[] {
  const bases = files.flatMap(([base, copies]) => Array<string>(copies).fill(base));
  return bases.map((base, index) => {
    const key = `${folder}/${named(index + 1, base.slice(base.lastIndexOf('.')))}`;
    return { key, body: distinct(media(base), base, key) };
  });
}

/** One object for each other kind of file that buckets hold. */
function oddOnes(): SampleObject[] {
  const photo = media('photo-1.jpg');
  const text = (key: string, content: string): SampleObject => ({ key, body: Buffer.from(content) });
  return [
    // No media.
    text('README.txt', 'Pictures of the north gate and the harbour, October 2026.\n'),
    text('train/labels.csv', 'file,label\nIMG_4007.jpg,gate\nIMG_4014.jpg,gate\n'),
    text('train/labels.json', '{"categories":["gate","ship"]}\n'),
    text('train/', ''),
    text('validation/', ''),
    // The content does not match the file's name.
    { key: 'train/2026-10-01 north gate/really a png.jpg', body: distinct(media('mask.png'), '.png', 'really a png') },
    text('train/2026-10-02 harbour/error page.jpg', '<html><body>503 Service Unavailable</body></html>\n'),
    // Uploads that were cut off: within a header, before the index, at the first byte.
    { key: 'train/2026-10-02 harbour/IMG_5001 (broken off).jpg', body: photo.subarray(0, 150) },
    { key: 'validation/überflug 7/frame-9998.png', body: media('mask.png').subarray(0, 20) },
    { key: 'validation/überflug 7/no index.mp4', body: media('clip.mp4').subarray(0, 2_000) },
    { key: 'train/2026-10-02 harbour/IMG_5002.jpg', body: Buffer.alloc(0) },
    { key: 'archive/videos/take-99.mp4', body: Buffer.alloc(0) },
    { key: 'archive/videos/boxes.mp4', body: tooManyBoxes() },
    // Archived, and encrypted with the customer's KMS key.
    { key: 'archive/2019/gate-1.jpg', body: distinct(photo, '.jpg', 'cold'), storageClass: 'GLACIER' },
    { key: 'archive/2019/gate-2.mp4', body: distinct(media('clip.mp4'), '.mp4', 'cold'), storageClass: 'DEEP_ARCHIVE' },
    { key: 'train/confidential/face-1.jpg', body: distinct(photo, '.jpg', 'secret 1'), isEncrypted: true },
    { key: 'train/confidential/face-2.jpg', body: distinct(photo, '.jpg', 'secret 2'), isEncrypted: true },
    { key: `${DENIED_PREFIX}draft-1.jpg`, body: distinct(photo, '.jpg', 'draft 1') },
    { key: `${DENIED_PREFIX}draft-2.jpg`, body: distinct(photo, '.jpg', 'draft 2') },
  ];
}

/** Objects that are listed but cannot be read, because the bucket policy denies it. */
export const DENIED_PREFIX = 'drafts/';

/** A video whose index has 6,000 empty boxes, far more than a real one. */
function tooManyBoxes(): Buffer {
  const box = (type: string, content: Buffer) => {
    const head = Buffer.from(`\0\0\0\0${type}`, 'latin1');
    head.writeUInt32BE(head.length + content.length);
    return Buffer.concat([head, content]);
  };
  const empty = box('free', Buffer.alloc(0));
  const brand = box('ftyp', Buffer.from('mp42\0\0\0\0mp42', 'latin1'));
  return Buffer.concat([brand, box('moov', Buffer.concat(Array<Buffer>(6_000).fill(empty)))]);
}
