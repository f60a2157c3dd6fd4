import { LiabilityBook } from '../liability.ts';
import { type HandedOut, handOut } from './hand-out.ts';
import type { Limits, Prices, Sweep, TierRule } from './options.ts';
import { settlePrices } from './prices.ts';

/** What is to be handed out, and by which rules. */
export type Task = {
  readonly limits: Limits;
  readonly rules: readonly TierRule[];
  /** Most applications of one list, by offer number. */
  readonly applications: ArrayLike<number>;
  /** Probability with which the lists of an offer may draw more than it has left; 0: as if all came back. */
  readonly risk: number;
};

export type Allocation = HandedOut & {
  /** Of the plan in force. */
  readonly prices: Prices;
  /** No plan within the limits is worth more than this. */
  readonly boundMilli: number;
  readonly liability: LiabilityBook;
  /** Offers that are on fewer lists than their budget would have borne, had every list its expected cost for sure. */
  readonly steppedDown: ReadonlySet<number>;
};

/** Rounds of stepping down, each of which brings an offer to its limit but for what moves to it from others. */
const STEPS = 6;
/** Of a limit: too little for any list, and of no limit still no limit. */
const NOTHING = 1e-12;
/** Stepped down a little further than it takes, so that one round does. */
const STEP_FURTHER = 0.998;

/**
 * Which specials each household of a plan gets: as much worth as there can be on all lists together, while every offer
 * stays within what it has left for this plan.
 *
 * Two ways are tried, and the better one counts: prices at which a little too much is asked for, some of which chance then
 * refuses; and prices at which a little too little is, and what is left over is handed on. An offer whose lists could then
 * draw too much, by the chance of so many single answers, is stepped down until they cannot.
 */
export function allocate(task: Task, sweep: Sweep, households: number): Allocation {
  const { limits, rules } = task;
  const { above, below, boundMilli } = settlePrices(limits, rules, sweep, households);
  const tried = [above, below].map((prices) => ({
    prices,
    ...handOut(limits, rules, prices, sweep, households),
  }));
  const [first, second] = tried;
  if (first === undefined || second === undefined) throw new Error('nothing was tried');
  const best = second.worthMilli > first.worthMilli ? second : first;
  return { boundMilli, ...stepDown(task, best, sweep, households) };
}

function stepDown(
  task: Task,
  from: HandedOut & { readonly prices: Prices },
  sweep: Sweep,
  households: number,
) {
  const { limits, rules, risk, applications } = task;
  const within = { leftMilli: limits.leftMilli.slice(), usesLeftMilli: limits.usesLeftMilli.slice() };
  const steppedDown = new Set<number>();
  let handed = from;
  for (let step = 0; ; step++) {
    const liability = new LiabilityBook(limits.leftMilli.length, risk);
    sweep((options, householdNo) => liability.add(options, handed.chosen.of(householdNo), applications));
    const over = [...limits.leftMilli.keys()].filter((offer) => liability.overrun(offer, limits) > 1);
    if (over.length === 0) return { ...handed, liability, steppedDown };
    for (const offer of over) {
      steppedDown.add(offer);
      // What cannot be brought down bit by bit goes on no list at all.
      const by = step < STEPS ? STEP_FURTHER / liability.overrun(offer, limits) : NOTHING;
      within.leftMilli[offer] = (within.leftMilli[offer] ?? 0) * by;
      within.usesLeftMilli[offer] = (within.usesLeftMilli[offer] ?? 0) * by;
    }
    handed = { prices: from.prices, ...handOut(within, rules, from.prices, sweep, households) };
  }
}
