import { createHash } from 'node:crypto';
import { addDays, type Day } from '../shared/day.ts';

/** How mailings are spread over a cycle. */
export type DropPlan = {
  /** Days from one drop of a household to its next. */
  readonly cycleDays: number;
  /** Mailings per cycle: 1, 2 or 14. */
  readonly drops: number;
  /** Day on which a cycle's first drop begins. */
  readonly anchor: Day;
  /** Days from planning a drop to the paper in the home. */
  readonly leadDays: number;
  /** Day of the newest plan before this one, if known: the nights since then were missed. */
  readonly lastPlanned?: Day | undefined;
};

/** Trips soon after the paper arrives are worth most: it is still on the fridge's top. */
const FRESHNESS_PER_DAY = 0.8;

/**
 * The drop that suits a household's own shopping days: the one whose paper arrives just before its trips. With equal
 * claims (a household that shops at random) a hash of the id decides, which spreads such households evenly.
 *
 * @param tripCounts Trips by phase of the cycle: index `day mod cycleDays`.
 */
export function chooseDrop(plan: DropPlan, householdId: string, tripCounts: ArrayLike<number>): number {
  if (plan.drops === 1) return 0;
  const tieStart = createHash('sha256').update(`drop|${householdId}`).digest().readUInt32BE(0) % plan.drops;
  let best = tieStart;
  let bestScore = -1;
  for (let step = 0; step < plan.drops; step++) {
    const drop = (tieStart + step) % plan.drops;
    const score = dropScore(plan, drop, tripCounts);
    if (score > bestScore + 1e-9) {
      best = drop;
      bestScore = score;
    }
  }
  return best;
}

function dropScore(plan: DropPlan, drop: number, tripCounts: ArrayLike<number>): number {
  const inHome = plan.anchor + dropStart(plan, drop) + plan.leadDays;
  let score = 0;
  // From the day after: the mail may come when the day's trip is over, so the day itself counts as the cycle's last.
  for (let after = 1; after <= plan.cycleDays; after++) {
    const phase = mod(inHome + after, plan.cycleDays);
    score += (tripCounts[phase] ?? 0) * FRESHNESS_PER_DAY ** after;
  }
  return score;
}

/** First day of the cycle that a day is in. */
export function cycleStart(plan: DropPlan, asOf: Day): Day {
  return addDays(asOf, -mod(asOf - plan.anchor, plan.cycleDays));
}

/** First day of a drop within the cycle. */
function dropStart(plan: DropPlan, drop: number): number {
  return Math.floor((drop * plan.cycleDays) / plan.drops);
}

/**
 * Whether a household's list is to be planned on a day.
 *
 * Never while the last list is still good on the new one's first day. With one drop, a cycle after the last list. With
 * more, when the household's drop day has come since its last list was planned; a missed night is caught up, and the
 * lists after it keep the new distance. Once they come more than half a cycle late, the household waits for its own drop
 * again: else a long outage, or one plan for everybody, would mail all of them on one day for ever.
 *
 * @param last The household's newest planned list, if any.
 */
export function isDue(
  plan: DropPlan,
  drop: number,
  asOf: Day,
  last: { readonly asOf: Day; readonly validUntil: Day } | undefined,
): boolean {
  if (last !== undefined && last.validUntil >= asOf + plan.leadDays) return false;
  if (plan.drops === 1) return last === undefined || asOf - last.asOf >= plan.cycleDays;
  const sinceDrop = mod(asOf - plan.anchor - dropStart(plan, drop), plan.cycleDays);
  const dropDay = asOf - sinceDrop;
  // A household's first list waits for its own drop, or for the first plan since.
  if (last === undefined) {
    const missed = plan.lastPlanned !== undefined && plan.lastPlanned < dropDay;
    return missed || sinceDrop < plan.cycleDays / plan.drops;
  }
  const freeFrom = last.validUntil + 1 - plan.leadDays;
  return last.asOf < dropDay && freeFrom - dropDay <= plan.cycleDays / 2;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
