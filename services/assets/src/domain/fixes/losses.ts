import type { Findings } from '@bucket-sync/shared/contracts';

/** A colour type of PNG. */
export const PNG_PALETTE = 3;

/** For a file that was skipped before findings, with its size, were recorded. */
const UNKNOWN = 'everything besides its picture, which an earlier release did not record';

/** The data after the end of the picture, for a tool that drops it. */
export function lossOfTrailer({ trailer, hasFurtherPictures }: Findings): string[] {
  const losses = hasFurtherPictures ? ['the further pictures behind the first one (MPF)'] : [];
  if (trailer === undefined) return losses;
  if (trailer.holds === 'VIDEO') return [...losses, 'the video behind the picture (motion photo)'];
  return [
    ...losses,
    trailer.sizeBytes === null ? 'data behind the picture' : `${trailer.sizeBytes} bytes behind the picture`,
  ];
}

/** exiftool writes the picture's data behind the video (mpvd), which has to be the last part of a HEIC. */
export const lossOfVideoPlace = ({ trailer }: Findings): string[] =>
  trailer?.holds === 'VIDEO' ? ['the place of its video (motion photo), which is no longer the last part'] : [];

/** A map lies in XMP or behind the picture, where no tool turns it. */
export const lossOfMaps = ({ hasMaps }: Findings): string[] =>
  hasMaps === true ? ['the fit of its depth map, gain map or second picture, which stays unturned'] : [];

/** The data that ImageMagick loses when it rewrites the first picture of a file. */
export function lossOfResaving(findings: Findings): string[] {
  const { width, frames, bitDepth, colourType, sampleFormat, furtherChannels = 0 } = findings;
  const losses = width === undefined ? [UNKNOWN] : [];
  if (findings.isAnimated === true && frames !== 1) losses.push(`animation (${framesLost(frames)})`);
  if (sampleFormat === 'FLOAT') losses.push('sample format (floating point)');
  if (sampleFormat === 'INT') losses.push('sample format (signed integers)');
  if (sampleFormat === 'OTHER') losses.push('sample format');
  losses.push(...lossOfDepth(bitDepth));
  if (furtherChannels > 0) {
    losses.push(`${furtherChannels} ${furtherChannels === 1 ? 'channel' : 'channels'} besides colours and alpha`);
  }
  if (findings.format === 'image/png' && colourType === PNG_PALETTE) {
    losses.push('the numbers of its palette colours, such as the classes of a mask');
  }
  if (findings.hasOtherPages === true) losses.push('what later pages have in another form than the first page');
  losses.push(...lossOfTags(findings));
  losses.push(...lossOfTrailer(findings), ...lossOfMaps(findings));
  if (findings.isLossy !== false) losses.push('picture quality (it is encoded again)');
  return losses;
}

/** ImageMagick rounds samples of 9 to 15 bits down. */
function lossOfDepth(bitDepth = 8): string[] {
  if (bitDepth > 16) return [`sample depth (${bitDepth} to 16 bits)`];
  return bitDepth > 8 && bitDepth < 16 ? [`sample depth (values of ${bitDepth} bits may change by 1)`] : [];
}

function lossOfTags({ format, privateTags = 0 }: Findings): string[] {
  if (privateTags === 0) return [];
  const plural = privateTags === 1 ? '' : 's';
  return format === 'image/png'
    ? [`${privateTags} PNG chunk${plural} of its own, such as HDR or text in other scripts`]
    : [`${privateTags} TIFF tag${plural} of its own, such as GeoTIFF or SubIFDs`];
}

const framesLost = (frames: number | undefined): string =>
  frames === undefined ? 'all frames but the first' : `${frames - 1} of ${frames} frames`;

/** The losses when frames are encoded as 8-bit 4:2:0 of standard dynamic range. */
export function lossOfReencoding({ hdr, pixelFormat = '', width = 0, height = 0 }: Findings): string[] {
  const losses = ['picture quality (it is encoded again)'];
  if (hdr !== undefined) losses.unshift(`high dynamic range (${HDR_NAMES[hdr]})`);
  const depth = /(\d+)[lb]e$/.exec(pixelFormat)?.[1];
  if (depth !== undefined) losses.push(`sample depth (${Number(depth) % 100} to 8 bits)`);
  if (/^(yuva|gbrap|rgba|bgra|argb|abgr|ya)/.test(pixelFormat)) losses.push('transparency');
  if (!/^(yuvj?a?420p|gray|nv12|unknown)/.test(pixelFormat)) losses.push(`colour resolution (${pixelFormat} to 4:2:0)`);
  if (pixelFormat.startsWith('yuvj')) losses.push('the full range of levels (to the limited range)');
  if (width % 2 === 1 || height % 2 === 1) losses.push('a row or column of pixels (sizes become even)');
  return losses;
}

const HDR_NAMES = { HDR10: 'HDR10', HLG: 'HLG', DOLBY_VISION: 'Dolby Vision' } as const;
