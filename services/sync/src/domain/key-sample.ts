const SHOWN = 20;

/**
 * Samples keys evenly from a sequence of unknown length, in order. When it holds twice as many keys as are shown, it
 * drops every second key and doubles its stride.
 */
export function keySample(): { add(key: string): void; keys(): string[] } {
  let kept: string[] = [];
  let stride = 1;
  let position = 0;
  return {
    add(key) {
      if (position % stride === 0) kept.push(key);
      position += 1;
      if (kept.length < 2 * SHOWN) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    keys() {
      if (kept.length <= SHOWN) return [...kept];
      return Array.from({ length: SHOWN }, (_, index) => kept[Math.floor((index * (kept.length - 1)) / (SHOWN - 1))]!);
    },
  };
}
