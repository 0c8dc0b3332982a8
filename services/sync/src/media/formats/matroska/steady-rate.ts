/** The number of frames that are examined; ffprobe stops there too. */
export const RATE_FRAMES = 41;

/**
 * The usual rates of video, in units of 1/12012: twelfths up to 30, integers up to 60, then 80, 120, 240, and those of
 * NTSC.
 */
const USUAL_RATES: readonly number[] = [
  ...Array.from({ length: 360 }, (_, index) => (index + 1) * 1001),
  ...Array.from({ length: 30 }, (_, index) => (index + 31) * 12_012),
  ...[80, 120, 240].map((rate) => rate * 12_012),
  ...[24, 30, 60, 12, 15, 48].map((rate) => rate * 12_000),
];
const RATE_UNITS = 12_012;
/** The lowest frame rate that is accepted as a rate. */
const LEAST_RATE = 1;
/** Up to the first variance, in frames, times match a rate. From the second variance on they never can. */
const STEADY = 0.01;
const UNSTEADY = 0.04;
/** The first gaps may jitter. A common divisor of the other gaps counts once there are enough of them. */
const JITTERY_GAPS = 3;
const GAPS_FOR_DIVISOR = 15;

/**
 * The frame rate that fits the times of the first frames; null if none fits. ffprobe's avg_frame_rate is computed the
 * same way for a file that states no rate.
 *
 * @param times  of frames in the order of the file, in units of `unitSeconds`
 * @see FFmpeg 5.1, demux.c ff_rfps_add_frame and ff_rfps_calculate
 */
export function steadyRate(times: readonly number[], unitSeconds: number): number | null {
  const gaps = increasing(times);
  if (gaps.length <= 2) return null;
  const meanGap = gaps.reduce((sum, { gap }) => sum + gap, 0) / gaps.length;
  const rate = rateByDivisor(gaps, unitSeconds) ?? rateByError(gaps, meanGap, unitSeconds);
  return rate !== null && Math.abs(1 / (rate * unitSeconds) - meanGap) <= 1 ? rate : null;
}

interface Gap {
  time: number;
  gap: number;
}

function increasing(times: readonly number[]): Gap[] {
  const gaps: Gap[] = [];
  for (let index = 1; index < times.length; index += 1) {
    const [time, gap] = [times[index]!, times[index]! - times[index - 1]!];
    if (gap > 0) gaps.push({ time, gap });
  }
  return gaps;
}

function rateByDivisor(gaps: readonly Gap[], unitSeconds: number): number | null {
  if (gaps.length <= GAPS_FOR_DIVISOR) return null;
  const divisor = gaps.slice(JITTERY_GAPS).reduce((common, { gap }) => greatestDivisor(common, gap), 0);
  return divisor > Math.max(1, Math.floor(1 / (500 * unitSeconds))) ? 1 / (divisor * unitSeconds) : null;
}

const greatestDivisor = (left: number, right: number): number =>
  right === 0 ? left : greatestDivisor(right, left % right);

/** The usual rate whose frames, or midpoints between frames, fit the times best. */
function rateByError(gaps: readonly Gap[], meanGap: number, unitSeconds: number): number | null {
  let best: number | null = null;
  let leastVariance = STEADY;
  for (const rate of USUAL_RATES) {
    if (rate < LEAST_RATE * RATE_UNITS || unitSeconds * meanGap < (RATE_UNITS * 0.8) / rate) continue;
    for (const variance of variances(gaps, (rate / RATE_UNITS) * unitSeconds)) {
      if (variance >= leastVariance || leastVariance <= 1e-9) continue;
      leastVariance = variance;
      best = rate;
    }
  }
  return best !== null && best / RATE_UNITS < 1.01 / unitSeconds ? best / RATE_UNITS : null;
}

/**
 * The variance of the distances to the nearest frame, and to the nearest midpoint between two frames; none if both grow
 * too large on the way.
 */
function variances(gaps: readonly Gap[], framesPerUnit: number): number[] {
  const sums = [0, 0];
  const squares = [0, 0];
  for (const [index, { time }] of gaps.entries()) {
    for (const half of [0, 1]) {
      const shifted = time * framesPerUnit + half * 0.5;
      const error = shifted - Math.round(shifted);
      sums[half]! += error;
      squares[half]! += error * error;
    }
    const count = index + 1;
    const isCheckpoint = count % 10 === 0;
    if (isCheckpoint && [0, 1].every((half) => squares[half]! / count - (sums[half]! / count) ** 2 > UNSTEADY))
      return [];
  }
  return [0, 1].map((half) => squares[half]! / gaps.length - (sums[half]! / gaps.length) ** 2);
}
