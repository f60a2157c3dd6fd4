import { addDays, type Day, formatDay } from '../../../shared/day.ts';
import type { Context } from '../../context.ts';
import { type CardActivity, type Flagged, isHouseCard } from '../../plan/house-cards.ts';
import { eventDocument } from './document.ts';

/** The day after the newest receipt: all that is known counts. */
export function afterNewest({ history }: Context): Day | undefined {
  const { lastDay } = history.summary();
  return lastDay === undefined ? undefined : addDays(lastDay, 1);
}

/** The evidence as programs get it. */
export function activityDocument({ cardId, activity, reasons }: CardActivity) {
  return {
    card_id: cardId,
    reasons,
    trips: activity.trips,
    days: activity.days,
    busy_days: { trips: activity.tripDays, lanes: activity.laneDays, stores: activity.storeDays },
    most_a_day: { trips: activity.tripsMost, lanes: activity.lanesMost, stores: activity.storesMost },
    in_two_places: activity.overlaps,
    top_lane_percent: activity.topLanePercent,
    stores: activity.stores,
  };
}

/** The same in words. */
export function activityText({ cardId, activity, reasons }: CardActivity): string {
  const { trips, days, tripDays, laneDays, storeDays, tripsMost, lanesMost, storesMost } = activity;
  const busy = [
    ...(reasons.includes('trips') ? [`too many trips on ${tripDays} of them, up to ${tripsMost}`] : []),
    ...(reasons.includes('lanes') ? [`too many lanes on ${laneDays}, up to ${lanesMost}`] : []),
    ...(reasons.includes('stores') ? [`too many stores on ${storeDays}, up to ${storesMost}`] : []),
    ...(reasons.includes('two-places') ? [`${activity.overlaps} times in two stores at once`] : []),
  ];
  const usual = `at most ${tripsMost} trips, ${lanesMost} lanes and ${storesMost} stores in a day`;
  return `card ${cardId}: ${trips} trips on ${days} days; ${busy.length === 0 ? usual : busy.join('; ')}; ${activity.topLanePercent} % at one lane`;
}

export function flaggedDocument(flagged: Flagged) {
  return {
    household_id: flagged.householdId,
    house_card: isHouseCard(flagged),
    said: flagged.said === undefined ? null : eventDocument(flagged.said),
    cards: flagged.cards.map(activityDocument),
  };
}

export function flaggedText(flagged: Flagged): string {
  const { householdId, said, cards } = flagged;
  const verdict = isHouseCard(flagged) ? 'house card: no lists' : 'shopper: lists as for any other';
  const by =
    said === undefined
      ? ''
      : `, as ${said.by} said on ${said.at.slice(0, 10)} (${said.eventId}): ${said.reason}`;
  return `${householdId}  ${verdict}${by}\n${cards.map((card) => `  ${activityText(card)}\n`).join('')}`;
}

/** `2026-10-18`, or that there is no day. */
export function asOfText(asOf: Day | undefined): string | null {
  return asOf === undefined ? null : formatDay(asOf);
}
