/**
 * The ratio of integers up to `max` that is nearest to `numerator / denominator`, by continued fractions: 1e9 /
 * 83333333 is 12. Files state the duration of a frame in whole nanoseconds; ffprobe computes the rate from it in this
 * way.
 *
 * @see av_reduce in FFmpeg's libavutil/rational.c
 */
export function nearestRatio(numerator: number, denominator: number, max: number): number {
  let [rest, divisor] = [numerator, denominator];
  let before = { numerator: 0, denominator: 1 };
  let best = { numerator: 1, denominator: 0 };
  while (divisor > 0) {
    const whole = Math.floor(rest / divisor);
    const next = step(before, best, whole);
    if (next.numerator > max || next.denominator > max) {
      const byNumerator = Math.floor((max - before.numerator) / best.numerator);
      const byDenominator = best.denominator > 0 ? Math.floor((max - before.denominator) / best.denominator) : Infinity;
      const part = Math.min(byNumerator, byDenominator);
      const isNearer = divisor * (2 * part * best.denominator + before.denominator) > rest * best.denominator;
      if (isNearer) best = step(before, best, part);
      break;
    }
    [before, best] = [best, next];
    [rest, divisor] = [divisor, rest - divisor * whole];
  }
  return best.numerator / best.denominator;
}

interface Ratio {
  numerator: number;
  denominator: number;
}

function step(before: Ratio, best: Ratio, times: number): Ratio {
  return {
    numerator: times * best.numerator + before.numerator,
    denominator: times * best.denominator + before.denominator,
  };
}
