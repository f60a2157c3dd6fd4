import type { ActivityRule, Visit } from '../../history/activity.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** The receipts of one card in some days. */
export type CardVisits = {
  readonly cardId: string;
  readonly householdId: string;
  readonly visits: readonly Visit[];
};

type VisitRow = { day: Day; store_id: string; register_id: string; second_of_day: number | null };

/** Who was where, and when: receipts without their lines. */
export function visitReader(db: Db) {
  // Store by store: the receipts of some weeks are found by the index on store and day, whatever came before them.
  // Neighbours in time are one fewer than the trips of a day.
  type Net = { from: Day; before: Day; trips: number; days: number; overlaps: number };
  const busy = db.prepare<Net, { card_no: number; card_id: string; household_id: string }>(
    `SELECT card_no, card_id, household_id FROM (
       SELECT card_no, day, count(*) AS trips, count(DISTINCT store_no) AS stores
       FROM store CROSS JOIN receipt USING (store_no)
       WHERE day >= @from AND day < @before AND card_no IS NOT NULL
       GROUP BY card_no, day HAVING trips >= @trips OR stores > 1)
     JOIN card USING (card_no) JOIN household USING (household_no)
     GROUP BY card_no
     HAVING sum(trips >= @trips) >= @days OR sum(iif(stores > 1, trips - 1, 0)) >= @overlaps ORDER BY card_id`,
  );
  const visits = db.prepare<{ card: number; from: Day; before: Day }, VisitRow>(
    `SELECT day, store_id, register_id, second_of_day FROM receipt JOIN store USING (store_no)
     WHERE card_no = @card AND day >= @from AND day < @before ORDER BY day, receipt_no`,
  );
  const cards = db.prepare<[number], { card_no: number; card_id: string; household_id: string }>(
    `SELECT card_no, card_id, household_id FROM card JOIN household USING (household_no)
     WHERE household_no = ? ORDER BY card_id`,
  );
  const read = (card: number, from: Day, before: Day): Visit[] =>
    visits.all({ card, from, before }).map((row) => ({
      day: row.day,
      storeId: row.store_id,
      registerId: row.register_id,
      secondOfDay: row.second_of_day ?? undefined,
    }));
  return {
    /** Cards that may be house cards by a rule, in order of their ids: a wide net, which spares the others a look. */
    busyCards: function* (from: Day, before: Day, rule: ActivityRule): Generator<CardVisits> {
      const trips = Math.min(rule.tripsPerDay, rule.lanesPerDay, rule.storesPerDay);
      const { busyDays: days, overlaps } = rule;
      const found = busy.all({ from, before, trips, days, overlaps });
      for (const { card_no, card_id: cardId, household_id: householdId } of found)
        yield { cardId, householdId, visits: read(card_no, from, before) };
    },
    ofHousehold: (householdNo: number, from: Day, before: Day): CardVisits[] =>
      cards.all(householdNo).map(({ card_no, card_id: cardId, household_id: householdId }) => ({
        cardId,
        householdId,
        visits: read(card_no, from, before),
      })),
  };
}
