import { LiabilityBook } from '../liability.ts';
import { type HandedOut, handOut } from './hand-out.ts';
import type { Limits, Prices, Sweep, TierRule, Whole } from './options.ts';
import { settlePrices } from './prices.ts';

/** What is to be handed out, and by which rules. */
export type Task = {
  readonly whole: Whole;
  /** This plan's part of it, where of each offer only a share, 0..1 by number, is to be handed out at all. */
  readonly partOf: (shares: Float64Array) => Limits;
  readonly rules: readonly TierRule[];
  /** Most applications of one list, by offer number. */
  readonly applications: ArrayLike<number>;
  /** Probability with which the lists of an offer may draw more than it has left; 0: as if all came back. */
  readonly risk: number;
};

export type Allocation = HandedOut & {
  /** Of the plan in force. */
  readonly prices: Prices;
  /** No plan within the limits is worth more than this: those of offers that were stepped down are what they were brought to. */
  readonly boundMilli: number;
  readonly liability: LiabilityBook;
  /** Offers that are on fewer lists than their budget would have borne, had every list its expected cost for sure. */
  readonly steppedDown: ReadonlySet<number>;
};

/** Rounds of stepping down, each of which brings an offer to its limit but for what moves to it from others. */
const STEPS = 6;
/** Stepped down a little further than it takes, so that one round does. */
const STEP_FURTHER = 0.995;

/**
 * Which specials each household of a plan gets: as much worth as there can be on all lists together, while every offer
 * stays within what it has left for this plan.
 *
 * At the prices that are settled chance refuses some of those who ask for what is not enough. An offer whose lists could
 * then draw too much, by the chance of so many single answers, is stepped down until they cannot.
 */
export function allocate(task: Task, sweep: Sweep, households: number): Allocation {
  const { rules, whole } = task;
  const shares = new Float64Array(whole.leftMilli.length).fill(1);
  const steppedDown = new Set<number>();
  const settled = settlePrices(task.partOf(shares), rules, sweep, households);
  const first = handOutWithin(task, shares, settled.prices, steppedDown, sweep, households);
  if (steppedDown.size === 0) return { ...first, ...settled, steppedDown };
  // At the narrower limits other prices hold, and another bound.
  const again = settlePrices(task.partOf(shares), rules, sweep, households, settled.prices);
  const second = handOutWithin(task, shares, again.prices, steppedDown, sweep, households);
  return { ...second, ...again, steppedDown };
}

/** Hand out at some prices, and step down what could overrun its limit, `shares` and all, until nothing can. */
function handOutWithin(
  { whole, partOf, rules, risk, applications }: Task,
  shares: Float64Array,
  prices: Prices,
  steppedDown: Set<number>,
  sweep: Sweep,
  households: number,
): HandedOut & { readonly liability: LiabilityBook } {
  const asked = new LiabilityBook(shares.length, risk);
  sweep((options) =>
    asked.add(options, [...options.offerNo.subarray(0, options.count).keys()], applications),
  );
  for (let step = 0; ; step++) {
    const part = partOf(shares);
    const handed = handOut(part, rules, prices, sweep, households);
    const liability = new LiabilityBook(shares.length, risk);
    sweep((options, householdNo) => liability.add(options, handed.chosen.of(householdNo), applications));
    let isOver = false;
    for (const [offer, share] of shares.entries()) {
      const bearable = liability.bearable(offer, whole, asked);
      if (share * liability.used(offer, part) <= bearable) continue;
      isOver = true;
      steppedDown.add(offer);
      // What cannot be brought down bit by bit goes on no list at all.
      shares[offer] = step < STEPS ? STEP_FURTHER * bearable : 0;
    }
    if (!isOver) return { ...handed, liability };
  }
}
