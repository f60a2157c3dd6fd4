import type { Dice } from '../../simulate/random.ts';
import { buysOn, drawRunsOut, keptNow, type Pair, type Process, type Shopper } from './cadence-world.ts';

const STREAM_FUTURE = 103;
const DRAWS = 400;
const FUTURES = 200;

/**
 * The true probability that each pair of a household is bought in `[from, until)`, given all that was bought and was not,
 * by the world's own rules: the pair's thirst and the stock at its last purchase are known, how long that lasts is not.
 *
 * P(not given up) by Bayes' rule from the share of draws of the supply that lasts as long as it was seen to last; the rest
 * by living on from such draws.
 */
export function trueProbabilities(
  process: Process,
  dice: Dice,
  shopper: Shopper,
  window: { readonly asOf: number; readonly from: number; readonly until: number },
): Map<Pair, number> {
  const one = dice.stream(STREAM_FUTURE, shopper.householdNo);
  return new Map(shopper.pairs.map((pair) => [pair, probabilityOf(process, shopper, pair, window, one)]));
}

function probabilityOf(
  process: Process,
  shopper: Shopper,
  pair: Pair,
  { asOf, from, until }: { readonly asOf: number; readonly from: number; readonly until: number },
  one: Dice,
): number {
  if (pair.purchases.length === 0) return 0;
  const lasting: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const runsOut = drawRunsOut(pair.supply, one);
    if (runsOut > pair.lastedUntil) lasting.push(runsOut);
  }
  if (lasting.length === 0) return 0;
  const alive = keptNow(pair, lasting.length / DRAWS);
  let bought = 0;
  for (let future = 0; future < FUTURES; future++) {
    const runsOut = lasting[one.below(lasting.length)] ?? 0;
    const own = { ...pair, purchases: [], runsOut, dropped: false };
    for (let day = asOf; day < until; day++) {
      if (!one.chance(process.tripRate(shopper, day))) continue;
      if (buysOn(process, own, day, one) === undefined || day < from) continue;
      bought += 1;
      break;
    }
  }
  return (alive * bought) / FUTURES;
}
