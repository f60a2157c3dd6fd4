import { type Part, PLACE_EDGES, PROBABILITY_EDGES } from '../../measure/list-score.ts';
import { calibrationOf, ratesOf } from '../../measure/score-band.ts';
import { formatDay } from '../../shared/day.ts';
import type { CycleScore } from '../../store/ledger/scores.ts';
import { type Judged, toScore, type trendOfCycles } from './judge.ts';
import { decimalText, percentText, pointsText } from './words.ts';

/** One arm of a cycle for programs; shares are 0..1. */
export function scoreDocument(score: CycleScore) {
  const rates = ratesOf(score);
  const calibration = calibrationOf(toScore(score));
  return {
    cycle_id: score.cycleId,
    revision: score.revision,
    arm: score.arm,
    scored_on: formatDay(score.scoredOn),
    receipts: score.of.receipts,
    missing_store_days: score.missingDays,
    lists: score.lists,
    shoppers: score.shoppers,
    due_lines: score.dueLines,
    bought: score.bought,
    bought_share: rates?.bought ?? null,
    bought_share_error: score.errors.bought ?? null,
    predicted_share: rates?.predicted ?? null,
    naive_share: rates?.naive ?? null,
    favourites_share: rates?.favourites ?? null,
    gain_share: rates?.gain.share ?? null,
    gain_interval: rates?.gain.low === undefined ? null : [rates.gain.low, rates.gain.high],
    calibration_error: calibration?.ece ?? null,
    calibration_sds: calibration?.missSds ?? null,
    specials: score.specials,
    redeemed: score.redeemed,
  };
}

/** Where an arm's lines were bought and where not. */
export function partsDocument({ parts }: CycleScore) {
  const toPart = ({ lines, bought, expectedMillionths }: Part) => ({
    lines,
    bought,
    bought_share: lines === 0 ? null : bought / lines,
    predicted_share: lines === 0 ? null : expectedMillionths / 1_000_000 / lines,
  });
  return {
    by_probability: parts.probability.map((part, at) => ({
      from: PROBABILITY_EDGES[at],
      to: PROBABILITY_EDGES[at + 1] ?? 1,
      ...toPart(part),
    })),
    by_place: parts.place.map((part, at) => ({
      from: PLACE_EDGES[at],
      to: (PLACE_EDGES[at + 1] ?? Number.NaN) - 1 || null,
      ...toPart(part),
    })),
    specials_by_product: parts.special.map(toPart)[0] ?? null,
  };
}

export function trendDocument(trend: ReturnType<typeof trendOfCycles>) {
  return {
    cycles: trend.cycles,
    bought_share: trend.bought,
    predicted_share: trend.predicted,
    naive_share: trend.naive,
    slope_per_cycle: trend.slope ?? null,
    slope_error: trend.slopeError ?? null,
  };
}

/** One line of a cycle's lists, for `status`. */
export function scoreLine({ score }: Judged): string {
  const rates = ratesOf(score);
  const gain = rates?.gain;
  const reach =
    gain?.low === undefined
      ? ''
      : `, ${pointsText(gain.share)} points (${pointsText(gain.low)} to ${pointsText(gain.high ?? gain.share)})`;
  return (
    `score of cycle ${score.cycleId}: ${percentText(rates?.bought)} of due lines bought, predicted ${percentText(rates?.predicted)}; ` +
    `naive list ${percentText(rates?.naive)}${reach}; favourites ${percentText(rates?.favourites)}; ` +
    `${score.redeemed} of ${score.specials} specials redeemed`
  );
}

/** How the share moves, in a line; undefined: one cycle is no trend. */
export function trendLine({
  cycles,
  bought,
  slope,
  slopeError,
}: ReturnType<typeof trendOfCycles>): string | undefined {
  if (cycles.length < 2) return undefined;
  const percents = bought.map((share) => Math.round(100 * share)).join(' ');
  const drift =
    slope === undefined
      ? ''
      : `, ${pointsText(slope)} points a cycle (standard error ${decimalText(100 * (slopeError ?? 0), 1)})`;
  return `trend, cycles ${cycles[0]} to ${cycles.at(-1)}: ${percents} % bought${drift}`;
}
