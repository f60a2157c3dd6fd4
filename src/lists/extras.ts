import { createHash } from 'node:crypto';
import type { ExtraRow } from '../ingest/rows.ts';
import type { Day } from '../shared/day.ts';
import type { PlannedLine } from './planned-list.ts';

/** A recipe or plan is offered when at least this many of its needs are on the list anyway. */
const NEEDS_MIN = 3;

export type ExtrasWindow = { readonly validFrom: Day; readonly validUntil: Day };

/**
 * What the list carries besides goods: the recipe or meal plan that uses most of what is on the list, then a tip, a note
 * or a service. Which of several equal ones is a hash of household and validity, so that it changes from list to list
 * and not from run to run.
 *
 * @param extras In the household's language or in none.
 * @param needs Needs on the list.
 */
export function chooseExtras(
  extras: readonly ExtraRow[],
  householdId: string,
  needs: ReadonlySet<string>,
  window: ExtrasWindow,
  slots: number,
): PlannedLine[] {
  const live = extras.filter(
    (extra) =>
      (extra.startDay === undefined || extra.startDay <= window.validFrom) &&
      (extra.endDay === undefined || extra.endDay >= window.validUntil),
  );
  const overlap = (extra: ExtraRow): number => extra.needs.filter((need) => needs.has(need)).length;
  const order = (extra: ExtraRow): string =>
    createHash('sha256').update(`extra|${householdId}|${window.validFrom}|${extra.extraId}`).digest('hex');
  const ranked = live
    .map((extra) => ({ extra, used: overlap(extra), order: order(extra) }))
    .sort((a, b) => b.used - a.used || (a.order < b.order ? -1 : 1));
  const dish = ranked.find(({ extra, used }) => isDish(extra) && used >= NEEDS_MIN);
  // A tip that names needs is for those who buy one of them; one that names none is for everybody.
  const notes = ranked.filter(({ extra, used }) => !isDish(extra) && (used > 0 || extra.needs.length === 0));
  return [...(dish === undefined ? [] : [dish]), ...notes]
    .slice(0, slots)
    .map(({ extra, used }) => toLine(extra, used > 0));
}

function isDish(extra: ExtraRow): boolean {
  return extra.kind === 'recipe' || extra.kind === 'meal_plan';
}

function toLine(extra: ExtraRow, usesList: boolean): PlannedLine {
  return {
    section: 'extra',
    productId: undefined,
    need: undefined,
    description: extra.title,
    reason: usesList ? 'goes-with-list' : 'for-everyone',
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
