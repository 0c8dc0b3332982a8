/** How keys are spread over a bucket; each makes them in the order of S3, by the bytes of their UTF-8. */
export const SHAPES = {
  /** Hexadecimal names spread over the whole key space, as tools that hash their names write them. */
  flat: (index: number, count: number) => `${hex((index / count) * 2 ** 52, 13)}.jpg`,
  /** One long run of numbers, as a camera writes them. */
  sequential: (index: number) => `frames/frame-${String(index).padStart(9, '0')}.jpg`,
  /** A thousand folders of unequal size, as labelled training data has them. */
  directories: (index: number, count: number) => {
    // Squaring the share makes the first folders small and the last ones large.
    const folder = Math.floor(Math.sqrt(index / count) * 1_000);
    return `train/class-${String(folder).padStart(4, '0')}/${String(index).padStart(9, '0')}.jpg`;
  },
} as const satisfies Record<string, (index: number, count: number) => string>;

export type Shape = keyof typeof SHAPES;

const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0');
