/**
 * Tags that describe the pixels, or that programs keep: text, EXIF, GPS, XMP, IPTC and colour profile. Any other tag is
 * lost when a program rewrites the picture, such as those of GeoTIFF, scanners and microscopes, and SubIFDs (330),
 * which hold further pictures.
 *
 * @see TIFF 6.0, Appendix A; ExifTool 12.57, EXIF tags
 */
export const COMMON_TAGS: ReadonlySet<number> = new Set([
  ...range(254, 266),
  ...range(269, 274),
  ...range(277, 285),
  ...range(290, 297),
  301,
  305,
  306,
  ...range(315, 326),
  ...range(332, 347),
  ...range(512, 532),
  700,
  33_432,
  33_723,
  34_377,
  34_665,
  34_675,
  34_853,
]);

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
