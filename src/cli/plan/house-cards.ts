import {
  type Activity,
  type ActivityReason,
  type ActivityRule,
  judgeActivity,
} from '../../history/activity.ts';
import { addDays, type Day } from '../../shared/day.ts';
import type { CardVisits } from '../../store/history/visits.ts';
import type { Flag } from '../../store/ledger/household-event-rows.ts';
import type { Context } from '../context.ts';

/** One card and what it did. */
export type CardActivity = {
  readonly cardId: string;
  readonly activity: Activity;
  readonly reasons: readonly ActivityReason[];
};

/** Why a household is no household, or is one in spite of what its cards do. */
export type Flagged = {
  readonly householdId: string;
  /** What a person said of it; it goes before the program's own verdict. */
  readonly said: Flag | undefined;
  /** Its cards whose activity is no household's. */
  readonly cards: readonly CardActivity[];
};

/** Households whose cards are used for whoever has none, by household. */
export type HouseCards = ReadonlyMap<string, Flagged>;

export function isHouseCard(flagged: Flagged | undefined): boolean {
  if (flagged === undefined) return false;
  return flagged.said === undefined ? flagged.cards.length > 0 : flagged.said.verdict === 'house-card';
}

/** Households that get no list and count in no table of the chain: a function of the receipts before a day and of what people said. */
export function findHouseCards(context: Context, asOf: Day): ReadonlySet<string> {
  return new Set(
    [...findFlagged(context, asOf).values()].flatMap((one) => (isHouseCard(one) ? [one.householdId] : [])),
  );
}

/** All that either the program or a person has something to say of. */
export function findFlagged(context: Context, asOf: Day): HouseCards {
  const { rule, from } = ruleOf(context, asOf);
  const found = new Map<string, Flagged>();
  const said = flagsInForce(context);
  for (const card of context.history.visits.busyCards(from, asOf, rule)) {
    const judged = judgeCard(card, rule);
    if (judged.reasons.length === 0) continue;
    const { householdId } = card;
    const cards = [...(found.get(householdId)?.cards ?? []), judged];
    found.set(householdId, { householdId, said: said.get(householdId), cards });
  }
  for (const [householdId, flag] of said) {
    if (!found.has(householdId)) found.set(householdId, { householdId, said: flag, cards: [] });
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the cards of one household did, be it a house card or not; cards that were not used are left out. */
export function activityOf(context: Context, householdNo: number, asOf: Day): CardActivity[] {
  const { rule, from } = ruleOf(context, asOf);
  return context.history.visits
    .ofHousehold(householdNo, from, asOf)
    .filter(({ visits }) => visits.length > 0)
    .map((card) => judgeCard(card, rule));
}

/** What people said, by the household that stands for the group; the newest word counts. */
function flagsInForce({ ledger }: Context): Map<string, Flag> {
  const said = new Map<string, Flag>();
  for (const event of ledger.households.inForce()) {
    if (event.kind === 'flag') said.set(ledger.households.rootOf(event.householdId), event);
  }
  return said;
}

function judgeCard({ cardId, visits }: CardVisits, rule: ActivityRule): CardActivity {
  return { cardId, ...judgeActivity(visits, rule) };
}

function ruleOf({ config }: Context, asOf: Day): { rule: ActivityRule; from: Day } {
  const { house_cards: set } = config;
  return {
    from: addDays(asOf, -set.days),
    rule: {
      tripsPerDay: set.trips_per_day,
      lanesPerDay: set.lanes_per_day,
      storesPerDay: set.stores_per_day,
      busyDays: set.busy_days,
      busyPercent: set.busy_percent,
      overlapMinutes: set.overlap_minutes,
      overlaps: set.overlaps,
    },
  };
}
