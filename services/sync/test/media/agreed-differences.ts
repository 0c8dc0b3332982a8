/**
 * Files of the corpus whose verdict deliberately differs from the tools' answers: the verdict, and why.
 * docs/media-rules.md describes the same differences. corpus.test.ts checks that no other difference exists and none is
 * outdated.
 */
export const AGREED_DIFFERENCES = new Map<string, { verdict: string; why: string }>([
  [
    'made/cut-in-data.mp4',
    {
      verdict: 'SKIPPED CORRUPT',
      why: 'its frames end before its headers say: ffprobe reads the headers and does not look',
    },
  ],
  [
    'made/cut-in-data.png',
    {
      verdict: 'SKIPPED CORRUPT',
      why: 'its chunks end before its headers say: exiftool only warns "Truncated PNG image"',
    },
  ],
  [
    'made/vp9-live.webm',
    {
      verdict: 'ACCEPTED video/webm 64x48 900ms 10.000fps null frames vp9 yuv420p null',
      why: 'it states no duration, so ffprobe says N/A; the time of its last frame is taken',
    },
  ],
  [
    'made/theora.ogv',
    {
      verdict: 'ACCEPTED video/ogg 64x48 1000ms 10.000fps null frames theora yuv444p null',
      why: 'ten frames are too few for ffprobe to tell a rate (0/0); the header of the stream states it',
    },
  ],
  [
    'made/windows.wmv',
    {
      verdict: 'ACCEPTED video/x-ms-wmv 64x48 1000ms nullfps null frames wmv2 yuv420p null',
      why: 'its header states no rate; ffprobe derives one from the times of the packets',
    },
  ],
]);
