/**
 * The standard normal distribution function, P(Z <= z), within 1e-15 absolutely; the lower tail keeps its relative
 * accuracy (to about 1e-7 in the far tail), down to z = -37, beyond which it is 0.
 *
 * Source: the rational approximation of J. F. Hart et al., "Computer Approximations" (1968), algorithm 5666, as given
 * in double precision by G. West, "Better approximations to cumulative normal functions", Wilmott Magazine (2005).
 */
export function normalCdf(z: number): number {
  const size = Math.abs(z);
  const tail = size > 37 ? 0 : lowerTail(size);
  return z > 0 ? 1 - tail : tail;
}

/** P(Z <= -size), 0 <= size <= 37. */
function lowerTail(size: number): number {
  const density = Math.exp((-size * size) / 2);
  if (size >= 7.07106781186547) {
    const fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
    return density / (fraction * 2.506628274631);
  }
  let above = 3.52624965998911e-2 * size + 0.700383064443688;
  above = above * size + 6.37396220353165;
  above = above * size + 33.912866078383;
  above = above * size + 112.079291497871;
  above = above * size + 221.213596169931;
  above = above * size + 220.206867912376;
  let below = 8.83883476483184e-2 * size + 1.75566716318264;
  below = below * size + 16.064177579207;
  below = below * size + 86.7807322029461;
  below = below * size + 296.564248779674;
  below = below * size + 637.333633378831;
  below = below * size + 793.826512519948;
  below = below * size + 440.413735824752;
  return (density * above) / below;
}

/** The table of {@link normalCdfTabulated}: values and slopes (per step) from -Z_MAX to Z_MAX. */
const Z_MAX = 8.5;
const STEPS_PER_ONE = 128;
const STEPS = 2 * Z_MAX * STEPS_PER_ONE;
const VALUES = Float64Array.from({ length: STEPS + 1 }, (_, step) => normalCdf(step / STEPS_PER_ONE - Z_MAX));
const SLOPES = Float64Array.from({ length: STEPS + 1 }, (_, step) => {
  const z = step / STEPS_PER_ONE - Z_MAX;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / STEPS_PER_ONE;
});

/**
 * {@link normalCdf} from a table, some five times as fast: within 1e-11 absolutely, and within 1e-6 of itself down to
 * -8.5, beyond which it is {@link normalCdf}. Cubic Hermite interpolation, whose error is h^4 / 384 times the fourth
 * derivative (h = 1/128).
 */
export function normalCdfTabulated(z: number): number {
  const place = (z + Z_MAX) * STEPS_PER_ONE;
  if (!(place >= 0 && place < STEPS)) return normalCdf(z);
  const step = Math.trunc(place);
  const t = place - step;
  const v0 = VALUES[step] ?? 0;
  const v1 = VALUES[step + 1] ?? 0;
  const s0 = SLOPES[step] ?? 0;
  const s1 = SLOPES[step + 1] ?? 0;
  const rise = v1 - v0;
  return v0 + t * (s0 + t * (3 * rise - 2 * s0 - s1 + t * (s0 + s1 - 2 * rise)));
}

/** z with P(Z <= z) = probability, 0 < probability < 1: the inverse of {@link normalCdf} by bisection, to 1e-12. */
export function normalQuantile(probability: number): number {
  let [low, high] = [-38, 38];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
