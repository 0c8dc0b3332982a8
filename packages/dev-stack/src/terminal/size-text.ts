const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size for people: whole KiB, rounded up, or MiB, GiB and TiB with one decimal. */
export function sizeText(sizeBytes: number): string {
  let size = Math.ceil(sizeBytes / 1024);
  let unit = 0;
  // 1023.95 and more would be rounded to 1024.0 of the smaller unit.
  while (size >= (unit === 0 ? 1024 : 1023.95) && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
