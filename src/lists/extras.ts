import { createHash } from 'node:crypto';
import type { ExtraRow } from '../ingest/rows.ts';
import type { Day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { PlannedLine, Tier } from './planned-list.ts';
import type { Reason } from './reasons.ts';

/** A recipe or plan is offered when at least this many of its needs are on the list anyway. */
const NEEDS_MIN = 3;

export type ExtrasHousehold = {
  readonly householdId: string;
  /** undefined: nothing that names tiers is for it. */
  readonly tier: Tier | undefined;
  /** Whether a need is hidden from it, so that nothing that calls for it may be shown. */
  readonly hidesNeed: (need: string) => boolean;
};
export type ExtrasWindow = { readonly validFrom: Day; readonly validUntil: Day };

/**
 * What the list carries besides goods: the recipe or meal plan that uses most of what is on the list, then a tip, a note
 * or a service. Which of several equal ones is a hash of household and validity, so that it changes from list to list
 * and not from run to run.
 *
 * @param extras In the household's language. One that names value tiers is for those tiers alone, and comes before what
 *   everybody gets.
 * @param needs Needs on the list.
 */
export function chooseExtras(
  extras: readonly ExtraRow[],
  { householdId, tier, hidesNeed }: ExtrasHousehold,
  needs: ReadonlySet<string>,
  window: ExtrasWindow,
  slots: number,
): PlannedLine[] {
  const onList = new Set([...needs].map(fold));
  const order = ({ extraId }: ExtraRow): string =>
    createHash('sha256').update(`extra|${householdId}|${window.validFrom}|${extraId}`).digest('hex');
  const ranked = extras
    .filter((extra) => isForTier(extra, tier) && isLive(extra, window) && !extra.needs.some(hidesNeed))
    .map((extra) => ({ extra, used: needsUsed(extra, onList) }))
    // Hashed only where it may be chosen: a chain has hundreds of recipes, and most use too little of one list.
    .filter(({ extra, used }) => mayShow(extra, used))
    .map(({ extra, used }) => ({ extra, used, order: order(extra) }))
    .sort(
      (a, b) =>
        Number(b.extra.tiers.length > 0) - Number(a.extra.tiers.length > 0) ||
        b.used - a.used ||
        (a.order < b.order ? -1 : 1),
    );
  const dish = ranked.find(({ extra }) => isDish(extra));
  const notes = ranked.filter(({ extra }) => !isDish(extra));
  return [...(dish === undefined ? [] : [dish]), ...notes]
    .slice(0, slots)
    .map(({ extra, used }) => toLine(extra, reasonOf(extra, used)));
}

/** Whether it holds on every day of the list. */
function isLive({ startDay, endDay }: ExtraRow, { validFrom, validUntil }: ExtrasWindow): boolean {
  return (startDay === undefined || startDay <= validFrom) && (endDay === undefined || endDay >= validUntil);
}

/** How many of its needs are on the list, one named twice counted once. */
function needsUsed(extra: ExtraRow, onList: ReadonlySet<string>): number {
  return [...new Set(extra.needs.map(fold))].filter((need) => onList.has(need)).length;
}

/** A dish has to use enough of the list. A tip that names needs is for those who buy one; one that names none, for all. */
function mayShow(extra: ExtraRow, used: number): boolean {
  return isDish(extra) ? used >= NEEDS_MIN : used > 0 || extra.needs.length === 0;
}

function isDish({ kind }: ExtraRow): boolean {
  return kind === 'recipe' || kind === 'meal_plan';
}

function isForTier({ tiers }: ExtraRow, tier: Tier | undefined): boolean {
  return tiers.length === 0 || (tier !== undefined && tiers.includes(tier));
}

function reasonOf({ tiers }: ExtraRow, used: number): Reason {
  if (used > 0) return 'goes-with-list';
  return tiers.length > 0 ? 'for-your-tier' : 'for-everyone';
}

function toLine(extra: ExtraRow, reason: Reason): PlannedLine {
  return {
    section: 'extra',
    productId: undefined,
    need: undefined,
    description: extra.title,
    reason,
    probability: undefined,
    expectedDay: undefined,
    regularPriceCents: undefined,
    offerId: undefined,
    offerVersion: undefined,
    offerValueCents: undefined,
    termsValueCents: undefined,
    priceWithOfferCents: undefined,
    facts: { extra: { kind: extra.kind, body: extra.body, needs: extra.needs } },
  };
}
